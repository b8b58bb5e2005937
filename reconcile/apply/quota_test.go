package apply_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"licet/reconcile/apply"
	"licet/reconcile/apply/directorytest"
	"licet/reconcile/order"
)

// quotaRun gives a SKU to n users under a quota, in virtual time.
func quotaRun(t *testing.T, n int, q directorytest.Quota, l apply.Limits, lat func(*rand.Rand) time.Duration) (apply.Result, *directorytest.Memory) {
	t.Helper()
	f := users(n, n)
	m := directorytest.NewMemory(f, 7)
	m.Quota, m.Latency = q, lat
	p := assignAll(f, skuA)
	l.NoVerify = true
	res := run(t, context.Background(), &apply.Runner{Directory: m, Limits: l}, p, inOrder(p, nil))
	wantAll(t, res, apply.StatusDone)
	wantClean(t, m)
	return res, m
}

// peak is the largest number of arrivals in any span, counted the plain way.
func peak(sends []apply.Sent, span time.Duration) int {
	most := 0
	for i := range sends {
		n := 0
		for k := i; k < len(sends) && sends[k].At.Sub(sends[i].At) < span; k++ {
			n += sends[k].Writes
		}
		most = max(most, n)
	}
	return most
}

// arrivedWithin counts the writes that arrived in the first part of a run.
func arrivedWithin(res apply.Result, w directorytest.Witness, d time.Duration) int {
	n := 0
	for _, a := range w.Arrivals {
		if a.At.Sub(res.Stats.Started) < d {
			n += a.Writes
		}
	}
	return n
}

func TestGateKeepsItsShareOfThePublishedQuotaAndUsesIt(t *testing.T) {
	for _, c := range []struct {
		name  string
		share float64
		lat   func(*rand.Rand) time.Duration
	}{
		{"quick answers", 0.9, latency(20 * time.Millisecond)},
		{"slow and uneven answers", 0.9, jitter(100*time.Millisecond, 3*time.Second)},
		{"half of the quota", 0.5, jitter(100*time.Millisecond, time.Second)},
		{"all of the quota", 1, jitter(100*time.Millisecond, time.Second)},
	} {
		t.Run(c.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				const n = 15000
				q := &directorytest.Window{Limit: 3000, Span: 150 * time.Second}
				res, m := quotaRun(t, n, q, apply.Limits{QuotaShare: c.share}, c.lat)
				w := m.Witness()
				if w.Throttled > 0 {
					t.Errorf("%d writes were throttled", w.Throttled)
				}
				allowed := int(3000 * c.share)
				if got := peak(w.Arrivals, 150*time.Second); got > allowed {
					t.Errorf("%d writes in 150 s, the share is %d", got, allowed)
				}
				if res.Stats.PeakWindow > allowed || res.Stats.PeakWindow < allowed*9/10 || res.Stats.QuotaWindow != 3000 {
					t.Errorf("the report says %d of %d in 150 s", res.Stats.PeakWindow, res.Stats.QuotaWindow)
				}
				used := float64(arrivedWithin(res, w, 600*time.Second)) / float64(4*allowed)
				t.Logf("%.3f of the share used", used)
				if used < 0.95 {
					t.Errorf("only %.3f of the share was used", used)
				}
			})
		})
	}
}

// A second is the rounding of Graph's whole seconds.
func second(b directorytest.Bucket) *directorytest.Bucket {
	b.Round = time.Second
	return &b
}

// bucketOf is a quota that fills up evenly, and refuses for nothing.
func bucketOf(perSecond, burst float64) directorytest.Bucket {
	return directorytest.Bucket{PerSecond: perSecond, Burst: burst}
}

// charging is a quota of which refused writes use a part as well, as at Graph.
func charging(perSecond, burst float64) directorytest.Bucket {
	return directorytest.Bucket{PerSecond: perSecond, Burst: burst, Charged: true}
}

func telling(b directorytest.Bucket) directorytest.Bucket {
	b.Tells = true
	return b
}

func silent(b directorytest.Bucket) *directorytest.Bucket {
	b.Silent = true
	return &b
}

func exact(b directorytest.Bucket) *directorytest.Bucket { return &b }

// unknownQuota is a quota that a run has to find out.
type unknownQuota struct {
	name  string
	n     int
	quota directorytest.Quota
	rate  float64
	burst float64
	lat   func(*rand.Rand) time.Duration
	least float64
}

// shortRuns last 60 to 100 s, so that what the learning costs weighs most: at
// least four batches of 20 are under way before the first answer can come, and
// with 60 a second each refused batch that is charged is a third of a second.
func shortRuns() []unknownQuota {
	quick, slow := latency(20*time.Millisecond), jitter(200*time.Millisecond, 600*time.Millisecond)
	return []unknownQuota{
		{"free, whole seconds", 3660, second(bucketOf(60, 60)), 60, 60, quick, 0.95},
		{"charged, whole seconds", 3660, second(charging(60, 60)), 60, 60, quick, 0.95},
		{"charged, whole seconds, percentages", 3660, second(telling(charging(60, 60))), 60, 60, quick, 0.95},
		{"charged, exact waits", 5400, exact(charging(60, 60)), 60, 60, quick, 0.95},
		{"charged, no wait told", 5400, silent(charging(60, 60)), 60, 60, quick, 0.95},
		{"charged, whole seconds, slow answers", 6000, second(charging(60, 60)), 60, 60, slow, 0.95},
		{"charged, exact waits, slow answers", 5400, exact(charging(60, 60)), 60, 60, slow, 0.95},
		{"free, slow answers", 5400, second(bucketOf(60, 60)), 60, 60, slow, 0.95},
		{"burst of 3000, free", 4800, second(bucketOf(20, 3000)), 20, 3000, quick, 0.95},
		{"burst of 3000, charged", 4800, second(charging(20, 3000)), 20, 3000, quick, 0.95},
		{"burst of 3000, charged, exact waits", 4800, exact(charging(20, 3000)), 20, 3000, quick, 0.95},
		{"burst of 3000, charged, percentages", 4800, second(telling(charging(20, 3000))), 20, 3000, quick, 0.95},
		{"burst of 3000, charged, percentages, slow answers", 4800, second(telling(charging(20, 3000))), 20, 3000, slow, 0.95},
		{"burst of 3000, charged, no wait told", 4800, silent(charging(20, 3000)), 20, 3000, quick, 0.95},
	}
}

// longRuns last five minutes and more. The last two are no quotas that fill up
// evenly, and licet only finds that out by its waits: 3,000 at once, and nothing
// until 150 s later. Whoever knew it could not use more than 0.96: four calls of
// 20 writes in 1.05 s on average are 76 a second, which takes 39 s for the 3,000
// of each window, so that 18,000 writes end after 5 x 150 + 39 s, in which an even
// quota would have let 3,000 + 20 x 789 = 18,780 through.
func longRuns() []unknownQuota {
	quick, slow := latency(20*time.Millisecond), jitter(200*time.Millisecond, 600*time.Millisecond)
	return []unknownQuota{
		{"free, whole seconds", 20000, second(bucketOf(60, 60)), 60, 60, quick, 0.98},
		{"charged, whole seconds", 20000, second(charging(60, 60)), 60, 60, quick, 0.98},
		{"charged, percentages", 20000, second(telling(charging(60, 60))), 60, 60, quick, 0.98},
		{"free, slow answers", 20000, second(bucketOf(60, 60)), 60, 60, slow, 0.96},
		{"charged, slow answers", 20000, second(charging(60, 60)), 60, 60, slow, 0.96},
		{"free, exact waits", 20000, exact(bucketOf(60, 60)), 60, 60, quick, 0.98},
		{"charged, exact waits", 20000, exact(charging(60, 60)), 60, 60, quick, 0.98},
		{"charged, no wait told", 20000, silent(charging(60, 60)), 60, 60, quick, 0.98},
		{"burst of 3000, free", 20000, second(bucketOf(20, 3000)), 20, 3000, quick, 0.98},
		{"burst of 3000, charged", 20000, second(charging(20, 3000)), 20, 3000, quick, 0.98},
		{"burst of 3000, charged, percentages", 20000, second(telling(charging(20, 3000))), 20, 3000, quick, 0.98},
		{"20 a second and no burst", 8000, second(charging(20, 20)), 20, 20, quick, 0.95},
		{"5 a second", 2000, second(charging(5, 20)), 5, 20, quick, 0.95},
		{"200 a second", 18000, second(charging(200, 200)), 200, 200, quick, 0.95},
		{"3000 in any 150 seconds", 18000, &directorytest.Window{Limit: 3000, Span: 150 * time.Second, Round: time.Second}, 20, 3000, quick, 0.98},
		{"3000 in any 150 seconds, slow answers", 18000, &directorytest.Window{Limit: 3000, Span: 150 * time.Second}, 20, 3000, jitter(100*time.Millisecond, 2*time.Second), 0.93},
	}
}

func TestWithoutAGateTheAnswersAloneFindTheQuotaInAboutAMinute(t *testing.T) {
	for _, c := range shortRuns() {
		t.Run(c.name, c.run)
	}
}

func TestWithoutAGateTheAnswersAloneFindTheQuota(t *testing.T) {
	for _, c := range longRuns() {
		t.Run(c.name, c.run)
	}
}

func (c *unknownQuota) run(t *testing.T) {
	bubble(t, func(t *testing.T) {
		res, m := quotaRun(t, c.n, c.quota, apply.Limits{Rate: apply.Rate{Mode: apply.RateOff}}, c.lat)
		elapsed := res.Stats.Finished.Sub(res.Stats.Started).Seconds()
		used := float64(c.n) / (c.burst + c.rate*elapsed)
		w := m.Witness()
		t.Logf("%.3f of the quota used, %d of %d writes throttled, waited %v of %.0f s", used, w.Throttled, w.Writes, res.Stats.Waited, elapsed)
		if used < c.least {
			t.Errorf("only %.3f of the quota was used", used)
		}
	})
}

func TestWithoutAQuotaACallTakesItsLatencyAndNoMore(t *testing.T) {
	bubble(t, func(t *testing.T) {
		const n, inFlight = 20000, 4
		l := apply.Limits{InFlight: inFlight, Rate: apply.Rate{Mode: apply.RateOff}}
		res, _ := quotaRun(t, n, nil, l, latency(20*time.Millisecond))
		ideal := time.Duration(n/20/inFlight) * 20 * time.Millisecond
		ratio := res.Stats.Finished.Sub(res.Stats.Started).Seconds() / ideal.Seconds()
		if ratio > 1.1 {
			t.Errorf("took %.3f of the ideal", ratio)
		}
	})
}

func TestAFixedRateHoldsInEverySecond(t *testing.T) {
	for _, perSecond := range []float64{0.5, 1, 7, 33, 250} {
		bubble(t, func(t *testing.T) {
			n := int(40 * perSecond)
			res, m := quotaRun(t, n, nil, apply.Limits{Rate: apply.Rate{Mode: apply.RateFixed, PerSecond: perSecond}}, jitter(time.Millisecond, 300*time.Millisecond))
			span, allowed := time.Second, int(perSecond)
			if perSecond < 1 {
				span, allowed = 2*time.Second, 1
			}
			if got := peak(m.Witness().Arrivals, span); got > allowed {
				t.Errorf("%d writes in %v at %g a second", got, span, perSecond)
			}
			elapsed := res.Stats.Finished.Sub(res.Stats.Started).Seconds()
			if used := float64(n) / perSecond / elapsed; used < 0.7 {
				t.Errorf("only %.2f of %g a second was used", used, perSecond)
			}
		})
	}
}

func TestWritesOfAnEarlierProcessCountAgainstTheQuota(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := users(2000, 2000)
		m := directorytest.NewMemory(f, 7)
		p := assignAll(f, skuA)
		before := []apply.Sent{{At: time.Now().Add(-100 * time.Second).Round(0), Writes: 2600}}
		run(t, context.Background(), &apply.Runner{Directory: m, Sends: before, Limits: apply.Limits{NoVerify: true}}, p, inOrder(p, nil))
		early := 0
		for _, a := range m.Witness().Arrivals {
			if a.At.Sub(before[0].At) < 150*time.Second {
				early += a.Writes
			}
		}
		if early > 100 {
			t.Errorf("%d writes in the window in which 100 were left", early)
		}
	})
}

func TestASessionBeginsAfterTheWaitThatAnEarlierOneWasAskedFor(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := users(1, 1)
		m := directorytest.NewMemory(f, 7)
		p := assignAll(f, skuA)
		start := time.Now()
		run(t, context.Background(), &apply.Runner{Directory: m, NotBefore: start.Add(90 * time.Second).Round(0)}, p, inOrder(p, nil))
		if at := m.Witness().Arrivals[0].At.Sub(start); at < 90*time.Second {
			t.Errorf("sent after %v", at)
		}
	})
}

func TestForecastIsHonest(t *testing.T) {
	for _, n := range []int{1, 100, 2700, 2701, 3500, 10000} {
		bubble(t, func(t *testing.T) {
			q := &directorytest.Window{Limit: 3000, Span: 150 * time.Second}
			res, _ := quotaRun(t, n, q, apply.Limits{}, latency(500*time.Millisecond))
			p := assignAll(users(n, n), skuA)
			r := apply.Runner{Limits: apply.Limits{NoVerify: true}}
			f := r.Estimate(p, inOrder(p, nil), apply.Believed{Latency: 500 * time.Millisecond, Quota: apply.PublishedQuota(n)})
			took := res.Stats.Finished.Sub(res.Stats.Started)
			if off := (took - f.Expected).Abs(); off > took/100 {
				t.Errorf("%d writes took %v, estimated were %v", n, took, f.Expected)
			}
			if took < f.Floor || f.Floor != res.Stats.Floor {
				t.Errorf("%d writes took %v; floor %v estimated, %v reported", n, took, f.Floor, res.Stats.Floor)
			}
			if f.Writes != n || f.Batches != (n+19)/20 || res.Stats.Batches < f.Batches {
				t.Errorf("%d writes: estimated %+v, sent %d batches", n, f, res.Stats.Batches)
			}
		})
	}
}

func TestFloorOfTheQuota(t *testing.T) {
	q := apply.PublishedQuota(1000)
	for n, want := range map[int]time.Duration{1000: 0, 3000: 0, 10000: 350 * time.Second, 100000: 4850 * time.Second} {
		if got := apply.Floor(n, q); got != want {
			t.Errorf("%d writes: %v, want %v", n, got, want)
		}
	}
}

func BenchmarkApplyWithoutQuota(b *testing.B) {
	f := users(20000, 20000)
	p := assignAll(f, skuA)
	for b.Loop() {
		m := directorytest.NewMemory(f, 7)
		m.Latency = latency(20 * time.Millisecond)
		r := apply.Runner{Directory: m, Journal: newJournal(len(p.Changes)), Limits: apply.Limits{NoVerify: true, Rate: apply.Rate{Mode: apply.RateOff}}}
		start := time.Now()
		if _, err := r.Run(context.Background(), p, inOrder(p, nil)); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(start).Seconds()/5, "of-ideal")
	}
}

// instant does everything at once: what is left is the cost of the runner.
type instant struct{}

func (instant) Write(_ context.Context, batch []apply.Write) []apply.Outcome {
	return make([]apply.Outcome, len(batch))
}
func (instant) Accounts(context.Context, []string) ([]apply.Account, error) { return nil, nil }
func (instant) Seats(context.Context) ([]apply.SeatCount, error)            { return nil, nil }

type forgetful struct{}

func (forgetful) Intend([]apply.Job) error        { return nil }
func (forgetful) Settle([]apply.Settlement) error { return nil }

func BenchmarkMillionChanges(b *testing.B) {
	f := users(1000000, 1)
	p := assignAll(f, skuA)
	sched := inOrder(p, map[string]int{skuA: len(p.Changes)})
	sched.Steps = append([]order.Step(nil), sched.Steps...)
	b.ReportAllocs()
	for b.Loop() {
		r := apply.Runner{Directory: instant{}, Journal: forgetful{}, Limits: apply.Limits{NoVerify: true, Rate: apply.Rate{Mode: apply.RateOff}}}
		res, err := r.Run(context.Background(), p, sched)
		if err != nil || res.Count(apply.StatusDone) != len(p.Changes) {
			b.Fatal(err, res.Count(apply.StatusDone))
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1e6, "ns/change")
}
