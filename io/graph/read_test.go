package graph_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"licet/io/graph"
	"licet/reconcile/apply"
)

// oneSKU has its id in upper case, as some answers of Graph do.
const oneSKU = `{"value":[{"skuId":"06EBC4EE-1BB5-47DD-8120-11324BC54E06","consumedUnits":3,"prepaidUnits":{"enabled":10,"warning":5,"suspended":7}}]}`

func TestSeats(t *testing.T) {
	s := &script{answers: []canned{{status: 200, body: oneSKU}}}
	seats, err := newClient(t, inMemory(s)).Seats(t.Context())
	want := apply.SeatCount{SKUID: e5, Pool: 15, Consumed: 3}
	if err != nil || len(seats) != 1 || seats[0] != want {
		t.Errorf("%+v, %v", seats, err)
	}
	if q := s.got[0].URL.Query().Get("$select"); q != "skuId,consumedUnits,prepaidUnits" {
		t.Errorf("$select=%s", q)
	}
}

// TestReadsAreRepeatedAsAsked counts requests and virtual time: one request a
// decision, and none before the time that was named.
func TestReadsAreRepeatedAsAsked(t *testing.T) {
	good := canned{status: 200, body: oneSKU}
	busy := func(status int, retryAfter string) canned {
		return canned{status: status, header: map[string]string{"Retry-After": retryAfter}}
	}
	for _, c := range []struct {
		name       string
		answers    []canned
		requests   int
		atLeast    time.Duration
		atMost     time.Duration
		fails      bool
		failReason apply.Reason
	}{
		{"at once", []canned{good}, 1, 0, 0, false, ""},
		{"whole seconds", []canned{busy(429, "120"), good}, 2, 120 * time.Second, 121 * time.Second, false, ""},
		{"decimal seconds", []canned{busy(429, "2.5"), good}, 2, 2500 * time.Millisecond, 2750 * time.Millisecond, false, ""},
		{"a date", []canned{busy(503, "Sat, 01 Jan 2000 00:01:00 GMT"), good}, 2, time.Minute, 61 * time.Second, false, ""},
		{"zero", []canned{busy(429, "0"), good}, 2, 0, 0, false, ""},
		{"no time named", []canned{{status: 429}, {status: 429}, good}, 3, 750 * time.Millisecond, 1500 * time.Millisecond, false, ""},
		{"each wait in turn", []canned{busy(429, "10"), busy(429, "20"), good}, 3, 30 * time.Second, 32 * time.Second, false, ""},
		{"500", []canned{{status: 500}, good}, 2, 250 * time.Millisecond, 500 * time.Millisecond, false, ""},
		{"502 with HTML", []canned{{status: 502, body: "<html>"}, good}, 2, 250 * time.Millisecond, 500 * time.Millisecond, false, ""},
		{"504", []canned{{status: 504}, good}, 2, 250 * time.Millisecond, 500 * time.Millisecond, false, ""},
		{"408", []canned{{status: 408}, good}, 2, 250 * time.Millisecond, 500 * time.Millisecond, false, ""},
		{"HTML for a moment", []canned{{status: 200, body: "<html>"}, good}, 2, 250 * time.Millisecond, 500 * time.Millisecond, false, ""},
		{"HTML for ever", []canned{{status: 200, body: "<html>"}}, 3, 750 * time.Millisecond, 1500 * time.Millisecond, true, ""},
		{"an empty object for ever", []canned{{status: 200, body: "{}"}}, 3, 750 * time.Millisecond, 1500 * time.Millisecond, true, ""},
		{"busy for ever", []canned{{status: 429}}, 12, 60 * time.Second, 5 * time.Minute, true, apply.Throttled},
		{"a wait beyond the deadline", []canned{busy(429, "1000"), good}, 1, 0, 0, true, apply.Throttled},
		{"waits that add up beyond the deadline", []canned{busy(429, "400"), busy(429, "400"), busy(429, "400"), good}, 3, 800 * time.Second, 802 * time.Second, true, apply.Throttled},
		{"403", []canned{{status: 403}, good}, 1, 0, 0, true, apply.Denied},
		{"401", []canned{{status: 401}, good}, 1, 0, 0, true, apply.SignInLost},
		{"404", []canned{{status: 404}, good}, 1, 0, 0, true, apply.BadRequest},
		{"400", []canned{{status: 400}, good}, 1, 0, 0, true, apply.BadRequest},
		{"501", []canned{{status: 501}, good}, 1, 0, 0, true, apply.BadRequest},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &script{answers: c.answers}
				client := newClient(t, inMemory(s))
				start := time.Now()
				seats, err := client.Seats(t.Context())
				if took := time.Since(start); took < c.atLeast || took > c.atMost {
					t.Errorf("took %v, want %v to %v", took, c.atLeast, c.atMost)
				}
				if s.requests() != c.requests {
					t.Errorf("%d requests, want %d", s.requests(), c.requests)
				}
				if (err != nil) != c.fails || !c.fails && len(seats) != 1 {
					t.Errorf("%v, %v", seats, err)
				}
				var e *graph.Error
				if c.fails && (!errors.As(err, &e) || e.Reason != c.failReason || e.Tries != c.requests || !strings.Contains(err.Error(), "the tenant's licences")) {
					t.Errorf("error %q %+v", err, e)
				}
			})
		})
	}
}

func TestBrokenConnectionsAreTriedAgain(t *testing.T) {
	refused := &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	reset := &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
	for _, c := range []struct {
		name     string
		errors   []error // nil answers well; the last one lasts
		calls    int
		requests int
		fails    bool
	}{
		{"reset once", []error{reset, nil}, 1, 2, false},
		{"cut once", []error{io.ErrUnexpectedEOF, nil}, 1, 2, false},
		{"nobody there from the beginning", []error{refused}, 1, 3, true},
		{"gone in mid-work", []error{nil, refused}, 2, 1 + 8, true},
		{"restarting in mid-work", []error{nil, refused, refused, refused, refused, nil}, 2, 6, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sent := 0
				client := newClient(t, roundTrip(func(r *http.Request) (*http.Response, error) {
					err := c.errors[min(sent, len(c.errors)-1)]
					sent++
					if err != nil {
						return nil, err
					}
					return inMemory(&script{answers: []canned{{status: 200, body: oneSKU}}}).RoundTrip(r)
				}))
				var err error
				for range c.calls {
					_, err = client.Seats(t.Context())
				}
				if sent != c.requests || (err != nil) != c.fails {
					t.Errorf("%d requests, error %v; want %d, %v", sent, err, c.requests, c.fails)
				}
			})
		})
	}
}

func TestACutAnswerIsReadAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sent := 0
		client := newClient(t, roundTrip(func(r *http.Request) (*http.Response, error) {
			sent++
			if sent == 1 {
				return cutBody(200, oneSKU), nil
			}
			return inMemory(&script{answers: []canned{{status: 200, body: oneSKU}}}).RoundTrip(r)
		}))
		if _, err := client.Seats(t.Context()); err != nil || sent != 2 {
			t.Errorf("%d requests, %v", sent, err)
		}
	})
}

func TestCancelEndsAReadAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{answers: []canned{{status: 429, header: map[string]string{"Retry-After": "300"}}}}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		start := time.Now()
		_, err := newClient(t, inMemory(s)).Seats(ctx)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 10*time.Second || s.requests() != 1 {
			t.Errorf("%v after %v, %d requests", err, time.Since(start), s.requests())
		}
	})
}

func TestACancelledReadSendsNothing(t *testing.T) {
	s := &script{answers: []canned{{status: 200, body: oneSKU}}}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := newClient(t, inMemory(s)).Seats(ctx); !errors.Is(err, context.Canceled) || s.requests() != 0 {
		t.Errorf("%v, %d requests", err, s.requests())
	}
}

// TestAServerThatNeverAnswersIsGivenUp shows that every request has an end.
func TestAServerThatNeverAnswersIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var sent atomic.Int32
		client := newClient(t, roundTrip(func(r *http.Request) (*http.Response, error) {
			sent.Add(1)
			<-r.Context().Done()
			return nil, r.Context().Err()
		}))
		start := time.Now()
		_, err := client.Seats(t.Context())
		if err == nil || time.Since(start) > 20*time.Minute || sent.Load() < 2 {
			t.Errorf("%v after %v, %d requests", err, time.Since(start), sent.Load())
		}
	})
}

func TestErrorsSayWhatToDo(t *testing.T) {
	for _, c := range []struct {
		answer canned
		want   []string
	}{
		{canned{status: 403, body: `{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges to complete the operation."}}`}, []string{
			"cannot read the tenant's licences", "Insufficient privileges", "403 Authorization_RequestDenied", "grant the permission LicenseAssignment.Read.All",
		}},
		{canned{status: 401, header: map[string]string{"request-id": "r-1"}}, []string{"401 Unauthorized", "request-id r-1", "sign in again"}},
		{canned{status: 404, body: "<html>nothing here</html>"}, []string{"not Graph's", "nothing here", "check --graph-url"}},
		{canned{status: 403, body: "<html><h1>Blocked</h1>by the company</html>"}, []string{"403 Forbidden", "not Graph's", "by the company", "answers in its place", "check HTTPS_PROXY"}},
		{canned{status: 200, body: "<html>Please accept the terms of the hotel</html>"}, []string{"not Graph's", "terms of the hotel", "sign in to the network"}},
		{canned{status: 302, header: map[string]string{"Location": "https://proxy.example/login"}}, []string{"302 Found", "redirects to other servers are not followed"}},
	} {
		_, err := newClient(t, inMemory(&script{answers: []canned{c.answer}})).Seats(t.Context())
		for _, w := range c.want {
			if err == nil || !strings.Contains(err.Error(), w) {
				t.Errorf("error %q does not say %q", err, w)
			}
		}
	}
}
