package apply_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/apply/directorytest"
	"licet/reconcile/order"
)

// hostile gives answers that are not to be trusted: "done" of what is not done, and
// refusals.
func (s *scenario) hostile(r *rand.Rand, _ apply.Write) directorytest.Fault {
	f := directorytest.Fault{Happens: r.IntN(100) < s.faults}
	if r.IntN(2) == 0 {
		f.Outcome = apply.Outcome{Class: apply.Done}
	} else {
		f.Outcome = apply.Outcome{Class: apply.Refused, Reason: apply.ProxyConflict, Message: reconcile.Verbatim("refused")}
	}
	return f
}

// What a run says of itself is held against the tenant: whatever Graph answered, and
// wherever it was interrupted.
func TestWhatARunSaysIsSo(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := drawScenario(rt)
		s.lag, s.quota = 0, 0
		stopAt := rapid.IntRange(0, 12).Draw(rt, "interrupted at")
		var complaint string
		bubble(t, func(*testing.T) { complaint = s.honest(stopAt) })
		if complaint != "" {
			rt.Fatal(complaint)
		}
	})
}

func (s *scenario) honest(stopAt int) string {
	m := s.memory()
	m.Fault = s.hostile
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	events := 0
	stop := observer(func(e apply.Event) {
		if e.Kind == apply.EventSent {
			if events++; events == stopAt {
				cancel()
			}
		}
	})
	sched, _ := order.OfChanges(s.plan.Changes, s.free())
	r := apply.Runner{Directory: m, Journal: newJournal(len(s.plan.Changes)), Observer: stop, Limits: s.limits}
	res, err := r.Run(ctx, s.plan, sched)
	if err != nil {
		return err.Error()
	}
	m.Fault = nil
	for i := range res.Items {
		if msg := s.truth(m, &res.Items[i]); msg != "" {
			return msg
		}
	}
	n := res.Counts()
	if n.Done+n.Already+n.Failed+n.Skipped+n.Unknown != len(s.plan.Changes) {
		return fmt.Sprintf("of %d changes: %+v", len(s.plan.Changes), n)
	}
	seats, _ := m.Seats(context.Background())
	for _, st := range res.Standings(s.plan) {
		i := slices.IndexFunc(seats, func(c apply.SeatCount) bool { return c.SKUID == st.SKUID })
		if !st.Read || st.Now != seats[i] {
			return fmt.Sprintf("read %v %+v, and there are %+v", st.Read, st.Now, seats[i])
		}
		if others, _ := st.Others(); others != 0 && n.Unverified == 0 && n.Unknown == n.NotArrived {
			return fmt.Sprintf("%d seats are of nobody: %+v", others, st)
		}
	}
	return ""
}

// truth holds what is said of a change against its user.
func (s *scenario) truth(m *directorytest.Memory, it *apply.Item) string {
	c := &s.plan.Changes[it.Change]
	as, _ := m.Accounts(context.Background(), []string{c.User.ID})
	is := reconcile.EqualHoldings(as[0].Direct, c.On(c.Before)) && (c.SetUsageLocation == nil || as[0].UsageLocation == c.SetUsageLocation.To)
	touched := c.TouchesLicenses() && !reconcile.EqualHoldings(as[0].Direct, c.Before)
	switch {
	case it.Verified && !is, it.Status == apply.StatusSkipped && touched, it.Status == apply.StatusFailed && is,
		it.Reason == apply.NotArrived && is:
		return fmt.Sprintf("%+v, and the user is %+v; the change is %+v", it, as[0], *c)
	}
	return ""
}

// deaf is a directory whose seats cannot be read, or do not come.
type deaf struct {
	*directorytest.Memory
	err error
}

func (d *deaf) Seats(ctx context.Context) ([]apply.SeatCount, error) {
	if d.err == nil {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return nil, d.err
}

// Seats that nobody could read are not known, and nobody waits for them for long.
func TestSeatsThatCannotBeReadAreNotKnown(t *testing.T) {
	for name, err := range map[string]error{"refused": errors.New("401 Unauthorized"), "no answer": nil} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				f := users(2, 5)
				p := assignAll(f, skuA)
				p.Seats = []reconcile.Seat{{SKUID: skuA, Known: true, Owned: 5, Take: 2, After: 2}}
				start := time.Now()
				res := run(t, context.Background(), &apply.Runner{Directory: &deaf{directorytest.NewMemory(f, 1), err}}, p, inOrder(p, nil))
				st := res.Standings(p)[0]
				if _, known := st.Others(); known || st.Read || res.After.Known() || res.After.Why().IsZero() {
					t.Errorf("%+v, %+v", st, res.After)
				}
				if took := time.Since(start); took > 2*time.Minute || !res.Complete() {
					t.Errorf("after %v: %+v", took, res.Items)
				}
			})
		})
	}
}

// Ctrl-C once leaves a run that says what is so, and twice one that says that it does
// not know.
func TestSeatsAfterAnInterruption(t *testing.T) {
	for name, twice := range map[string]bool{"once": false, "twice": true} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				f := users(4, 5)
				p := assignAll(f, skuA)
				p.Seats = []reconcile.Seat{{SKUID: skuA, Known: true, Owned: 5, Take: 4, After: 4}}
				m := directorytest.NewMemory(f, 1)
				m.Latency = latency(time.Second)
				ctx, cancel := context.WithCancel(context.Background())
				abort := make(chan struct{})
				stop := observer(func(e apply.Event) {
					if e.Kind != apply.EventSent {
						return
					}
					cancel()
					if twice {
						close(abort)
						twice = false
					}
				})
				one := apply.Limits{BatchSize: 1, InFlight: 1}
				res := run(t, ctx, &apply.Runner{Directory: m, Observer: stop, Abort: abort, Limits: one}, p, inOrder(p, nil))
				st, want := res.Standings(p)[0], name == "once"
				if st.Read != want || want && (st.Now.Consumed != 1 || st.Done != 1) || want == !res.After.Why().IsZero() {
					t.Errorf("%+v, %+v", st, res.After)
				}
			})
		})
	}
}
