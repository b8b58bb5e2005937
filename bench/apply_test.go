package bench_test

import (
	"fmt"
	"testing"
	"time"

	"licet/io/sandbox"
	"licet/reconcile/apply"
)

const latency = 20 * time.Millisecond

var off = apply.Rate{Mode: apply.RateOff}

// BenchmarkApplyWithoutQuota applies changes where nothing but the latency of
// 20 ms a call bounds them: ratio is the time divided by calls ÷ concurrency ×
// latency.
func BenchmarkApplyWithoutQuota(b *testing.B) {
	for _, changes := range []int{5_000, 20_000} {
		b.Run(fmt.Sprintf("changes=%d", changes), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				w := newWorld(b, changes, sandbox.Options{Latency: latency})
				b.StartTimer()
				result := w.run(b, apply.Limits{InFlight: 4, Rate: off}, true)
				st := result.Stats
				elapsed := st.Finished.Sub(st.Started).Seconds()
				ideal := float64(st.Batches) / 4 * latency.Seconds()
				b.ReportMetric(elapsed, "s")
				b.ReportMetric(elapsed/ideal, "ratio")
				b.ReportMetric(float64(st.Batches), "calls")
			}
		})
	}
}

// BenchmarkJournalShare applies the same changes with and without a journal, in
// turn: share is how much of the time the journal takes, in percent.
func BenchmarkJournalShare(b *testing.B) {
	for b.Loop() {
		var with, without time.Duration
		for range 3 {
			for _, journalled := range []bool{true, false} {
				w := newWorld(b, 20_000, sandbox.Options{Latency: latency})
				st := w.run(b, apply.Limits{InFlight: 4, Rate: off}, journalled).Stats
				if journalled {
					with += st.Finished.Sub(st.Started)
				} else {
					without += st.Finished.Sub(st.Started)
				}
			}
		}
		b.ReportMetric(with.Seconds()/3, "s")
		b.ReportMetric(100*(with-without).Seconds()/with.Seconds(), "%journal")
	}
}

// BenchmarkApplyUnderQuota applies under a write quota that licet is not told
// of (--rate off), for about one minute, and for five and more: used is how
// much of what the quota would have let through in that time was written, in
// percent; disobeyed counts requests before a Retry-After was over.
func BenchmarkApplyUnderQuota(b *testing.B) {
	for _, q := range []struct {
		rate           float64
		burst, changes int
	}{{60, 60, 3_660}, {60, 60, 20_000}, {20, 3000, 4_200}} {
		b.Run(fmt.Sprintf("rate=%g,burst=%d,changes=%d", q.rate, q.burst, q.changes), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				w := newWorld(b, q.changes, sandbox.Options{Latency: latency,
					Quota: sandbox.Quota{Kind: sandbox.QuotaWrites, PerSecond: q.rate, Burst: q.burst}})
				b.StartTimer()
				st := w.run(b, apply.Limits{InFlight: 4, Rate: off}, true).Stats
				elapsed := st.Finished.Sub(st.Started).Seconds()
				seen := w.server.Stats()
				b.ReportMetric(elapsed, "s")
				b.ReportMetric(100*float64(q.changes)/(float64(q.burst)+q.rate*elapsed), "%used")
				b.ReportMetric(float64(seen.Early), "disobeyed")
				b.ReportMetric(float64(seen.Throttled), "429s")
			}
		})
	}
}
