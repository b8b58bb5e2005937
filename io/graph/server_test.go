package graph_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"licet/io/graph"
	"licet/io/graph/signin"
	"licet/io/sandbox/contracttest"
)

// inMemory carries requests to a handler without a socket, so that synctest
// owns the time.
func inMemory(h http.Handler) http.RoundTripper {
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		if err := req.Context().Err(); err != nil {
			return nil, err
		}
		in := req.Clone(req.Context())
		if in.Body == nil {
			in.Body = http.NoBody
		}
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, in)
		return rec.Result(), nil
	})
}

// roundTrip is a transport that is a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// script answers requests in order, each once, and keeps what came; the last
// answer serves for all that follow.
type script struct {
	mu      sync.Mutex
	answers []canned
	got     []*http.Request
	bodies  []string
}

// canned is one answer.
type canned struct {
	status int
	header map[string]string
	body   string
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	a := s.answers[min(len(s.got), len(s.answers)-1)]
	s.got = append(s.got, r)
	s.bodies = append(s.bodies, string(body))
	s.mu.Unlock()
	for k, v := range a.header {
		w.Header().Set(k, v)
	}
	w.WriteHeader(a.status)
	io.WriteString(w, a.body)
}

func (s *script) requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.got)
}

func newClient(t testing.TB, transport http.RoundTripper) *graph.Client {
	t.Helper()
	return newClientAs(t, transport, signin.StaticToken("secret-token"))
}

func newClientAs(t testing.TB, transport http.RoundTripper, cred azcore.TokenCredential) *graph.Client {
	t.Helper()
	if _, measured := t.(*testing.B); !measured {
		transport = contracttest.Transport(t, transport, contracttest.Requests)
	}
	c, err := graph.New(graph.Options{Credential: cred, Transport: transport, Version: "1.2.3"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// item is one request of a batch as a server sees it.
type item struct {
	ID, Method, URL string
	Headers         map[string]string
	Body            json.RawMessage
}

func batchItems(t testing.TB, body string) []item {
	t.Helper()
	var b struct{ Requests []item }
	if err := json.Unmarshal([]byte(body), &b); err != nil {
		t.Fatalf("batch %s: %v", body, err)
	}
	return b.Requests
}

// step is one answer of a batch as a server writes it.
type step map[string]any

func batchBody(steps ...step) string {
	body, err := json.Marshal(map[string]any{"responses": steps})
	if err != nil {
		panic(err)
	}
	return string(body)
}

// batchHandler answers $batch by asking one for each item.
func batchHandler(t testing.TB, one func(item) (status int, header map[string]string, body string)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var steps []step
		for _, it := range batchItems(t, string(body)) {
			status, header, inner := one(it)
			s := step{"id": it.ID, "status": status, "headers": header}
			if inner != "" {
				s["body"] = json.RawMessage(inner)
			}
			steps = append([]step{s}, steps...) // in an order of its own
		}
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, batchBody(steps...))
	})
}

// cutBody is an answer whose body breaks off.
func cutBody(status int, body string) *http.Response {
	broken := io.MultiReader(bytes.NewBufferString(body), failingReader{})
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(broken), ContentLength: -1}
}

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
