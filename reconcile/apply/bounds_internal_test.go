package apply

import (
	"testing"
	"time"

	"licet/reconcile"
)

// What is pure and not part of the public door, at its bounds: one less, and one more.

func TestBreakerAtItsBounds(t *testing.T) {
	start := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	batch := func(changes ...int) sentBatch {
		b := sentBatch{sent: start, outcomes: []Outcome{{Message: reconcile.Verbatim("503")}}}
		for _, c := range changes {
			b.jobs = append(b.jobs, Job{Change: c})
		}
		return b
	}
	failed, clean, throttled := answer{failed: 1}, answer{accepted: 1}, answer{throttled: 1}
	for _, c := range []struct {
		name    string
		answers []answer
		batch   sentBatch
		after   time.Duration
		opens   bool
	}{
		{"four calls are not enough", []answer{failed, failed, failed, failed}, batch(1, 2), time.Hour, false},
		{"five are, after two minutes", []answer{failed, failed, failed, failed, failed}, batch(1, 2), 2 * time.Minute, true},
		{"and not a moment before", []answer{failed, failed, failed, failed, failed}, batch(1, 2), 2*time.Minute - 1, false},
		{"five about one user may be that user's", []answer{failed, failed, failed, failed, failed}, batch(1), time.Hour, false},
		{"a proper answer closes it", []answer{failed, failed, clean, failed, failed, failed, failed}, batch(1, 2), time.Hour, false},
		{"to be asked to wait is one", []answer{failed, failed, failed, failed, throttled, failed}, batch(1, 2), time.Hour, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &session{limits: Limits{}.settled(), scheduler: NewSimulation(start)}
			for _, a := range c.answers {
				s.judgeBatch(c.batch, a, start.Add(c.after))
			}
			if s.stopping != c.opens {
				t.Errorf("stops: %v, %+v", s.stopping, s.breaker)
			}
		})
	}
}

func TestDecisionsAtTheirBounds(t *testing.T) {
	busy := Outcome{Class: Retry, Reason: Unavailable}
	throttled := Outcome{Class: Retry, Reason: Throttled}
	named := Outcome{Class: Retry, Reason: Unavailable, HasRetryAfter: true, RetryAfter: 7 * time.Second}
	noSeat, noPlace := Outcome{Class: Refused, Reason: NoSeats}, Outcome{Class: Refused, Reason: NoLocation}
	swap, removal := Job{Part: PartLicenses}, Job{Part: PartRemovals}
	for _, c := range []struct {
		name string
		job  Job
		o    Outcome
		t    tries
		want verdict
	}{
		{"the ninth failure is tried again", swap, busy, tries{faults: 8}, verdict{stepRetry, backOff(swap, 8)}},
		{"the tenth is not", swap, busy, tries{faults: 9}, verdict{step: stepFail}},
		{"throttled for the 200th time", swap, throttled, tries{throttled: 199}, verdict{stepRetry, backOff(swap, 199)}},
		{"once more", swap, throttled, tries{throttled: 200}, verdict{step: stepFail}},
		{"failures do not count as throttled", swap, throttled, tries{faults: 9}, verdict{stepRetry, backOff(swap, 0)}},
		{"a wait that was asked for is that long", swap, named, tries{faults: 9}, verdict{stepRetry, 7 * time.Second}},
		{"and counts as throttled", swap, named, tries{throttled: 200}, verdict{step: stepFail}},
		{"a seat is looked for three times", swap, noSeat, tries{reseated: 2}, verdict{step: stepSeats}},
		{"not four", swap, noSeat, tries{reseated: 3}, verdict{step: stepFail}},
		{"nor for what takes none", removal, noSeat, tries{}, verdict{step: stepFail}},
		{"the first wait for a location", swap, noPlace, tries{patched: true}, verdict{stepRetry, 2 * time.Second}},
		{"the fifth", swap, noPlace, tries{patched: true, lag: 4}, verdict{stepRetry, 30 * time.Second}},
		{"there is no sixth", swap, noPlace, tries{patched: true, lag: 5}, verdict{step: stepFail}},
		{"nor any where no location was set", swap, noPlace, tries{}, verdict{step: stepFail}},
	} {
		if got := decide(c.job, Write{}, c.o, c.t); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

// The waits double from a second to a minute; each may be half as long again.
func TestBackOffAtItsBounds(t *testing.T) {
	for n, least := range map[uint16]time.Duration{0: time.Second, 1: 2 * time.Second, 5: 32 * time.Second, 6: time.Minute, 10: time.Minute, 11: time.Minute, 65535: time.Minute} {
		shortest, longest := time.Hour, time.Duration(0)
		for change := range 5000 {
			wait := backOff(Job{Change: change}, n)
			shortest, longest = min(shortest, wait), max(longest, wait)
		}
		if shortest < least || shortest > least*51/50 || longest > least*3/2 || longest < least*73/50 {
			t.Errorf("after %d failures the waits are from %v to %v", n, shortest, longest)
		}
	}
}

func TestWindowAtItsBounds(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	w := window{span: time.Minute, limit: 100}
	w.flying = 60
	w.landed(now, 60)
	for _, c := range []struct {
		n     int
		after time.Duration
		wait  time.Duration
	}{
		{40, 0, 0}, {41, 0, time.Minute}, {41, time.Minute - 1, 1}, {100, time.Minute, 0},
	} {
		v := w
		at, ok := v.when(now.Add(c.after), c.n)
		if wait := at.Sub(now.Add(c.after)); !ok || wait != c.wait {
			t.Errorf("%d more after %v wait for %v (%v), want %v", c.n, c.after, wait, ok, c.wait)
		}
	}
	w.flying = 40
	if _, ok := w.when(now, 1); !ok {
		t.Error("what was answered gives way in a minute")
	}
	w.flying = 100
	if _, ok := w.when(now, 1); ok {
		t.Error("what is under way fills the window: only an answer tells when there is more")
	}
	for n, want := range map[int]int{1: 1, 20: 20, 30: 25, 60: 50, 101: 100} {
		if got := w.capped(n); got != want {
			t.Errorf("batches of %d are cut to %d, want %d", n, got, want)
		}
	}
}

func TestLimitsAtTheirBounds(t *testing.T) {
	if l := (Limits{BatchSize: 21, QuotaShare: 1.5}).settled(); l.BatchSize != 20 || l.QuotaShare != 1 {
		t.Errorf("more than Graph's limit: %+v", l)
	}
	if l := (Limits{BatchSize: 19, QuotaShare: 0.1, BreakAfter: 1}).settled(); l.BatchSize != 19 || l.QuotaShare != 0.1 || l.BreakAfter != 1 {
		t.Errorf("less: %+v", l)
	}
	l := Limits{}.settled()
	if l.InFlight != 4 || l.BatchSize != 20 || l.QuotaShare != 0.9 || l.BreakAfter != 2*time.Minute || l.Drain != time.Minute || l.VerifyFor != 5*time.Minute || l.Lag != 15*time.Second {
		t.Errorf("by default: %+v", l)
	}
	for users, want := range map[int]float64{0: 3500, 49: 3500, 50: 5000, 500: 5000, 501: 8000} {
		if q := PublishedQuota(users); q.Units.Amount != want || q.Writes.Amount != 3000 {
			t.Errorf("%d users: %+v", users, q)
		}
	}
	for rate, want := range map[float64]window{0.5: {span: 2 * time.Second, limit: 1}, 1: {span: time.Second, limit: 1}, 1.9: {span: time.Second, limit: 1}, 2: {span: time.Second, limit: 2}} {
		if got := perSecond(rate); got.span != want.span || got.limit != want.limit {
			t.Errorf("%v a second: %+v", rate, got)
		}
	}
}
