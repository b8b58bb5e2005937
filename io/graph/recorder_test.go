package graph_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"licet/io/graph"
	"licet/io/graph/recording"
	"licet/io/graph/signin"
)

// What is sent to whoever helps must hold what was asked and answered, and
// nothing that lets them in.
func TestARecordingHoldsNoSecrets(t *testing.T) {
	const jwt = "eyJhbGciOiJub25lIn0.eyJ0aWQiOiJ4In0.c2ln"
	s := &tenantServer{t: t, users: people(20), pageSize: 10, count: "20"}
	s.before = func(w http.ResponseWriter, r *http.Request) bool {
		w.Header().Set("Set-Cookie", "session=secret-cookie")
		w.Header().Set("request-id", "graph-1")
		return false
	}
	var out bytes.Buffer
	recorder := recording.New(&out, "1.2.3")
	c, err := graph.New(graph.Options{Credential: signin.StaticToken(jwt), Transport: inMemory(s), Recorder: recorder})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := readTenant(t.Context(), c, graph.ReadOptions{}, nil); err != nil {
		t.Fatal(err)
	}
	c.Write(t.Context(), removals(2))
	if err := recorder.Close(); err != nil {
		t.Fatal(err)
	}
	var har struct {
		Log struct {
			Entries []struct{ Request struct{ Method, URL string } }
		}
	}
	if err := json.Unmarshal(out.Bytes(), &har); err != nil {
		t.Fatal(err)
	}
	if len(har.Log.Entries) != len(s.paths) {
		t.Errorf("%d entries for %d requests", len(har.Log.Entries), len(s.paths))
	}
	for _, secret := range []string{jwt, "eyJ", "secret-cookie", "Authorization", "skiptoken=1"} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("%q is recorded", secret)
		}
	}
	for _, want := range []string{"graph-1", "user1@contoso.com", "removeLicenses", "skiptoken=(removed)"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not recorded", want)
		}
	}
}
