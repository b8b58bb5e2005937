package bench_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"licet/io/sandbox"
	"licet/io/sandbox/quota"
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

// BenchmarkJournalShare applies the same changes with a journal on disk and with
// none, in pairs whose order changes: share is the median, over the pairs, of how
// much of the time the journal takes, in percent, and least and most are the ends.
func BenchmarkJournalShare(b *testing.B) {
	const pairs = 7
	for b.Loop() {
		shares := make([]float64, pairs)
		for i := range shares {
			seconds := map[bool]float64{}
			for _, journalled := range []bool{i%2 == 0, i%2 != 0} {
				w := newWorld(b, 20_000, sandbox.Options{Latency: latency})
				st := w.run(b, apply.Limits{InFlight: 4, Rate: off}, journalled).Stats
				seconds[journalled] = st.Finished.Sub(st.Started).Seconds()
			}
			shares[i] = 100 * (seconds[true] - seconds[false]) / seconds[true]
			b.Logf("with a journal %.2f s, without %.2f s: %.1f %%", seconds[true], seconds[false], shares[i])
		}
		slices.Sort(shares)
		b.ReportMetric(shares[pairs/2], "%journal")
		b.ReportMetric(shares[0], "%least")
		b.ReportMetric(shares[pairs-1], "%most")
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
					Quota: quota.Limits{Kind: quota.Writes, PerSecond: q.rate, Burst: q.burst}})
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
