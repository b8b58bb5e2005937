package apply_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"licet/reconcile/apply"
)

func BenchmarkForetell(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		p := assignAll(users(n, n), skuA)
		s := inOrder(p, nil)
		for _, mode := range []apply.RateMode{apply.RateAuto, apply.RateOff} {
			b.Run(fmt.Sprintf("changes=%d/rate=%v", n, apply.Rate{Mode: mode}), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					f, err := (&apply.Runner{Limits: apply.Limits{Rate: apply.Rate{Mode: mode}}}).Foretell(context.Background(), p, s, apply.Believed{Latency: 800 * time.Millisecond, Quota: apply.PublishedQuota(n)})
					if err != nil {
						b.Fatal(err)
					}
					b.ReportMetric(f.Expected.Hours(), "h-foretold")
				}
			})
		}
	}
}
