package graph

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/streaming"

	"licet/reconcile"
)

// maxBody bounds an answer: a page of 999 users with dozens of licences each
// stays far below.
const maxBody = 256 << 20

// query is one request before it is sent.
type query struct {
	// about says in words what is read, needs the permission that it takes
	// (Graph: Permissions reference).
	about       reconcile.Text
	needs       string
	method, url string
	body        []byte
	// steps are the requests of a batch.
	steps []wireStep
	// count is true for a question that is answered by a plain number, out of an
	// index of its own (Graph: Advanced query capabilities on Microsoft Entra ID
	// objects).
	count bool
	// room, if not nil, is where the answer's body is read into, again and again:
	// it is good until the next answer.
	room *bytes.Buffer
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
	req, err := newRequest(ctx, q)
	if err != nil {
		return nil, err
	}
	entry := RequestLog{Method: q.method, Path: logPath(req.Raw().URL), Inner: len(q.steps), Started: c.clock.Now()}
	if c.logNames {
		entry.Steps = names(q.steps)
	}
	a, err := c.roundTrip(req, q.room)
	entry.Err, entry.Duration = err, c.clock.Now().Sub(entry.Started)
	entry.ClientRequestID = req.Raw().Header.Get("client-request-id")
	if a != nil {
		c.answered.Store(true)
		entry.heard(a.header)
		entry.Status, entry.Bytes, entry.Err = a.status, len(a.body), a.cut
	}
	c.log(entry)
	return a, err
}

func newRequest(ctx context.Context, q query) (*policy.Request, error) {
	req, err := runtime.NewRequest(ctx, q.method, q.url)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", q.about, err)
	}
	if q.body != nil {
		if err := req.SetBody(streaming.NopCloser(bytes.NewReader(q.body)), "application/json"); err != nil {
			return nil, fmt.Errorf("%s: %w", q.about, err)
		}
	}
	req.Raw().Header.Set("client-request-id", newUUID())
	req.Raw().Header.Set("Accept", "application/json")
	if q.count {
		req.Raw().Header.Set("Accept", "text/plain")
		req.Raw().Header.Set("ConsistencyLevel", "eventual")
	}
	runtime.SkipBodyDownload(req)
	return req, nil
}

func (c *Client) roundTrip(req *policy.Request, room *bytes.Buffer) (*answer, error) {
	x := &exchange{}
	req.SetOperationValue(x)
	resp, err := c.pipeline.Do(req)
	if resp != nil {
		defer resp.Body.Close()
	}
	if err != nil {
		return nil, err
	}
	a := &answer{status: resp.StatusCode, header: resp.Header, cut: x.cut}
	if a.cut == nil {
		a.body, a.cut = readBody(resp, room)
	}
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
	if err == nil && n > maxBody {
		err = errors.New("the answer is larger than any that Graph gives")
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
