package graph

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"licet/reconcile"
)

// maxBody bounds an answer, after unpacking: a page of 999 users with dozens of licences
// each stays far below. maxObjects bounds the objects and lists in it, which take more
// memory than text the shorter they are.
const (
	maxBody    = 64 << 20
	maxObjects = 1 << 20
)

// callTimeout bounds one request with its answer. Graph itself gives up after
// about a hundred seconds with a 504.
const callTimeout = 3 * time.Minute

// query is one request before it is sent.
type query struct {
	// about says in words what is read, needs the permission that it takes
	// (Graph: Permissions reference).
	about reconcile.Word
	needs string
	// method is empty for GET.
	method, url string
	body        []byte
	// steps are the requests of a batch.
	steps []wireStep
	// none are the statuses of a reply in a batch of reads that say that there is
	// no such thing.
	none []int
	// count is true for a question that is answered by a plain number, out of an
	// index of its own (Graph: Advanced query capabilities on Microsoft Entra ID
	// objects).
	count bool
	// buffer, if not nil, is where the answer's body is read into, again and again:
	// it is good until the next answer.
	buffer *bytes.Buffer
}

// answer is what came back. cut says why the body is not whole; what stands in
// status and header counts even then.
type answer struct {
	status int
	header http.Header
	body   []byte
	cut    error
}

// send sends q once and reads the answer. An error means that no answer came;
// whether the request arrived is another question (unsent).
func (c *Client) send(ctx context.Context, q query) (*answer, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	req, err := c.newRequest(ctx, q)
	if err != nil {
		return nil, err
	}
	entry := RequestLog{Method: req.Method, Path: logPath(req.URL), Inner: len(q.steps), Started: c.clock.Now()}
	if c.logNames {
		entry.Steps = names(q.steps)
	}
	a, err := c.roundTrip(req, q.buffer)
	entry.Err, entry.Duration = err, c.clock.Now().Sub(entry.Started)
	entry.ClientRequestID = req.Header.Get("client-request-id")
	if a != nil {
		c.answered.Store(true)
		entry.heard(a.header)
		entry.Status, entry.Bytes, entry.Err = a.status, len(a.body), a.cut
	}
	c.log(entry)
	return a, err
}

func (c *Client) newRequest(ctx context.Context, q query) (*http.Request, error) {
	var body io.Reader
	if q.body != nil {
		body = bytes.NewReader(q.body)
	}
	req, err := http.NewRequestWithContext(ctx, q.method, q.url, body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", q.about, err)
	}
	req.Header.Set("User-Agent", c.agent)
	req.Header.Set("client-request-id", newUUID())
	req.Header.Set("Accept", "application/json")
	if q.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if q.count {
		req.Header.Set("Accept", "text/plain")
		req.Header.Set("ConsistencyLevel", "eventual")
	}
	return req, nil
}

func (c *Client) roundTrip(req *http.Request, buffer *bytes.Buffer) (*answer, error) {
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	a := &answer{status: resp.StatusCode, header: resp.Header}
	a.body, a.cut = readBody(resp, buffer)
	return a, nil
}

func readBody(resp *http.Response, b *bytes.Buffer) ([]byte, error) {
	if b == nil {
		b = &bytes.Buffer{}
	}
	b.Reset()
	if n := resp.ContentLength; n > 0 && n <= maxBody {
		b.Grow(int(n) + bytes.MinRead)
	}
	n, err := b.ReadFrom(io.LimitReader(resp.Body, maxBody+1))
	if err == nil && (n > maxBody || bytes.Count(b.Bytes(), []byte("{"))+bytes.Count(b.Bytes(), []byte("[")) > maxObjects) {
		err = errors.New("the answer is larger than any that Graph sends")
	}
	return b.Bytes(), err
}

// newUUID makes a client-request-id: Graph repeats it in its answers, and its
// support asks for it.
func newUUID() string {
	var b [16]byte
	rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
