package graph

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"
)

// How long one read goes on in all, and how long it waits where the server named
// no time: doubled with each try up to a bound. Graph has been seen to ask for
// waits of minutes.
const (
	readDeadline   = 15 * time.Minute
	firstBackoff   = 500 * time.Millisecond
	longestBackoff = 30 * time.Second
)

// How often a read is tried in all: sooner given up where waiting seldom helps.
const (
	// triesBusy: the server says that it cannot now.
	triesBusy = 12
	// triesDropped: the connection broke, or the server went away in mid-work.
	triesDropped = 8
	// triesForeign: nobody was there from the beginning, or the answer is not
	// Graph's.
	triesForeign = 3
)

// retry says whether a failed read is worth another try. The zero retry is none:
// asking again would bring the same.
type retry struct {
	tries int
	// after is how long the server asked to wait, if asked is true.
	after time.Duration
	asked bool
}

// wait is the one decision about reads: whether to ask once more after so many
// tries and so much time, and how long to wait before. A wait that was asked for
// is never cut short; what goes beyond it, or half of one that was not, is left
// to chance (jitter, from 0 to 1), so that several readers do not come back
// together.
func (r retry) wait(tries int, elapsed time.Duration, jitter float64) (time.Duration, bool) {
	wait, spread := r.after, min(time.Second, r.after/10)
	if !r.asked {
		wait = min(longestBackoff, firstBackoff<<(tries-1)) / 2
		spread = wait
	}
	wait += time.Duration(jitter * float64(spread))
	return wait, tries < r.tries && elapsed+wait <= readDeadline
}

// backoff is what one read has tried so far.
type backoff struct {
	client *Client
	start  time.Time
	tries  int
}

func (c *Client) newBackoff() *backoff { return &backoff{client: c, start: c.clock.Now()} }

// pause waits after a failed try. False means that it is not to be repeated, or
// that the context ended.
func (b *backoff) pause(ctx context.Context, failed error) bool {
	b.tries++
	var e *Error
	if !errors.As(failed, &e) {
		return false
	}
	clock := b.client.clock
	wait, again := e.retry.wait(b.tries, clock.Now().Sub(b.start), rand.Float64())
	if again && e.retry.asked {
		b.client.throttle.hold(clock.Now().Add(e.retry.after))
	}
	return again && clock.Sleep(ctx, wait) == nil
}

// throttle holds all reads back while one of them was told to wait: they share
// one quota, and a request that comes too early counts against it as well (Graph:
// Throttling guidance).
type throttle struct {
	mu    sync.Mutex
	until time.Time
}

// hold holds reads back until a time, or longer if they are already.
func (t *throttle) hold(until time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if until.After(t.until) {
		t.until = until
	}
}

// wait returns when nobody asks to wait any more, or with the context's error.
func (t *throttle) wait(ctx context.Context, c Clock) error {
	for {
		t.mu.Lock()
		left := t.until.Sub(c.Now())
		t.mu.Unlock()
		if left <= 0 {
			return ctx.Err()
		}
		if err := c.Sleep(ctx, left); err != nil {
			return err
		}
	}
}
