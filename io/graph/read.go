package graph

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"licet/io/graph/signin"
	"licet/io/graph/transport"
	"licet/reconcile"
	"licet/reconcile/apply"
)

// read sends q until it is answered as it should be, has failed for good, or its
// deadline is over. take understands the answer; an error of its means that the
// answer is none of Graph's.
func (c *Client) read(ctx context.Context, q query, take func(*answer) error) error {
	for b := c.newBackoff(); ; {
		if c.throttle.wait(ctx, c.clock) != nil {
			return ended(ctx, q, nil)
		}
		a, err := c.send(ctx, q)
		if ctx.Err() != nil {
			return ended(ctx, q, nil)
		}
		failed := c.judgeRead(a, err, take)
		if failed == nil {
			return nil
		}
		if !b.pause(ctx, failed) {
			return ended(ctx, q, explain(failed, q, b.tries))
		}
	}
}

// ended gives the context's error if that ended, else failed.
func ended(ctx context.Context, q query, failed error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("read %s: %w", q.about, err)
	}
	return failed
}

// judgeRead says what is wrong with one try; nil when it went well.
func (c *Client) judgeRead(a *answer, err error, take func(*answer) error) error {
	switch {
	case err != nil:
		return c.judgeSilence(err)
	case a.cut != nil:
		return &Error{Reason: apply.Dropped, Status: a.status, Message: "the answer broke off: " + a.cut.Error(),
			Err: a.cut, retry: retry{tries: triesDropped}}
	case !isSuccess(a.status) && !isBatchAnswer(a):
		return errorOf(reply{status: a.status, header: a.header, body: a.body, outer: true}, c.clock.Now())
	}
	if err := take(a); err != nil {
		return &Error{Status: a.status, Message: transport.Foreign(a.status, a.body), RequestID: a.header.Get("request-id"),
			Err: err, Hint: hintProxy, retry: retry{tries: triesForeign}}
	}
	return nil
}

// judgeSilence is for a request without an answer. A server that answered
// before is given more time to come back.
func (c *Client) judgeSilence(err error) error {
	var sign *signin.Error
	if errors.As(err, &sign) {
		return sign
	}
	e := &Error{Reason: apply.Unavailable, Message: transport.Cause(err), Err: err}
	switch {
	case transport.IsUntrusted(err):
		e.Hint = "the server cannot prove who it is: if a proxy opens TLS connections here, add its certificate to the system's or name it in SSL_CERT_FILE"
	case transport.IsUnreached(err) && !c.answered.Load():
		e.Hint, e.retry.tries = "nobody answers there: check --graph-url, the network and HTTPS_PROXY", triesForeign
	default:
		e.Hint, e.Reason, e.retry.tries = "check the network and try again", apply.Dropped, triesDropped
	}
	return e
}

// errorOf says what an answer means for a read: since reading changes nothing,
// what may have been done by a write may be done again.
func errorOf(r reply, now time.Time) *Error {
	o := classify(r, now)
	e := &Error{Reason: o.Reason, Status: r.status, Code: o.Code, Message: o.Message.String(), RequestID: o.RequestID}
	if o.Class == apply.Retry || o.Class == apply.Unknown && r.status >= 400 {
		e.retry = retry{triesBusy, o.RetryAfter, o.HasRetryAfter}
	}
	return e
}

// explain adds to an error what it was about and what to do.
func explain(err error, q query, tries int) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	e.About, e.Tries = q.about, tries
	if e.Hint == "" {
		e.Hint = hintFor(e)
	}
	if e.Hint == "" && e.Reason == apply.Denied {
		e.needs = q.needs
	}
	return e
}

// hintProxy is for answers that somebody gives in Graph's place.
const hintProxy reconcile.Word = "something between here and Graph answers in its place: sign in to the network if it has a page for that, and check HTTPS_PROXY and --graph-url"

func hintFor(e *Error) reconcile.Word {
	switch {
	case e.Reason == apply.Denied && e.Code == "":
		return hintProxy
	case e.Reason == apply.Denied:
		return "" // the permission that it takes is the hint
	case e.Reason == apply.SignInLost:
		return "sign in again; an access token lives about an hour and is good for one cloud and one tenant"
	case e.Reason == apply.Throttled:
		return "Graph is busy with this tenant: try again later"
	case e.Status == http.StatusNotFound:
		return "check --graph-url: it is the address without /v1.0"
	case e.Status >= 300 && e.Status < 400:
		return "redirects to other servers are not followed: check --graph-url and HTTPS_PROXY"
	default:
		return ""
	}
}
