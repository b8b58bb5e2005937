package apply_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"licet/reconcile"
	"licet/reconcile/apply"
)

// A forecast of what is left of a run leaves what the run knows of the rest as it was,
// and of what is left nothing: else resume would take changes for done that nobody
// has sent.
func TestForetellingChangesNoFate(t *testing.T) {
	p := assignAll(users(5, 5), skuA)
	s := inOrder(p, nil)
	s.Steps = []reconcile.Step{s.Steps[1], s.Steps[4]} // change 2 is left out, as one in a ring is
	earlier := []apply.Item{
		{Change: 0, Status: apply.StatusDone, Attempts: 2, Finished: time.Unix(7, 0)}, {Change: 1}, {Change: 2},
		{Change: 3, Status: apply.StatusFailed, Reason: apply.Drifted, Error: "changed", Hint: "look"}, {Change: 4},
	}
	r := apply.Runner{Earlier: slices.Clone(earlier)}
	f, err := r.Foretell(t.Context(), p, s, apply.Believed{Latency: time.Second})
	if err != nil || f.Writes != 2 {
		t.Errorf("%d writes, %v", f.Writes, err)
	}
	if !slices.Equal(r.Earlier, earlier) {
		t.Errorf("got  %+v\nwant %+v", r.Earlier, earlier)
	}
}

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
