// Package recording keeps calls and their answers as an HTTP archive.
package recording

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// Recorder writes what was asked of Graph and what it answered as an HTTP
// archive (HAR 1.2), for whoever is asked for help. Tokens, secrets and cookies
// never get into it: headers are taken from a list of harmless ones, values of
// page tokens are taken out, and of a sign-in only the address and the status
// are kept. What Graph says of people is in it.
//
// It is safe for concurrent use. A nil Recorder records nothing.
type Recorder struct {
	mu      sync.Mutex
	out     io.Writer
	entries int
	err     error
}

// New begins an archive. The version is licet's.
func New(out io.Writer, version string) *Recorder {
	creator, err := json.Marshal(map[string]string{"name": "licet", "version": version})
	if err != nil {
		panic(err) // two strings
	}
	r := &Recorder{out: out}
	r.write(`{"log":{"version":"1.2","creator":` + string(creator) + `,"entries":[`)
	return r
}

// Close ends the archive and gives the first error of writing it. Without it
// the file holds whole entries but lacks its closing brackets.
func (r *Recorder) Close() error {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.write("\n]}}\n")
	return r.err
}

func (r *Recorder) write(text string) {
	if r.err == nil {
		_, r.err = io.WriteString(r.out, text)
	}
}

// object is one of an archive. What its readers insist on is there, a size of -1 is
// unknown.
type object = map[string]any

// add writes an exchange that began at a time and is over now.
func (r *Recorder) add(e object, started time.Time) {
	took := float64(time.Since(started).Microseconds()) / 1000
	e["time"], e["timings"] = took, object{"send": 0, "wait": took, "receive": 0}
	text, err := json.Marshal(e)
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		r.err = errors.Join(r.err, err)
		return
	}
	separator := "\n"
	if r.entries > 0 {
		separator = ",\n"
	}
	r.entries++
	r.write(separator + string(text))
}

// Graph gives a transport that records whole exchanges.
func (r *Recorder) Graph(next http.RoundTripper) http.RoundTripper { return r.between(next, true) }

// SignIn gives a transport that records no bodies, which hold secrets one way
// and tokens the other.
func (r *Recorder) SignIn(next http.RoundTripper) http.RoundTripper { return r.between(next, false) }

func (r *Recorder) between(next http.RoundTripper, bodies bool) http.RoundTripper {
	if r == nil {
		return next
	}
	return recorded{recorder: r, next: next, bodies: bodies}
}

// recorded is a transport that tells a recorder.
type recorded struct {
	recorder *Recorder
	next     http.RoundTripper
	bodies   bool
}

func (t recorded) RoundTrip(req *http.Request) (*http.Response, error) {
	started := time.Now()
	request, content := harRequest(req), object{"size": 0, "mimeType": ""}
	e := object{"startedDateTime": started.UTC().Format(time.RFC3339Nano), "request": request, "cache": object{}}
	resp, err := t.next.RoundTrip(t.sent(req, request))
	if err != nil {
		// The empty response of status 0 is what browsers write.
		e["comment"] = "no answer: " + withoutTokens(err.Error())
		e["response"] = harResponse(&http.Response{}, content)
		t.recorder.add(e, started)
		return nil, err
	}
	response := harResponse(resp, content)
	e["response"], content["mimeType"] = response, resp.Header.Get("Content-Type")
	resp.Body = &recordedBody{ReadCloser: resp.Body, done: func(body []byte, size int) {
		if t.bodies && size > 0 {
			content["text"] = contentText(body, size)
		}
		content["size"], response["bodySize"] = size, size
		t.recorder.add(e, started)
	}}
	return resp, nil
}

// sent keeps the body of a request and gives the request that carries it on.
func (t recorded) sent(req *http.Request, request object) *http.Request {
	if !t.bodies || req.Body == nil {
		return req
	}
	body, err := io.ReadAll(req.Body)
	whole := io.Reader(bytes.NewReader(body))
	if err != nil {
		whole = io.MultiReader(whole, failing{err})
	}
	text := contentText(body[:min(len(body), longestRecorded)], len(body))
	request["postData"] = object{"mimeType": req.Header.Get("Content-Type"), "text": text}
	again := req.Clone(req.Context())
	again.Body = struct {
		io.Reader
		io.Closer
	}{whole, req.Body}
	return again
}

// failing is a body that breaks off.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// longestRecorded is how much of a body is kept: some hundred users.
const longestRecorded = 256 << 10

// recordedBody keeps the beginning of what is read through it, and tells it
// when it is closed.
type recordedBody struct {
	io.ReadCloser
	kept []byte
	size int
	done func(body []byte, size int)
}

func (b *recordedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.kept = append(b.kept, p[:min(n, longestRecorded-len(b.kept))]...)
	b.size += n
	return n, err
}

func (b *recordedBody) Close() error {
	if b.done != nil {
		b.done(b.kept, b.size)
		b.done = nil
	}
	return b.ReadCloser.Close()
}

func contentText(body []byte, size int) string {
	if !utf8.Valid(body) {
		body = []byte(strings.ToValidUTF8(string(body), "\ufffd"))
	}
	text := withoutTokens(string(body))
	if size > len(body) {
		text += "... (cut)"
	}
	return text
}

// tokenValue finds the value of a page or delta token in an address, and
// anything that looks like an access token.
var tokenValue = regexp.MustCompile(`(?i)((?:\$|%24)(?:skip|delta)token(?:=|%3d))[^&"\\\s]+|\beyJ[\w-]+\.[\w-]+\.[\w-]*|(bearer\s+)[^\s"]+`)

func withoutTokens(text string) string { return tokenValue.ReplaceAllString(text, "${1}${2}(removed)") }

// harmless are the headers that are kept.
var harmless = []string{
	"Accept", "Cache-Control", "Client-Request-Id", "Consistencylevel", "Content-Encoding", "Content-Length", "Content-Type", "Date", "Prefer",
	"Request-Id", "Retry-After", "Server", "User-Agent", "Via", "X-Ms-Ags-Diagnostic", "X-Ms-Resource-Unit", "X-Ms-Throttle-Information",
	"X-Ms-Throttle-Limit-Percentage", "X-Ms-Throttle-Scope",
}

type harPair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

func harHeaders(h http.Header) []harPair {
	pairs := []harPair{}
	for _, name := range harmless {
		for _, v := range h.Values(name) {
			pairs = append(pairs, harPair{name, withoutTokens(v)})
		}
	}
	return pairs
}

func harRequest(req *http.Request) object {
	return object{
		"method": req.Method, "url": withoutTokens(req.URL.Redacted()), "httpVersion": req.Proto, "cookies": []harPair{},
		"headers": harHeaders(req.Header), "queryString": harQuery(req.URL), "headersSize": -1, "bodySize": max(-1, req.ContentLength),
	}
}

func harQuery(u *url.URL) []harPair {
	pairs := []harPair{}
	for name, values := range u.Query() {
		for _, v := range values {
			if strings.HasSuffix(strings.ToLower(name), "token") {
				v = "(removed)"
			}
			pairs = append(pairs, harPair{name, v})
		}
	}
	slices.SortFunc(pairs, func(a, b harPair) int { return strings.Compare(a.Name, b.Name) })
	return pairs
}

func harResponse(resp *http.Response, content object) object {
	return object{
		"status": resp.StatusCode, "statusText": http.StatusText(resp.StatusCode), "httpVersion": resp.Proto,
		"cookies": []harPair{}, "headers": harHeaders(resp.Header), "content": content, "redirectURL": "",
		"headersSize": -1, "bodySize": -1,
	}
}
