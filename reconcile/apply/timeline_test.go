package apply_test

import (
	"context"
	"testing"
	"time"

	"licet/reconcile/apply"
	"licet/reconcile/apply/directorytest"
)

// TestTheTimelineHasEveryWriteInItsSecond: what a report draws of a run adds up to
// its figures, and shows the wait that Graph asked for.
func TestTheTimelineHasEveryWriteInItsSecond(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := users(400, 400)
		m := directorytest.NewMemory(f, 1)
		m.Latency = latency(100 * time.Millisecond)
		m.Fault = first(2, apply.Outcome{Class: apply.Retry, Reason: apply.Throttled, HasRetryAfter: true, RetryAfter: time.Minute}, false)
		p := assignAll(f, skuA)
		res := run(t, context.Background(), &apply.Runner{Directory: m}, p, inOrder(p, nil))
		wantAll(t, res, apply.StatusDone)
		writes, throttled, before := 0, 0, -1
		for _, s := range res.Stats.Timeline {
			if s.At <= before {
				t.Errorf("second %d comes after %d", s.At, before)
			}
			writes, throttled, before = writes+s.Writes, throttled+s.Throttled, s.At
		}
		if writes != res.Stats.Attempts || throttled != res.Stats.Throttled || throttled != 2 {
			t.Errorf("%d writes and %d throttled in the timeline, %d and %d in the figures", writes, throttled, res.Stats.Attempts, res.Stats.Throttled)
		}
		if before < 60 {
			t.Errorf("the last second is %d: the minute that Graph asked for is missing", before)
		}
	})
}
