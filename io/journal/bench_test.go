package journal_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"licet/io/journal"
	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/apply/directorytest"
	"licet/reconcile/order"
)

// BenchmarkShareOfAnApply applies with and without the disk, in turn, and
// prints what the journal adds, as a share of the time without it.
func BenchmarkShareOfAnApply(b *testing.B) {
	const n = 4000
	f := directorytest.Fixture{SKUs: []directorytest.SKU{{ID: directorytest.Visio, Enabled: n}}}
	p := &reconcile.Plan{}
	s := order.Schedule{}
	for i := range n {
		u := directorytest.User{ID: directorytest.UserID(i), UsageLocation: "DE"}
		f.Users = append(f.Users, u)
		p.Changes = append(p.Changes, reconcile.Change{
			User: reconcile.UserRef{ID: u.ID}, Assign: []reconcile.Holding{{SKUID: directorytest.Visio}}, Takes: []string{directorytest.Visio},
		})
		s.Steps = append(s.Steps, order.Step{Change: i})
	}
	run := func(j apply.Journal) time.Duration {
		m := directorytest.NewMemory(f, 1)
		m.Latency = func(*rand.Rand) time.Duration { return 20 * time.Millisecond }
		r := apply.Runner{Directory: m, Journal: j, Limits: apply.Limits{NoVerify: true, Rate: apply.Rate{Mode: apply.RateOff}}}
		start := time.Now()
		if _, err := r.Run(context.Background(), p, s); err != nil {
			b.Fatal(err)
		}
		return time.Since(start)
	}
	var with, without time.Duration
	for b.Loop() {
		without += run(nowhere{})
		r := create(b, b.TempDir(), n)
		with += run(r)
		check(b, r.Close())
	}
	b.ReportMetric(100*(with.Seconds()/without.Seconds()-1), "%journal")
}

type nowhere struct{}

func (nowhere) Intend([]apply.Job) error        { return nil }
func (nowhere) Settle([]apply.Settlement) error { return nil }

func BenchmarkReadMillion(b *testing.B) {
	const n = 1000000
	r, err := journal.Create(b.TempDir(), manifest(n), longPlan(n), journal.Options{})
	check(b, err)
	for i := 0; i < n; i += 1000 {
		js, fs := make([]apply.Job, 1000), make([]apply.Settlement, 1000)
		for k := range js {
			js[k].Change = i + k
			fs[k] = settled(i+k, apply.StatusDone)
		}
		check(b, r.Intend(js))
		check(b, r.Settle(fs))
	}
	check(b, r.Close())
	for b.Loop() {
		if l, err := journal.Read(r.Dir); err != nil || !l.State.Ended {
			b.Fatal(err)
		}
	}
}
