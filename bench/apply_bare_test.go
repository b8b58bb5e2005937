package bench_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"licet/io/sandbox"
	"licet/reconcile/apply"
)

// BenchmarkBareCalls sends the same batches with nothing around them: four
// goroutines, one call after the other. It shows how much of the ratio of
// BenchmarkApplyWithoutQuota is of client, server and machine, not of apply.
func BenchmarkBareCalls(b *testing.B) {
	const changes, inFlight, size = 5_000, 4, 20
	for b.Loop() {
		b.StopTimer()
		w := newWorld(b, changes, sandbox.Options{Latency: latency})
		b.StartTimer()
		batches := make(chan []apply.Write, changes/size)
		for i := 0; i < changes; i += size {
			batch := make([]apply.Write, size)
			for k := range batch {
				c := &w.plan.Changes[i+k]
				batch[k] = apply.Write{UserID: c.User.ID, Add: c.Assign}
			}
			batches <- batch
		}
		close(batches)
		start := time.Now()
		var all sync.WaitGroup
		for range inFlight {
			all.Go(func() {
				for batch := range batches {
					w.client.Write(context.Background(), batch)
				}
			})
		}
		all.Wait()
		ideal := float64(changes/size) / inFlight * latency.Seconds()
		b.ReportMetric(time.Since(start).Seconds()/ideal, "ratio")
	}
}
