package graph

import (
	"context"
	"time"
)

// trouble is why a read did not succeed, as far as repeating it goes.
type trouble uint8

const (
	// final: asking again would bring the same.
	final trouble = iota
	// busy: the server says that it cannot now.
	busy
	// dropped: the connection broke, or the server went away in mid-work.
	dropped
	// unreached: nobody was there from the beginning.
	unreached
	// garbled: the answer is not Graph's.
	garbled
)

// patience is how long one read goes on in all. Graph has been seen to ask for
// waits of minutes.
const patience = 15 * time.Minute

// maxTries gives up sooner where waiting seldom helps.
func (t trouble) maxTries() int {
	switch t {
	case final:
		return 1
	case busy:
		return 12
	case dropped:
		return 8
	case unreached, garbled:
		return 3
	default:
		panic("graph: unexpected trouble")
	}
}

// setback is one failed try of a read.
type setback struct {
	trouble trouble
	// retryAfter is how long the server asked to wait, if asked is true.
	retryAfter time.Duration
	asked      bool
}

// or gives the setback that decides for both: the longest wait that was asked
// for counts, and a final one ends everything.
func (s setback) or(other setback) setback {
	switch {
	case s.trouble == final || other.trouble == final:
		return setback{}
	case other.asked && (!s.asked || other.retryAfter > s.retryAfter):
		return other
	default:
		return s
	}
}

// again is the one decision about reads: whether to ask once more after so many
// tries and so much time, and how long to wait before. A wait that was asked
// for is never cut short; what goes beyond it is chance (jitter, from 0 to 1),
// so that several readers do not come back together.
func (s setback) again(tries int, elapsed time.Duration, jitter float64) (time.Duration, bool) {
	if tries >= s.trouble.maxTries() {
		return 0, false
	}
	wait := backoff(tries, jitter)
	if s.asked {
		wait = s.retryAfter + time.Duration(jitter*float64(min(time.Second, s.retryAfter/10)))
	}
	return wait, elapsed+wait <= patience
}

// sleep waits, or ends with the context.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
