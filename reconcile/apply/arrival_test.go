package apply_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/apply/directorytest"
)

// swallowed is an answer of Graph that says "done" to a write of licences, which does nothing.
func swallowed(_ *rand.Rand, w apply.Write) directorytest.Fault {
	return directorytest.Fault{Happens: w.Kind == apply.Licenses, Outcome: apply.Outcome{Class: apply.Done}}
}

// moved is a plan that assigns a licence to a user without a location, and removes another.
func moved() (directorytest.Fixture, *reconcile.Plan) {
	f := users(1, 5)
	u := &f.Users[0]
	u.UsageLocation, u.Direct = "", []reconcile.Holding{holding(skuA)}
	return f, &reconcile.Plan{
		Seats: []reconcile.Seat{{SKUID: skuB, SKUPartNumber: "PART_B", Name: "Product B"}},
		Changes: []reconcile.Change{{
			User: ref(*u), Before: u.Direct, Assign: []reconcile.Holding{holding(skuB)}, Unassign: u.Direct,
			SetUsageLocation: &reconcile.Location{To: "FR"}, Takes: []string{skuB}, Releases: []string{skuA},
		}},
	}
}

// brief verifies for a minute.
func brief() apply.Limits { return apply.Limits{VerifyFor: time.Minute} }

// Whoever reads "done" of what no user shows believes that somebody has a licence
// who has none, or that a seat is free which is taken.
func TestWhatDoesNotArriveIsNotDone(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f, p := moved()
		m, j := directorytest.NewMemory(f, 1), newJournal(1)
		m.Fault = swallowed
		res := run(t, context.Background(), &apply.Runner{Directory: m, Journal: j, Limits: brief()}, p, inOrder(p, nil))
		it := res.Items[0]
		want := apply.Counts{Changes: 1, Unknown: 1, NotArrived: 1}
		if res.Counts() != want || res.Complete() || it.Reason != apply.NotArrived {
			t.Errorf("%+v, complete %v: %+v", res.Counts(), res.Complete(), it)
		}
		for _, text := range []string{"Product B (PART_B) is not assigned", skuA + " is still assigned", "1 min"} {
			if !strings.Contains(it.Error.String(), text) {
				t.Errorf("%q does not say %q", it.Error, text)
			}
		}
		if !strings.Contains(it.Hint.String(), "licet resume") || it.Did != apply.PartSet(0).With(apply.PartLocation) {
			t.Errorf("hint %q, did %b", it.Hint, it.Did)
		}
		if j.state.Settled(0) || j.state.Items[0].Reason != apply.NotArrived {
			t.Errorf("the journal takes it for settled: %+v", j.state.Items[0])
		}
	})
}

// What did not arrive and is not there when somebody resumes is sent again; what is
// there by then is not.
func TestResumeGoesByWhatIsSoOfWhatDidNotArrive(t *testing.T) {
	for name, late := range map[string]bool{"lost": false, "late": true} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				f, p := moved()
				m, j := directorytest.NewMemory(f, 1), newJournal(1)
				m.Fault = swallowed
				if late {
					m.Fault, m.Lag = nil, time.Hour
				}
				r := &apply.Runner{Directory: m, Journal: j, Limits: brief()}
				first := run(t, context.Background(), r, p, inOrder(p, nil))
				writes := m.Witness().Writes
				time.Sleep(2 * time.Hour)
				m.Fault = nil
				rem, err := apply.Resume(p, j.state, reading(context.Background(), m, p))
				if err != nil {
					t.Fatal(err)
				}
				sched, _ := rem.Order(nil)
				r.Earlier = rem.Earlier
				res := run(t, context.Background(), r, rem.Plan, sched)
				if first.Count(apply.StatusUnknown) != 1 || res.Count(apply.StatusDone) != 1 || !res.Complete() {
					t.Errorf("first %+v, then %+v", first.Items, res.Items)
				}
				sent := m.Witness().Writes - writes
				if late == (sent > 0) || m.Witness().Wasted > 0 {
					t.Errorf("%d writes were sent again, %d of them for nothing", sent, m.Witness().Wasted)
				}
			})
		})
	}
}

// Undo of what did not arrive takes nothing from a user who never got anything, and
// all from one who got it late.
func TestUndoGoesByWhatIsSoOfWhatDidNotArrive(t *testing.T) {
	for name, late := range map[string]bool{"lost": false, "late": true} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				f, p := moved()
				m, j := directorytest.NewMemory(f, 1), newJournal(1)
				m.Fault = swallowed
				if late {
					m.Fault, m.Lag = nil, time.Hour
				}
				run(t, context.Background(), &apply.Runner{Directory: m, Journal: j, Limits: brief()}, p, inOrder(p, nil))
				time.Sleep(2 * time.Hour)
				back, err := apply.Undo(p, j.state, reading(context.Background(), m, p))
				if err != nil {
					t.Fatal(err)
				}
				if late != (len(back.Changes) == 1) {
					t.Errorf("undo does %+v", back.Changes)
				}
				for _, f := range back.Findings {
					if f.Code != apply.CodeLocationStays {
						t.Errorf("undo says %+v", f)
					}
				}
			})
		})
	}
}

// A run that was interrupted verifies nothing; whoever resumes it learns of all
// of it what did not arrive.
func TestTheLastSessionVerifiesWhatAllDid(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := users(2, 5)
		p := assignAll(f, skuA)
		m, j := directorytest.NewMemory(f, 1), newJournal(2)
		m.Fault, m.Latency = swallowed, latency(time.Second)
		ctx, cancel := context.WithCancel(context.Background())
		stop := observer(func(e apply.Event) {
			if e.Kind == apply.EventSent {
				cancel()
			}
		})
		one := apply.Limits{VerifyFor: time.Minute, BatchSize: 1, InFlight: 1}
		first := run(t, ctx, &apply.Runner{Directory: m, Journal: j, Limits: one, Observer: stop}, p, inOrder(p, nil))
		if n := first.Counts(); n.Done != 1 || n.Unverified != 1 || !first.Interrupted {
			t.Fatalf("first %+v", n)
		}
		m.Fault = nil
		rem, err := apply.Resume(p, j.state, reading(context.Background(), m, p))
		if err != nil {
			t.Fatal(err)
		}
		sched, _ := rem.Order(nil)
		res := run(t, context.Background(), &apply.Runner{Directory: m, Journal: j, Limits: one, Earlier: rem.Earlier}, rem.Plan, sched)
		if n := res.Counts(); n.Done != 1 || n.NotArrived != 1 || n.Unverified != 0 {
			t.Errorf("then %+v", n)
		}
	})
}
