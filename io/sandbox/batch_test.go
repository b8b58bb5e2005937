package sandbox_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"licet/io/sandbox"
)

// step is one request of a batch, written by hand.
func step(id, method, url, more string) string {
	return fmt.Sprintf(`{"id":%q,"method":%q,"url":%q%s}`, id, method, url, more)
}

func withBody(body string) string {
	return `,"headers":{"Content-Type":"application/json"},"body":` + body
}

func batchOf(steps ...string) string { return `{"requests":[` + strings.Join(steps, ",") + `]}` }

// responses gives the answers of a batch by id, and their order.
func (r reply) responses(t testing.TB) (map[string]reply, []string) {
	t.Helper()
	var in struct {
		Responses []struct {
			ID      string            `json:"id"`
			Status  int               `json:"status"`
			Headers map[string]string `json:"headers"`
			Body    json.RawMessage   `json:"body"`
		} `json:"responses"`
	}
	if err := json.Unmarshal([]byte(r.raw), &in); err != nil {
		t.Fatalf("%v: %s", err, r.raw)
	}
	out, order := map[string]reply{}, []string{}
	for _, x := range in.Responses {
		one := reply{status: x.Status, raw: string(x.Body), header: map[string][]string{}}
		for k, v := range x.Headers {
			one.header[k] = []string{v}
		}
		if len(x.Body) > 0 && x.Body[0] == '{' {
			if err := json.Unmarshal(x.Body, &one.body); err != nil {
				t.Fatal(err)
			}
		}
		out[x.ID] = one
		order = append(order, x.ID)
	}
	return out, order
}

func TestBatchAnswersEachItemAlone(t *testing.T) {
	c := connect(t, sandbox.New(sandbox.NewStore(newTenant(3)), sandbox.Options{}))
	r := c.do("POST", "/$batch", batchOf(
		step("One", "POST", "/users/"+userID(1)+"/assignLicense", withBody(assignBody([]string{"A"}))),
		step("two", "PATCH", "users/"+upn(2), withBody(`{"usageLocation":"US"}`)),
		step("3", "get", "/users/"+userID(3)+"?$select=id", ""),
		step("4", "GET", "/users/nobody", ""),
		step("5", "GET", "/users/$count", `,"headers":{"ConsistencyLevel":"eventual"}`),
		step("6", "GET", "/nothing", ""),
		step("7", "POST", "/$batch", withBody(`{"requests":[]}`)),
	)).want(t, 200)
	got, _ := r.responses(t)
	for id, want := range map[string]int{"One": 200, "two": 204, "3": 200, "4": 404, "5": 200, "6": 400, "7": 400} {
		if got[id].status != want {
			t.Errorf("%s: status %d, want %d: %s", id, got[id].status, want, got[id].raw)
		}
	}
	if ct := got["One"].header["Content-Type"]; len(ct) != 1 || !strings.HasPrefix(ct[0], "application/json;odata.metadata=minimal") {
		t.Errorf("inner Content-Type %q", ct)
	}
	// Inner headers are keys of JSON, in Graph's spelling.
	spelled := map[string][]string(got["One"].header)
	if ru := spelled["x-ms-resource-unit"]; len(ru) != 1 || ru[0] != "1" {
		t.Errorf("inner x-ms-resource-unit %q", ru)
	}
	if got["two"].raw != "" {
		t.Errorf("204 with a body %q", got["two"].raw)
	}
	if got["5"].raw != `"Mw=="` {
		t.Errorf("a text body should come in base64: %s", got["5"].raw)
	}
	if want := `{"@odata.context":"http://graph.test/v1.0/$metadata#users(id)/$entity","id":"` + userID(3) + `"}`; got["3"].raw != want {
		t.Errorf("got %s", got["3"].raw)
	}
}

func TestBatchRefusesWhatIsNoBatch(t *testing.T) {
	c := connect(t, sandbox.New(sandbox.NewStore(newTenant(1)), sandbox.Options{}))
	get := func(id string) string { return step(id, "GET", "/users/"+userID(1), "") }
	var many []string
	for i := range 21 {
		many = append(many, get(fmt.Sprint(i)))
	}
	for _, tc := range []struct{ name, body, want string }{
		{"21 requests", batchOf(many...), "400 BadRequest: Number of batch request steps exceeds the maximum value of 20."},
		{"same id in another case", batchOf(get("a"), get("A")), "400 BadRequest: Request Id A has to be unique in a batch."},
		{"no id", batchOf(`{"method":"GET","url":"/users"}`), "400 BadRequest: Invalid batch payload format."},
		{"numeric id", batchOf(`{"id":1,"method":"GET","url":"/users"}`), "400 BadRequest: Invalid batch payload format."},
		{"no method", batchOf(`{"id":"1","url":"/users"}`), "400 BadRequest: Invalid batch payload format."},
		{"body without Content-Type", batchOf(step("1", "PATCH", "/users/"+upn(1), `,"body":{"usageLocation":"US"}`)), "400 BadRequest: Write request id : 1 does not contain Content-Type header or body."},
		{"depends on nobody", batchOf(step("1", "GET", "/users", `,"dependsOn":["x"]`)), "400 BadRequest: Invalid batch payload format: the request 1 depends on x, which does not stand before it."},
		{"depends on itself", batchOf(step("1", "GET", "/users", `,"dependsOn":["1"]`)), "400 BadRequest: Invalid batch payload format: the request 1 depends on 1, which does not stand before it."},
		{"no requests", `{}`, "400 BadRequest: Invalid batch payload format."},
		{"no JSON", `{"requests":[`, "400 BadRequest: Invalid batch payload format."},
	} {
		if got := c.do("POST", "/$batch", tc.body).refusal(); got != tc.want {
			t.Errorf("%s:\n got %s\nwant %s", tc.name, got, tc.want)
		}
	}
	if got := c.get("/$batch"); got.status != 405 {
		t.Errorf("GET: %d", got.status)
	}
}

func TestDependantsOfAFailureAreNotRun(t *testing.T) {
	f := newTenant(2)
	f.Users[0].UsageLocation, f.Users[1].UsageLocation = "", ""
	store := sandbox.NewStore(f)
	c := connect(t, sandbox.New(store, sandbox.Options{}))
	chain := func(user int, location string) []string {
		u := fmt.Sprint(user)
		return []string{
			step("p"+u, "PATCH", "/users/"+userID(user), withBody(`{"usageLocation":"`+location+`"}`)),
			step("a"+u, "POST", "/users/"+userID(user)+"/assignLicense", `,"dependsOn":["P`+u+`"]`+withBody(assignBody([]string{"A"}))),
			step("g"+u, "GET", "/users/"+userID(user)+"?$select=assignedLicenses", `,"dependsOn":["a`+u+`"]`),
		}
	}
	got, _ := c.do("POST", "/$batch", batchOf(append(chain(1, "DE"), chain(2, "UK")...)...)).want(t, 200).responses(t)
	for id, want := range map[string]int{"p1": 204, "a1": 200, "g1": 200, "p2": 400, "a2": 424, "g2": 424} {
		if got[id].status != want {
			t.Errorf("%s: %d, want %d: %s", id, got[id].status, want, got[id].raw)
		}
	}
	if u, _ := sandbox.User(store, upn(2)); len(u.AssignedLicenses) != 0 {
		t.Error("the dependant of a failure was carried out")
	}
}

func TestBatchAnswersComeInSeededDisorder(t *testing.T) {
	order := func(seed uint64) string {
		c := connect(t, sandbox.New(sandbox.NewStore(newTenant(20)), sandbox.Options{Seed: seed}))
		var steps []string
		for i := 1; i <= 20; i++ {
			steps = append(steps, step(fmt.Sprintf("%02d", i), "GET", "/users/"+userID(i), ""))
		}
		got, order := c.do("POST", "/$batch", batchOf(steps...)).responses(t)
		if len(got) != 20 {
			t.Errorf("%d answers", len(got))
		}
		return strings.Join(order, " ")
	}
	first := order(1)
	if first != order(1) {
		t.Error("the same seed gave another order")
	}
	if first == order(2) {
		t.Error("another seed gave the same order")
	}
	if words := strings.Fields(first); slices.IsSorted(words) {
		t.Error("the answers came in the order of the requests")
	}
}

func TestTwoWritesOfOneUserInABatchConflict(t *testing.T) {
	s := sandbox.New(sandbox.NewStore(newTenant(1)), sandbox.Options{})
	c := connect(t, s)
	url := "/users/" + userID(1) + "/assignLicense"
	got, _ := c.do("POST", "/$batch", batchOf(
		step("1", "POST", url, withBody(assignBody([]string{"A"}))),
		step("2", "POST", "/users/"+upn(1)+"/assignLicense", withBody(assignBody([]string{"C"}))),
	)).responses(t)
	if got["1"].status != 200 || !strings.HasPrefix(got["2"].refusal(), "409 Directory_ConcurrencyViolation") {
		t.Errorf("got %s and %s", got["1"].raw, got["2"].raw)
	}
	if n := s.Stats().Overlapping; n != 1 {
		t.Errorf("%d overlapping writes counted, want 1", n)
	}
	got, _ = c.do("POST", "/$batch", batchOf(
		step("1", "POST", url, withBody(assignBody(nil, "A"))),
		step("2", "POST", url, `,"dependsOn":["1"]`+withBody(assignBody([]string{"C"}))),
	)).responses(t)
	if got["1"].status != 200 || got["2"].status != 200 || s.Stats().Overlapping != 1 {
		t.Errorf("a chain counts as overlapping: %s, %s", got["1"].raw, got["2"].raw)
	}
}

func TestGzippedBodiesAreRead(t *testing.T) {
	srv := httptest.NewServer(sandbox.New(sandbox.NewStore(newTenant(1)), sandbox.Options{}))
	defer srv.Close()
	c := overTheNetwork(t, srv)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte(assignBody([]string{"A"}))); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	path := "/users/" + userID(1) + "/assignLicense"
	r := c.do("POST", path, packed.String(), "Content-Encoding", "gzip").want(t, 200)
	if ctx := fmt.Sprint(r.body["@odata.context"]); !strings.HasPrefix(ctx, srv.URL+"/v1.0/") {
		t.Errorf("context %s does not carry the host that was asked", ctx)
	}
	c.do("POST", path, assignBody(nil), "Content-Encoding", "br").want(t, 415)
	c.do("POST", path, "no gzip", "Content-Encoding", "gzip").want(t, 400)
	c.do("POST", path, strings.Repeat(" ", 5<<20)).want(t, 413)
	for name, want := range map[string]string{"x-licet-sandbox": "1", "x-ms-resource-unit": "1", "client-request-id": "mine"} {
		if got := c.get("/users?$select=id", "client-request-id", "mine").header.Get(name); got != want {
			t.Errorf("header %s is %q, want %q", name, got, want)
		}
	}
	if got := c.get("/users").header; got.Get("Date") == "" || got.Get("x-ms-ags-diagnostic") == "" || len(got.Get("request-id")) != 36 {
		t.Errorf("headers %v", got)
	}
	c.root = srv.URL + "/beta"
	c.get("/users").want(t, 200)
}
