package apply

import (
	"testing"
	"time"
)

// The pace is pure and not part of the public door; what it leads to is tested
// there (quota_test.go). This is its table.
func TestPace(t *testing.T) {
	start := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	at := func(s float64) time.Time { return start.Add(time.Duration(s * float64(time.Second))) }
	clean := answer{writes: 20, accepted: 20}
	throttled := answer{writes: 20, accepted: 10, throttled: 10, pausesAll: true, pauseAll: 10 * time.Second}
	type event struct {
		sent, answered float64
		answer
	}
	for _, c := range []struct {
		name     string
		ceiling  int
		events   []event
		inFlight int
		until    float64
	}{
		{"warm start", 16, nil, 4, 0},
		{"warm start below a low ceiling", 2, nil, 2, 0},
		{"a clean answer makes it one more", 16, []event{{0, 1, clean}}, 5, 0},
		{"the ceiling holds", 5, []event{{0, 1, clean}, {0, 1, clean}, {0, 1, clean}}, 5, 0},
		{"throttling halves and pauses", 16, []event{{0, 1, throttled}}, 2, 11},
		{"what was sent before does not halve again, and the longest pause counts", 16,
			[]event{{0, 1, throttled}, {0.5, 2, throttled}}, 2, 12},
		{"what was sent after does", 16, []event{{0, 1, throttled}, {12, 13, throttled}}, 1, 23},
		{"after a halving it takes a round to be one more", 16,
			[]event{{0, 1, throttled}, {12, 13, clean}, {12, 13, clean}}, 2, 11},
		{"and then it is", 16, []event{{0, 1, throttled}, {12, 13, clean}, {12, 13, clean}, {12, 13, clean}}, 3, 11},
		{"one throttled item of many changes nothing", 16,
			[]event{{0, 1, answer{writes: 20, accepted: 19, throttled: 1}}}, 4, 0},
		{"trouble halves", 16, []event{{0, 1, answer{writes: 20, troubled: 15}}}, 2, 0},
		{"near the limit it is a fifth less", 16, []event{{0, 1, clean}, {0, 1, answer{writes: 20, accepted: 20, percentage: 0.85}}}, 4, 0},
		{"never below one", 1, []event{{0, 1, throttled}, {12, 13, throttled}, {24, 25, throttled}}, 1, 35},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPace(Limits{InFlight: c.ceiling, BatchSize: 20}, start)
			for _, e := range c.events {
				e.answer.sent = at(e.sent)
				p = next(p, e.answer, at(e.answered))
			}
			if got := int(p.inFlight); got != c.inFlight {
				t.Errorf("%d in flight, want %d", got, c.inFlight)
			}
			if want := at(c.until); c.until > 0 && !p.until.Equal(want) {
				t.Errorf("pause until %v, want %v", p.until.Sub(start), want.Sub(start))
			}
			if p.when(at(0), 20).Before(p.until) {
				t.Error("something may be sent before the pause is over")
			}
		})
	}
}

func TestPaceMeasuresTheQuotaBetweenTwoMomentsAtWhichItWasUsedUp(t *testing.T) {
	start := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	p := newPace(Limits{InFlight: 4, BatchSize: 20}, start)
	now := start
	// A burst of 1000 at once, then 30 a second are let through.
	for range 50 {
		p = next(p, answer{sent: now, writes: 20, accepted: 20}, now.Add(time.Millisecond))
	}
	for range 3 {
		p = next(p, answer{sent: now, writes: 20, throttled: 20, pausesAll: true, pauseAll: 10 * time.Second}, now.Add(time.Millisecond))
		now = now.Add(10 * time.Second)
		p = next(p, answer{sent: now, writes: 300, accepted: 300}, now)
	}
	p = next(p, answer{sent: now, writes: 20, throttled: 20, pausesAll: true}, now.Add(time.Millisecond))
	rate, ok := p.rate(now.Add(time.Millisecond))
	if !ok || rate < 28 || rate > 45 {
		t.Errorf("measured %.1f (%v), want 30 or somewhat more", rate, ok)
	}
	if later, _ := p.rate(now.Add(5 * time.Minute)); later < 2*rate {
		t.Errorf("after five quiet minutes the rate is %.1f", later)
	}
}
