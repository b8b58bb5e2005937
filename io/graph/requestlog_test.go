package graph_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"licet/io/graph"
	"licet/io/graph/signin"
)

func TestEveryRequestIsLoggedWithoutSecretsAndNames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &tenantServer{t: t, users: people(2000), pageSize: 999, count: "2000"}
		busy := true
		s.before = func(w http.ResponseWriter, r *http.Request) bool {
			time.Sleep(40 * time.Millisecond)
			w.Header().Set("request-id", "graph-1")
			w.Header().Set("x-ms-resource-unit", "2")
			if busy && r.URL.Path == "/v1.0/users" {
				busy = false
				w.Header().Set("Retry-After", "3")
				w.WriteHeader(http.StatusTooManyRequests)
				return true
			}
			return false
		}
		var mu sync.Mutex
		var lines []graph.RequestLog
		c, err := graph.New(graph.Options{Credential: signin.StaticToken("secret-token"), Transport: inMemory(s), Log: func(l graph.RequestLog) {
			mu.Lock()
			defer mu.Unlock()
			lines = append(lines, l)
		}})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := readTenant(t.Context(), c, graph.ReadOptions{}, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Accounts(t.Context(), []string{"id-00001", "id-00002"}); err != nil {
			t.Fatal(err)
		}
		if len(lines) != len(s.paths) {
			t.Errorf("%d lines for %d requests", len(lines), len(s.paths))
		}
		ids := map[string]bool{}
		for _, l := range lines {
			ids[l.ClientRequestID] = true
			text := fmt.Sprintf("%+v", l)
			for _, secret := range []string{"secret-token", "contoso.com", "User 1", "skiptoken=1"} {
				if strings.Contains(text, secret) {
					t.Errorf("%q is in %s", secret, text)
				}
			}
			if l.Duration != 40*time.Millisecond || l.RequestID != "graph-1" || l.Units != 2 {
				t.Errorf("line %s", text)
			}
			if (l.Status == 429) != (l.RetryAfter == "3") {
				t.Errorf("line %s", text)
			}
		}
		if len(ids) != len(lines) {
			t.Errorf("%d client-request-ids for %d requests", len(ids), len(lines))
		}
		last := lines[len(lines)-1]
		if last.Method != "POST" || last.Path != "/v1.0/$batch" || last.Inner != 2 || last.Status != 200 || last.Bytes == 0 {
			t.Errorf("last line %+v", last)
		}
	})
}

func TestAFailedRequestIsLogged(t *testing.T) {
	var lines []graph.RequestLog
	c, err := graph.New(graph.Options{
		Credential: signin.StaticToken("secret-token"), Log: func(l graph.RequestLog) { lines = append(lines, l) },
		Transport: roundTrip(func(*http.Request) (*http.Response, error) { return nil, fmt.Errorf("the wire was cut") }),
	})
	if err != nil {
		t.Fatal(err)
	}
	c.Write(t.Context(), removals(3))
	if len(lines) != 1 || lines[0].Err == nil || lines[0].Status != 0 || lines[0].Inner != 3 {
		t.Errorf("%+v", lines)
	}
}
