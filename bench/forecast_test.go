package bench_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"licet/io/graph"
	"licet/io/graph/signin"
	"licet/io/sandbox"
	"licet/io/sandbox/quota"
	"licet/reconcile/apply"
)

// BenchmarkForecast says how long a run takes in both ways, in a simulation against the
// sandbox (rehearse) and by the estimate of apply, and then carries
// it out in real time against a sandbox with the same quota over HTTP, users
// read again at the end. The quota is Graph's, with a tenth of its window.
func BenchmarkForecast(b *testing.B) {
	allowed := apply.Quota{Writes: apply.Allowance{Amount: 300, Span: 15 * time.Second}}
	for _, c := range []struct {
		changes int
		rate    apply.Rate
		latency time.Duration
		sent    int
	}{
		{1_500, apply.Rate{}, 100 * time.Millisecond, 0},
		{1_500, apply.Rate{}, 800 * time.Millisecond, 0},
		{800, apply.Rate{}, 100 * time.Millisecond, 250},
		{1_500, off, 100 * time.Millisecond, 0},
		{1_500, off, 800 * time.Millisecond, 0},
		{800, off, 100 * time.Millisecond, 250},
		{800, apply.Rate{Mode: apply.RateFixed, PerSecond: 15}, 100 * time.Millisecond, 0},
	} {
		b.Run(fmt.Sprintf("rate=%v/changes=%d/call=%v/sent=%d", c.rate, c.changes, c.latency, c.sent), func(b *testing.B) {
			for b.Loop() {
				o := sandbox.Options{Latency: c.latency, Quota: quota.Limits{Kind: quota.Writes, PerSecond: 20, Burst: 300}}
				r := apply.Runner{Journal: silence{}, Limits: apply.Limits{Rate: c.rate, Quota: allowed}}
				if c.sent > 0 {
					before := time.Now().Add(-2 * time.Second)
					o.Spent = []quota.Spent{{At: before, Writes: c.sent}}
					r.Sends = []apply.Sent{{At: before, Writes: c.sent}}
				}
				w := newWorld(b, c.changes, o)
				o.Latency = w.latency(b)
				rehearsed := w.rehearse(b, o, r)
				estimated := r.Estimate(w.plan, w.steps, apply.Believed{Latency: o.Latency, Quota: allowed})
				r.Directory = w.client
				real := w.carryOut(b, r)
				took := real.Finished.Sub(real.Started).Seconds()
				b.ReportMetric(took, "s")
				b.ReportMetric(100*rehearsed.Finished.Sub(rehearsed.Started).Seconds()/took, "%rehearsed")
				b.ReportMetric(100*estimated.Expected.Seconds()/took, "%estimated")
				b.ReportMetric(float64(real.Throttled), "429s")
				b.ReportMetric(float64(rehearsed.Throttled), "429s-rehearsed")
			}
		})
	}
}

// latency is how long a call takes, as the program measures it while it reads.
func (w *world) latency(b testing.TB) time.Duration {
	b.Helper()
	var calls []time.Duration
	for range 5 {
		start := time.Now()
		if _, err := w.client.Seats(context.Background()); err != nil {
			b.Fatal(err)
		}
		calls = append(calls, time.Since(start))
	}
	slices.Sort(calls)
	return calls[len(calls)/2]
}

// rehearse carries the plan out in a simulation, as the program does.
func (w *world) rehearse(b testing.TB, o sandbox.Options, r apply.Runner) apply.Stats {
	b.Helper()
	sim := apply.NewSimulation(time.Now())
	o.Clock = sim
	f, _ := tenantOf(b, len(w.plan.Changes))
	client, err := graph.New(graph.Options{Root: "http://127.0.0.1", Credential: signin.StaticToken("any"), Version: "bench",
		Transport: sandbox.New(sandbox.NewStore(f), o).Transport(), Clock: sim})
	if err != nil {
		b.Fatal(err)
	}
	r.Directory, r.Simulation = client, sim
	return w.carryOut(b, r)
}

func (w *world) carryOut(b testing.TB, r apply.Runner) apply.Stats {
	b.Helper()
	result, err := r.Run(context.Background(), w.plan, w.steps)
	if err != nil {
		b.Fatal(err)
	}
	if !result.Complete() {
		b.Fatalf("not all was done: %v, %v", result.Stopped, result.Findings)
	}
	return result.Stats
}

// BenchmarkRehearse is how long the rehearsal of hours takes.
func BenchmarkRehearse(b *testing.B) {
	const changes = 100_000
	o := sandbox.Options{Latency: 800 * time.Millisecond, Quota: quota.Limits{Kind: quota.Graph}}
	w := newWorld(b, changes, o)
	for b.Loop() {
		st := w.rehearse(b, o, apply.Runner{Journal: silence{}})
		b.ReportMetric(st.Finished.Sub(st.Started).Hours(), "h-rehearsed")
	}
}
