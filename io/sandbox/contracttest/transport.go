package contracttest

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
)

// Side says which side of the wire is held to the contract.
type Side uint8

// The sides. Tests of the sandbox send wrong requests on purpose, tests of the
// client get wrong answers.
const (
	Requests Side = 1 << iota
	Answers
)

// Transport gives next with the contract between: what breaks it fails the
// test. Answers that break off, and pages of HTML, are let through.
func Transport(t testing.TB, next http.RoundTripper, sides Side) http.RoundTripper {
	t.Helper()
	return Reporting(next, sides, func(broken error) { t.Error(broken) })
}

// Reporting is Transport for programs that a test runs as processes of their
// own: what breaks the contract is told to report, from whichever goroutine
// met it.
func Reporting(next http.RoundTripper, sides Side, report func(error)) http.RoundTripper {
	return transport{report, New(), next, sides}
}

type transport struct {
	report   func(error)
	contract *Contract
	next     http.RoundTripper
	sides    Side
}

// RoundTrip sends the request on and checks it and its answer.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	_, path, versioned := strings.Cut(r.URL.EscapedPath(), "/v1.0/")
	if !versioned {
		return t.next.RoundTrip(r)
	}
	var body []byte
	if r.Body != nil && r.Header.Get("Content-Encoding") == "" {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		r.Body.Close()
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	if t.sides&Requests != 0 {
		if err := t.contract.Request(r.Method, path, body); err != nil {
			t.report(fmt.Errorf("the request breaks the contract: %w", err))
		}
	}
	resp, err := t.next.RoundTrip(r)
	if err != nil || t.sides&Answers == 0 || !strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") {
		return resp, err
	}
	return t.answered(r.Method, path, body, resp), nil
}

func (t transport) answered(method, path string, sent []byte, resp *http.Response) *http.Response {
	body, cut := io.ReadAll(resp.Body)
	resp.Body.Close()
	rest := io.Reader(bytes.NewReader(body))
	if cut != nil {
		resp.Body = io.NopCloser(io.MultiReader(rest, iotest.ErrReader(cut)))
		return resp
	}
	resp.Body = io.NopCloser(rest)
	err := t.contract.Answer(method, path, resp.StatusCode, body)
	if err == nil && path == "$batch" && resp.StatusCode == http.StatusOK {
		err = t.contract.Batch(sent, body)
	}
	if err != nil {
		t.report(fmt.Errorf("the answer breaks the contract: %w", err))
	}
	return resp
}
