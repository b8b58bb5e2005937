package graph

import (
	"testing"
	"time"
)

// Whether a read is asked for again, and after how long, at the edges: of tries,
// of the time that it may take in all, and of the waits themselves.
func TestWaitsOfReadsAtTheirEdges(t *testing.T) {
	asked := func(after time.Duration) retry { return retry{tries: 12, after: after, asked: true} }
	busy := retry{tries: 12}
	for _, c := range []struct {
		name    string
		retry   retry
		tries   int
		elapsed time.Duration
		jitter  float64
		want    time.Duration
		again   bool
	}{
		{"nothing to ask again for", retry{}, 1, 0, 0, 250 * time.Millisecond, false},
		{"the first, soonest", busy, 1, 0, 0, 250 * time.Millisecond, true},
		{"the first, latest", busy, 1, 0, 1, 500 * time.Millisecond, true},
		{"the second", busy, 2, 0, 1, time.Second, true},
		{"before the bound", busy, 6, 0, 1, 16 * time.Second, true},
		{"at the bound", busy, 7, 0, 1, 30 * time.Second, true},
		{"at the bound, soonest", busy, 7, 0, 0, 15 * time.Second, true},
		{"the last try but one", busy, 11, 0, 1, 30 * time.Second, true},
		{"the last try", busy, 12, 0, 1, 30 * time.Second, false},
		{"asked to wait for nothing", asked(0), 1, 0, 1, 0, true},
		{"asked to wait", asked(5 * time.Second), 1, 0, 0, 5 * time.Second, true},
		{"a tenth later", asked(5 * time.Second), 1, 0, 1, 5500 * time.Millisecond, true},
		{"a second later at most", asked(time.Minute), 1, 0, 1, 61 * time.Second, true},
		{"as long as a read may take", asked(15 * time.Minute), 1, 0, 0, 15 * time.Minute, true},
		{"longer than a read may take", asked(15*time.Minute + 1), 1, 0, 0, 15*time.Minute + 1, false},
		{"just before the deadline", busy, 7, 15*time.Minute - 30*time.Second, 1, 30 * time.Second, true},
		{"just after the deadline", busy, 7, 15*time.Minute - 30*time.Second + 1, 1, 30 * time.Second, false},
	} {
		wait, again := c.retry.wait(c.tries, c.elapsed, c.jitter)
		if wait != c.want || again != c.again {
			t.Errorf("%s: %v, again %v, want %v, %v", c.name, wait, again, c.want, c.again)
		}
	}
}

// Who was told to wait longest holds all back.
func TestAShorterWaitDoesNotEndALongerOne(t *testing.T) {
	var h throttle
	now := time.Now()
	h.hold(now.Add(time.Minute))
	h.hold(now.Add(time.Second))
	if !h.until.Equal(now.Add(time.Minute)) {
		t.Errorf("held until %v, want %v", h.until, now.Add(time.Minute))
	}
}
