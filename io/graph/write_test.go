package graph_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"licet/io/graph"
	"licet/io/graph/signin"
	"licet/reconcile"
	"licet/reconcile/apply"
)

const (
	e3 = "05e9a617-0261-4cee-bb44-138d3ef5d965"
	e5 = "06ebc4ee-1bb5-47dd-8120-11324bc54e06"
)

func removal(user string) apply.Write {
	return apply.Write{Kind: apply.Licenses, UserID: user, Remove: []string{e3}}
}

func removals(n int) []apply.Write {
	out := make([]apply.Write, n)
	for i := range out {
		out[i] = removal(fmt.Sprintf("user-%d", i))
	}
	return out
}

func TestWriteSendsBothListsAndContentType(t *testing.T) {
	s := &script{answers: []canned{{status: 200, body: batchBody(step{"id": "1", "status": 200}, step{"id": "2", "status": 204}, step{"id": "3", "status": 200})}}}
	newClient(t, inMemory(s)).Write(t.Context(), []apply.Write{
		{Kind: apply.Licenses, UserID: "u1", Add: []reconcile.Holding{{SKUID: e5}}},
		{Kind: apply.SetLocation, UserID: "u2", UsageLocation: "DE"},
		{Kind: apply.Licenses, UserID: "$u/3#", Add: []reconcile.Holding{{SKUID: e5, DisabledPlans: []string{"efb0351d-3b08-4503-993d-383af8de41e3", "f0000000-3b08-4503-993d-383af8de41e3"}}}, Remove: []string{e3}},
	})
	want := `{"requests":[` +
		`{"id":"1","method":"POST","url":"/users/u1/assignLicense","headers":{"Content-Type":"application/json"},"body":{"addLicenses":[{"skuId":"` + e5 + `","disabledPlans":[]}],"removeLicenses":[]}},` +
		`{"id":"2","method":"PATCH","url":"/users/u2","headers":{"Content-Type":"application/json"},"body":{"usageLocation":"DE"}},` +
		`{"id":"3","method":"POST","url":"/users('$u%2F3%23')/assignLicense","headers":{"Content-Type":"application/json"},"body":{"addLicenses":[{"skuId":"` + e5 + `","disabledPlans":["efb0351d-3b08-4503-993d-383af8de41e3","f0000000-3b08-4503-993d-383af8de41e3"]}],"removeLicenses":["` + e3 + `"]}}]}`
	if diff := cmp.Diff(want, s.bodies[0]); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
	r := s.got[0]
	if r.Method != "POST" || r.URL.Path != "/v1.0/$batch" {
		t.Errorf("sent %s %s", r.Method, r.URL)
	}
	for name, want := range map[string]string{"Authorization": "Bearer secret-token", "Content-Type": "application/json"} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if ua := r.Header.Get("User-Agent"); !strings.HasPrefix(ua, "licet/1.2.3 (go") {
		t.Errorf("User-Agent = %q", ua)
	}
	if id := r.Header.Get("client-request-id"); len(id) != 36 {
		t.Errorf("client-request-id = %q", id)
	}
}

func TestOutcomesComeInTheOrderOfTheWrites(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		statuses := rapid.SliceOfN(rapid.SampledFrom([]int{200, 204, 404, 409, 429, 500}), 1, 20).Draw(rt, "statuses")
		order := rapid.Permutation(indexes(len(statuses))).Draw(rt, "order")
		var steps []step
		for _, i := range order {
			steps = append(steps, step{"id": fmt.Sprint(i + 1), "status": statuses[i]})
		}
		s := &script{answers: []canned{{status: 200, body: batchBody(steps...)}}}
		out := newClient(t, inMemory(s)).Write(t.Context(), removals(len(statuses)))
		want := map[int]apply.Class{200: apply.Done, 204: apply.Done, 404: apply.Refused, 409: apply.Retry, 429: apply.Retry, 500: apply.Unknown}
		for i, status := range statuses {
			if out[i].Class != want[status] {
				rt.Fatalf("write %d was answered %d: class %v", i, status, out[i].Class)
			}
		}
	})
}

func indexes(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// TestWriteSendsOnce is the promise that the journal rests on: whatever
// happens, one call of Write is one request, and what is not known is Unknown.
func TestWriteSendsOnce(t *testing.T) {
	answer := func(status int, body string, header ...string) roundTrip {
		return func(*http.Request) (*http.Response, error) {
			rec := httptest.NewRecorder()
			for i := 0; i+1 < len(header); i += 2 {
				rec.Header().Set(header[i], header[i+1])
			}
			rec.WriteHeader(status)
			io.WriteString(rec, body)
			return rec.Result(), nil
		}
	}
	fail := func(err error) roundTrip {
		return func(*http.Request) (*http.Response, error) { return nil, err }
	}
	both := batchBody(step{"id": "1", "status": 200}, step{"id": "2", "status": 200})
	for _, c := range []struct {
		name   string
		answer roundTrip
		class  apply.Class
		reason apply.Reason
		outer  bool
	}{
		{"done", answer(200, both), apply.Done, "", false},
		{"done under an outer 424", answer(424, both), apply.Done, "", false},
		{"done under an outer 429", answer(429, both), apply.Done, "", false},
		{"429", answer(429, `{}`), apply.Retry, apply.Throttled, true},
		{"429 with a wait", answer(429, `{}`, "Retry-After", "7"), apply.Retry, apply.Throttled, true},
		{"503", answer(503, ``), apply.Retry, apply.Unavailable, true},
		{"503 with a wait", answer(503, ``, "Retry-After", "7"), apply.Retry, apply.Unavailable, true},
		{"500", answer(500, ``), apply.Unknown, apply.Unavailable, true},
		{"502 with HTML", answer(502, `<html>Bad Gateway</html>`), apply.Unknown, apply.Unavailable, true},
		{"504", answer(504, ``), apply.Unknown, apply.Unavailable, true},
		{"408", answer(408, ``), apply.Unknown, apply.Unavailable, true},
		{"424 without items", answer(424, `{}`), apply.Retry, apply.Throttled, true},
		{"400", answer(400, `{"error":{"code":"BadRequest","message":"Invalid batch payload format."}}`), apply.Refused, apply.BadRequest, true},
		{"401", answer(401, `{"error":{"code":"InvalidAuthenticationToken","message":"expired"}}`), apply.Fatal, apply.SignInLost, true},
		{"403", answer(403, `{"error":{"code":"Authorization_RequestDenied","message":"no"}}`), apply.Fatal, apply.Denied, true},
		{"404", answer(404, `not found`), apply.Fatal, apply.BadRequest, true},
		{"redirect elsewhere", answer(302, ``, "Location", "https://evil.example/"), apply.Unknown, apply.Unavailable, true},
		{"redirect on the same host", answer(307, ``, "Location", "https://graph.microsoft.com/x"), apply.Unknown, apply.Unavailable, true},
		{"HTML instead", answer(200, `<html>Sign in to the network</html>`), apply.Unknown, apply.Dropped, true},
		{"no batch answer", answer(200, `{}`), apply.Unknown, apply.Dropped, true},
		{"null responses", answer(200, `{"responses":null}`), apply.Unknown, apply.Dropped, true},
		{"no items", answer(200, `{"responses":[]}`), apply.Unknown, apply.Dropped, false},
		{"foreign items", answer(200, batchBody(step{"id": "7", "status": 200}, step{"id": "x", "status": 200}, step{"id": "0", "status": 200})), apply.Unknown, apply.Dropped, false},
		{"items twice", answer(200, batchBody(step{"id": "1", "status": 200}, step{"id": "1", "status": 429}, step{"id": "2", "status": 200}, step{"id": "2", "status": 200})), apply.Unknown, apply.Dropped, false},
		{"items without status", answer(200, batchBody(step{"id": "1"}, step{"id": "2", "status": "200"})), apply.Unknown, apply.Dropped, false},
		{"half a body", func(*http.Request) (*http.Response, error) { return cutBody(200, both[:30]), nil }, apply.Unknown, apply.Dropped, true},
		{"cut after a whole body", func(*http.Request) (*http.Response, error) { return cutBody(200, both), nil }, apply.Unknown, apply.Dropped, true},
		{"429 with a cut body", func(*http.Request) (*http.Response, error) { return cutBody(429, `{"err`), nil }, apply.Retry, apply.Throttled, true},
		{"connection reset", fail(&net.OpError{Op: "read", Err: syscall.ECONNRESET}), apply.Unknown, apply.Dropped, true},
		{"connection closed", fail(io.EOF), apply.Unknown, apply.Dropped, true},
		{"nobody there", fail(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}), apply.Retry, apply.Unavailable, true},
		{"no such host", fail(&net.DNSError{Err: "no such host", Name: "graph"}), apply.Retry, apply.Unavailable, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			sent := 0
			client := newClient(t, roundTrip(func(r *http.Request) (*http.Response, error) {
				sent++
				return c.answer(r)
			}))
			out := client.Write(t.Context(), removals(2))
			if sent != 1 {
				t.Errorf("sent %d times", sent)
			}
			if len(out) != 2 {
				t.Fatalf("%d outcomes for 2 writes", len(out))
			}
			for i, o := range out {
				if o.Class != c.class || o.Reason != c.reason || o.Outer != c.outer {
					t.Errorf("outcome %d = %v %q outer %v (%s), want %v %q outer %v", i, o.Class, o.Reason, o.Outer, o.Message, c.class, c.reason, c.outer)
				}
				if o.Class != apply.Done && o.Message.IsZero() {
					t.Errorf("outcome %d does not say what happened", i)
				}
			}
		})
	}
}

func TestOnlyTheMissingItemIsUnknown(t *testing.T) {
	s := &script{answers: []canned{{status: 200, header: map[string]string{"request-id": "outer-1"}, body: batchBody(step{"id": "3", "status": 200}, step{"id": "1", "status": 200})}}}
	out := newClient(t, inMemory(s)).Write(t.Context(), removals(3))
	got := []apply.Class{out[0].Class, out[1].Class, out[2].Class}
	if diff := cmp.Diff([]apply.Class{apply.Done, apply.Unknown, apply.Done}, got); diff != "" {
		t.Error(diff)
	}
	if out[1].RequestID != "outer-1" {
		t.Errorf("request id %q of the item that is missing", out[1].RequestID)
	}
}

func TestOutcomeCarriesWhatPacingNeeds(t *testing.T) {
	s := &script{answers: []canned{{
		status: 200, header: map[string]string{"x-ms-throttle-limit-percentage": "0.9", "request-id": "outer"},
		body: batchBody(
			step{"id": "1", "status": 200, "headers": map[string]any{"x-ms-resource-unit": "1.5", "Cache-Control": 3}},
			step{"id": "2", "status": 429, "headers": map[string]any{"Retry-After": "2.128", "X-MS-Throttle-Scope": "Tenant/Write/app/tenant", "x-ms-throttle-limit-percentage": "1.2"},
				"body": map[string]any{"error": map[string]any{"code": "TooManyRequests", "message": "Please retry again later.", "innerError": map[string]any{"request-id": "inner"}}}},
		),
	}}}
	out := newClient(t, inMemory(s)).Write(t.Context(), removals(2))
	want := []apply.Outcome{
		{Class: apply.Done, LimitPercentage: 0.9, RequestID: "outer"},
		{
			Class: apply.Retry, Reason: apply.Throttled, Code: "TooManyRequests", Message: reconcile.Verbatim("Please retry again later."),
			RetryAfter: 2128 * time.Millisecond, HasRetryAfter: true, LimitPercentage: 1.2, ThrottleScope: "Tenant/Write/app/tenant", RequestID: "outer",
		},
	}
	if diff := cmp.Diff(want, out); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNotHeldIsAlreadyOnlyWhenNothingElseWasAsked(t *testing.T) {
	body := batchBody(
		notHeld("1"), notHeld("2"), notHeld("3"),
	)
	s := &script{answers: []canned{{status: 200, body: body}}}
	out := newClient(t, inMemory(s)).Write(t.Context(), []apply.Write{
		removal("u1"),
		{UserID: "u2", Remove: []string{e3, e5}},
		{UserID: "u3", Remove: []string{e3}, Add: []reconcile.Holding{{SKUID: e5}}},
	})
	for i, want := range []apply.Class{apply.Already, apply.Unknown, apply.Unknown} {
		if out[i].Class != want {
			t.Errorf("write %d: %v, want %v: the call is carried out whole or not at all", i, out[i].Class, want)
		}
	}
}

func notHeld(id string) step {
	return step{"id": id, "status": 400, "body": json.RawMessage(`{"error":{"code":"Request_BadRequest","message":"User does not have a corresponding license."}}`)}
}

func TestWriteUnderACancelledContextIsUnknown(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	client := newClient(t, roundTrip(func(r *http.Request) (*http.Response, error) {
		cancel()
		<-r.Context().Done()
		return nil, r.Context().Err()
	}))
	for _, o := range client.Write(ctx, removals(2)) {
		if o.Class != apply.Unknown {
			t.Errorf("class %v", o.Class)
		}
	}
}

// tokens is a sign-in that gives one token after the other.
type tokens struct {
	next  []string
	asked int
	err   error
}

func (c *tokens) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	if c.err != nil {
		return azcore.AccessToken{}, c.err
	}
	t := c.next[min(c.asked, len(c.next)-1)]
	c.asked++
	return azcore.AccessToken{Token: t, ExpiresOn: time.Now().Add(time.Hour)}, nil
}

func TestWithoutSignInNothingIsSent(t *testing.T) {
	s := &script{answers: []canned{{status: 200}}}
	cause := errors.New("AADSTS7000222: the secret has expired")
	out := newClientAs(t, inMemory(s), &tokens{err: cause}).Write(t.Context(), removals(1))
	if s.requests() != 0 {
		t.Errorf("sent %d requests", s.requests())
	}
	if o := out[0]; o.Class != apply.Fatal || o.Reason != apply.SignInLost || !strings.Contains(o.Message.String(), "AADSTS7000222") {
		t.Errorf("outcome %+v", o)
	}
}

func TestARefusedTokenIsRenewedOnce(t *testing.T) {
	denied := canned{status: 401, body: `{"error":{"code":"InvalidAuthenticationToken","message":"Lifetime validation failed"}}`}
	done := canned{status: 200, body: batchBody(step{"id": "1", "status": 200})}
	for _, c := range []struct {
		name     string
		tokens   []string
		answers  []canned
		requests int
		class    apply.Class
	}{
		{"another token works", []string{"old", "new"}, []canned{denied, done}, 2, apply.Done},
		{"another token is refused too", []string{"old", "new", "newer"}, []canned{denied, denied, done}, 2, apply.Fatal},
		{"there is no other token", []string{"old"}, []canned{denied, done}, 1, apply.Fatal},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &script{answers: c.answers}
			out := newClientAs(t, inMemory(s), &tokens{next: c.tokens}).Write(t.Context(), removals(1))
			if s.requests() != c.requests || out[0].Class != c.class {
				t.Errorf("%d requests, class %v; want %d, %v", s.requests(), out[0].Class, c.requests, c.class)
			}
			if c.requests == 2 && (s.got[1].Header.Get("Authorization") != "Bearer new" || s.bodies[0] != s.bodies[1]) {
				t.Errorf("second request: %s %s", s.got[1].Header.Get("Authorization"), s.bodies[1])
			}
		})
	}
}

func TestAClaimsChallengeIsMet(t *testing.T) {
	challenge := canned{status: 401, header: map[string]string{
		"WWW-Authenticate": `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnt9fQ=="`,
	}}
	s := &script{answers: []canned{challenge, {status: 200, body: batchBody(step{"id": "1", "status": 200})}}}
	out := newClientAs(t, inMemory(s), &tokens{next: []string{"old", "new"}}).Write(t.Context(), removals(1))
	if s.requests() != 2 || out[0].Class != apply.Done {
		t.Errorf("%d requests, class %v", s.requests(), out[0].Class)
	}
}

func TestADroppedConnectionOnTheNetworkIsUnknown(t *testing.T) {
	var sent atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent.Add(1)
		io.Copy(io.Discard, r.Body)
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			conn.Close()
		}
	}))
	defer srv.Close()
	c, err := graph.New(graph.Options{Root: srv.URL, Credential: signin.StaticToken("t")})
	if err != nil {
		t.Fatal(err)
	}
	out := c.Write(t.Context(), removals(1))
	if sent.Load() != 1 || out[0].Class != apply.Unknown || out[0].Reason != apply.Dropped {
		t.Errorf("sent %d times, outcome %+v", sent.Load(), out[0])
	}
	srv.Close()
	out = c.Write(t.Context(), removals(1))
	if out[0].Class != apply.Retry || out[0].Reason != apply.Unavailable {
		t.Errorf("after the server is gone: %+v", out[0])
	}
}

func TestABatchOfMoreThanTwentyIsABug(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	newClient(t, inMemory(&script{answers: []canned{{status: 200}}})).Write(t.Context(), removals(21))
}
