package sandbox

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"net/http"
	"strconv"
)

// errDropped is what a client of Transport gets when the connection ends
// without an answer.
var errDropped = errors.New("sandbox: the connection was closed without an answer")

// Transport gives a client the server without a network in between: for
// http.Client.Transport, and for bubbles of testing/synctest, whose clock real
// sockets would stop. A dropped connection is an error of RoundTrip, a cut
// answer one of reading its body. A request whose context ends returns at once;
// what the server does about it goes on until its next wait.
func (s *Server) Transport() http.RoundTripper { return transport{s} }

type transport struct{ server *Server }

// RoundTrip hands the request to the server, in a goroutine of its own unless
// the server has a clock of its own.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	in := r.Clone(r.Context())
	in.Host = cmp.Or(r.Host, r.URL.Host)
	if in.Body == nil {
		in.Body = http.NoBody
	}
	w := &memoryWriter{header: http.Header{}}
	if _, real := t.server.options.Clock.(wall); !real {
		return w.response(r, t.serve(w, in))
	}
	done := make(chan bool, 1)
	go func() { done <- t.serve(w, in) }()
	select {
	case finished := <-done:
		return w.response(r, finished)
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

// serve has a request answered, and reports whether the answer is whole.
func (t transport) serve(w *memoryWriter, in *http.Request) (finished bool) {
	defer func() {
		_ = in.Body.Close()
		if p := recover(); p != nil {
			if err, ok := p.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
				panic(p)
			}
		}
	}()
	t.server.ServeHTTP(w, in)
	return true
}

// memoryWriter is a ResponseWriter that keeps the answer.
type memoryWriter struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *memoryWriter) Header() http.Header { return w.header }

func (w *memoryWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

func (w *memoryWriter) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}

// response makes the client's answer of what was written.
func (w *memoryWriter) response(r *http.Request, finished bool) (*http.Response, error) {
	if w.status == 0 {
		return nil, errDropped
	}
	body := io.Reader(&w.body)
	length := int64(w.body.Len())
	if !finished {
		body = io.MultiReader(&w.body, cutOff{})
		if n, err := strconv.ParseInt(w.header.Get("Content-Length"), 10, 64); err == nil {
			length = n
		}
	}
	return &http.Response{
		Status:        strconv.Itoa(w.status) + " " + http.StatusText(w.status),
		StatusCode:    w.status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        w.header,
		Body:          io.NopCloser(body),
		ContentLength: length,
		Request:       r,
	}, nil
}

// cutOff is the rest of a body that never came.
type cutOff struct{}

func (cutOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
