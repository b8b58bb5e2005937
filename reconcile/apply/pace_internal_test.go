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
	unnamed := answer{writes: 20, throttled: 20, unnamed: 20}
	near := answer{writes: 20, accepted: 20, percentage: 0.85, leastPercentage: 0.82}
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
		{"throttling pauses, and one batch feels its way", 16, []event{{0, 1, throttled}}, 1, 11},
		{"of what was sent before the longest pause counts", 16,
			[]event{{0, 1, throttled}, {0.5, 2, throttled}}, 1, 12},
		{"where the rate is known more are in flight", 16,
			[]event{{0, 1, throttled}, {12, 13, clean}, {12, 14, throttled}, {25, 26, clean}, {25, 26, clean}}, 3, 24},
		{"where it is not it takes a round to be one more", 16,
			[]event{{0, 1, throttled}, {12, 13, clean}, {12, 13, clean}}, 2, 11},
		{"without a wait it is a second, then two", 16, []event{{0, 1, unnamed}, {2, 3, unnamed}}, 1, 5},
		{"and a second again after something was accepted", 16, []event{{0, 1, unnamed}, {2, 3, unnamed}, {5, 6, clean}, {7, 8, unnamed}}, 1, 9},
		{"one throttled item of many changes nothing", 16,
			[]event{{0, 1, answer{writes: 20, accepted: 19, throttled: 1}}}, 4, 0},
		{"failures halve", 16, []event{{0, 1, answer{writes: 20, failed: 15}}}, 2, 0},
		{"near the limit it is a fifth less", 16, []event{{0, 1, clean}, {0, 1, near}}, 4, 0},
		{"a batch that fills a small quota by itself is not near the limit", 16,
			[]event{{0, 1, answer{writes: 20, accepted: 20, percentage: 1}}}, 5, 0},
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
		p = next(p, answer{sent: now, writes: 20, throttled: 20, pausesAll: true, pauseAll: 5 * time.Second}, now.Add(time.Millisecond))
		now = now.Add(5 * time.Second)
		p = next(p, answer{sent: now, writes: 130, accepted: 130}, now)
	}
	p = next(p, answer{sent: now, writes: 20, throttled: 20, pausesAll: true}, now.Add(time.Millisecond))
	rate, ok := p.rate(now.Add(time.Millisecond))
	if !ok || rate < 26 || rate > 30 {
		t.Errorf("measured %.1f (%v), want between what was accepted and that with what was refused", rate, ok)
	}
	if later, _ := p.rate(now.Add(5 * time.Minute)); later < 2*rate {
		t.Errorf("after five quiet minutes the rate is %.1f", later)
	}
}

// Between what was sent in one window and in the next nothing is let through:
// who measured that would crawl through the next one.
func TestPaceDoesNotMeasureAQuotaThatComesInBursts(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	p := newPace(Limits{InFlight: 4, BatchSize: 20}, now)
	for range 3 {
		for range 150 {
			p = next(p, answer{sent: now, writes: 20, accepted: 20}, now)
		}
		p = next(p, answer{sent: now, writes: 20, throttled: 20, pausesAll: true, pauseAll: 140 * time.Second}, now)
		now = now.Add(140 * time.Second)
		if at := p.when(now, 20); at.After(now) {
			t.Fatalf("after the wait the next batch waits for %v", at.Sub(now))
		}
	}
}

// With ten thousand writes in the quota a batch is a five-hundredth of it: what
// is told then is the quota, and the rate follows it before anything is refused.
func TestPaceFollowsTheShareOfTheQuotaThatGraphTells(t *testing.T) {
	start := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	p := newPace(Limits{InFlight: 4, BatchSize: 20}, start)
	now := start
	for range 2 {
		p = next(p, answer{sent: now, writes: 20, accepted: 10, throttled: 10, pausesAll: true}, now)
		now = now.Add(10 * time.Second)
		p = next(p, answer{sent: now, writes: 500, accepted: 500}, now)
	}
	before, _ := p.rate(now)
	told := func(share float64) float64 {
		q := next(p, answer{sent: now, writes: 20, accepted: 20, percentage: share, leastPercentage: share}, now)
		rate, _ := q.rate(now)
		return rate / before
	}
	if low, high := told(0.8), told(1); low < 1.1 || high > 0.99 || told(0.97) < high || told(5) < 0.7 {
		t.Errorf("at a share of 0.8 the rate is %.2f of what it was, at 1 %.2f, at 5 %.2f", low, high, told(5))
	}
	p = next(p, answer{sent: now, writes: 20, accepted: 20, percentage: 1, leastPercentage: 1}, now)
	held, _ := p.rate(now)
	for range 20 {
		now = now.Add(3 * time.Second)
		p = next(p, answer{sent: now, writes: 20, accepted: 20, percentage: 1, leastPercentage: 1}, now)
	}
	if rate, _ := p.rate(now); rate > held {
		t.Errorf("with all used for a minute the rate climbed from %.1f to %.1f", held, rate)
	}
}

// What is given away and comes back unsent is credit again; what is on its way
// when the quota runs out is a debt, and so is what was refused.
func TestCreditKnowsWhatIsOnItsWay(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	p := newPace(Limits{InFlight: 4, BatchSize: 20}, now)
	for range 3 {
		p = p.spent(now, 20)
	}
	p = p.returned(20)
	p = next(p, answer{sent: now, writes: 20, accepted: 15, throttled: 5, pausesAll: true}, now)
	if p.balance != -(5 + 20 + 10) {
		t.Errorf("the balance is %g, want -35: 5 refused, 20 on their way, 10 in reserve", p.balance)
	}
}
