package sandbox

import (
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"licet/io/sandbox/login"
)

// longestBody is the most that a request may send.
const longestBody = 4 << 20

// jsonType is the Content-Type of Graph's answers.
const jsonType = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"

// call is one request, alone or an item of a batch.
type call struct {
	method string
	// path is the decoded segments below the version.
	path   []string
	query  url.Values
	header http.Header
	body   []byte
	// root is scheme, host and version as the client asked for them: next links
	// carry it.
	root string
	// rawURL is path and query as they came, below the version.
	rawURL string
	// id and clientID are the request-id and the client-request-id.
	id, clientID string
	// app is the application id of the token.
	app string
	// user is the person whose token it is; nil for an application by itself.
	user *login.Person
	// arrived is when the request came, before any latency.
	arrived time.Time
	// delayed is how long faults held it up.
	delayed time.Duration
	// inBatch is true for an item of a batch.
	inBatch bool
	// overlaps is true when another write of the same user was under way.
	overlaps bool
	// emptyPage asks a list for a page without entries (a fault).
	emptyPage bool
	// resync asks a delta query to start over (a fault).
	resync bool
}

// delivery says how an answer gets to the client.
type delivery uint8

const (
	whole delivery = iota
	// dropped: the connection ends without an answer.
	dropped
	// cut: the connection ends in the middle of the body.
	cut
	// missing: the answer to a batch lacks the item.
	missing
)

// answer is what a call gets.
type answer struct {
	status   int
	header   http.Header
	body     []byte
	delivery delivery
	// scope says what a Retry-After of this answer holds back.
	scope scope
}

// scope is what a client has to hold back after a Retry-After.
type scope uint8

const (
	// scopeItem is the request that was answered, and nothing else.
	scopeItem scope = iota
	// scopeWrites is every write of the application; scopeAll every request.
	scopeWrites
	scopeAll
)

// okJSON is a 200 with a JSON body.
func okJSON(body object) *answer {
	return &answer{status: http.StatusOK, header: http.Header{"Content-Type": {jsonType}}, body: appendJSON(nil, body)}
}

// refusal is an error answer in the making: status, code and message as Graph
// gives them. Make it with refuse, for one answer.
type refusal struct {
	status        int
	code, message string
	header        http.Header
	// count is nil for what is not counted.
	count func(*Stats)
}

func refuse(status int, code, format string, a ...any) *refusal {
	return &refusal{status: status, code: code, message: fmt.Sprintf(format, a...), header: http.Header{}}
}

// refused gives a refusal its body: Graph's error envelope. The date has no
// zone, and without a client-request-id the request-id stands twice
// (graph.md 12).
func (c *call) refused(r *refusal) *answer {
	r.header.Set("Content-Type", jsonType)
	return &answer{status: r.status, header: r.header, body: appendJSON(nil, object{{"error", object{
		{"code", r.code}, {"message", r.message}, {"innerError", object{
			{"date", c.arrived.UTC().Format("2006-01-02T15:04:05")},
			{"request-id", c.id}, {"client-request-id", cmp.Or(c.clientID, c.id)},
		}},
	}}})}
}

// readCall reads an HTTP request but for its body, which is read of those who may
// send one.
func (s *Server) readCall(r *http.Request) (*call, *refusal) {
	c := &call{
		method:   r.Method,
		header:   r.Header,
		id:       s.newID(),
		clientID: r.Header.Get("client-request-id"),
		arrived:  s.now(),
	}
	version, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.EscapedPath(), "/"), "/")
	if version != "v1.0" && version != "beta" {
		return c, malformed("Invalid version: %s", version)
	}
	c.root = scheme(r) + "://" + r.Host + "/" + version
	return c, c.address(rest, r.URL.RawQuery)
}

func scheme(r *http.Request) string {
	if r.TLS != nil || r.URL.Scheme == "https" {
		return "https"
	}
	return "http"
}

// address takes the path below the version and the query, both still encoded.
func (c *call) address(path, rawQuery string) *refusal {
	c.rawURL = "/" + path
	if rawQuery != "" {
		c.rawURL += "?" + rawQuery
	}
	for segment := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		plain, err := url.PathUnescape(segment)
		if err != nil {
			return malformed("The request URI is not valid: %s", path)
		}
		name, key, keyed := strings.Cut(plain, "('")
		if key, ends := strings.CutSuffix(key, "')"); keyed && ends {
			c.path = append(c.path, name, strings.ReplaceAll(key, "''", "'"))
			continue
		}
		c.path = append(c.path, plain)
	}
	query, err := url.ParseQuery(rawQuery)
	if err != nil {
		return malformed("The request URI is not valid: %s", rawQuery)
	}
	c.query = query
	return nil
}

// readBody reads the body, which may be compressed: SDKs do that unasked.
func readBody(r *http.Request) ([]byte, *refusal) {
	in := io.Reader(r.Body)
	if r.Body == nil {
		return nil, nil
	}
	switch strings.ToLower(r.Header.Get("Content-Encoding")) {
	case "", "identity":
	case "gzip":
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, malformed("The body is not valid gzip.")
		}
		in = z
	default:
		return nil, refuse(http.StatusUnsupportedMediaType, "UnsupportedMediaType", "Content-Encoding is not supported.")
	}
	body, err := io.ReadAll(io.LimitReader(in, longestBody+1))
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return nil, refuse(http.StatusRequestTimeout, "RequestTimeout", "The request body did not arrive in time.")
	}
	if err != nil {
		return nil, malformed("Unable to read the request body.")
	}
	if len(body) > longestBody {
		return nil, refuse(http.StatusRequestEntityTooLarge, "RequestEntityTooLarge", "The request body is larger than 4 MB.")
	}
	return body, nil
}

// fields reads a JSON object; numbers and order are kept as they came.
func fields(body []byte) (map[string]json.RawMessage, *refusal) {
	var m map[string]json.RawMessage
	err := json.Unmarshal(body, &m)
	if err == nil && m == nil {
		err = errors.New("not an object")
	}
	if err != nil {
		return nil, malformed("Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.")
	}
	return m, nil
}
