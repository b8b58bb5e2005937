package apply_test

import (
	"context"
	"testing"
	"time"

	"pgregory.net/rapid"

	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/apply/directorytest"
	"licet/reconcile/order"
)

// unhurried takes as long for a reading as for a write.
type unhurried struct {
	*directorytest.Memory
	latency time.Duration
}

func (u unhurried) Accounts(ctx context.Context, ids []string) ([]apply.Account, error) {
	if err := u.Simulation.Sleep(ctx, u.latency); err != nil {
		return nil, err
	}
	return u.Memory.Accounts(ctx, ids)
}

// What apply says before it asks comes near the simulated run: within a hundredth
// and two calls, whichever window bounds it.
func TestEstimateIsNearTheRunThatIsSimulated(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := drawRide(rt)
		wait := time.Duration(rapid.IntRange(0, 90).Draw(rt, "asked to wait")) * time.Second
		bubble(t, func(t *testing.T) {
			start := time.Now()
			r.sends = drawnBefore(r.sends, start)
			sim := apply.NewSimulation(start)
			m := directorytest.NewMemory(r.fixture, 7)
			m.Latency, m.Simulation = latency(r.latency), sim
			runner := &apply.Runner{Directory: unhurried{m, r.latency}, Limits: r.limits, Sends: r.sends, NotBefore: start.Add(wait)}
			f := runner.Estimate(r.plan, inOrder(r.plan, nil), apply.Believed{Latency: r.latency})
			runner.Simulation = sim
			res := run(t, t.Context(), runner, r.plan, inOrder(r.plan, nil))
			took := res.Stats.Finished.Sub(res.Stats.Started)
			if off := (f.Expected - took).Abs(); off > took/100+2*r.latency {
				t.Errorf("estimated %v, simulated %v; a call takes %v, %+v", f.Expected, took, r.latency, r.limits)
			}
			if f.Writes != res.Stats.Attempts || f.Batches != res.Stats.Batches || f.Floor != res.Stats.Floor {
				t.Errorf("estimated %+v, simulated %+v", f, res.Stats)
			}
		})
	})
}

// The parts of the formula, one by one. A call takes a second, 20 writes go in one,
// and two are in flight.
func TestEstimate(t *testing.T) {
	minute := func(writes float64) apply.Quota {
		return apply.Quota{Writes: apply.Allowance{Amount: writes, Span: time.Minute}}
	}
	off := apply.Rate{Mode: apply.RateOff}
	for _, c := range []struct {
		name     string
		users    int
		located  bool
		limits   apply.Limits
		quota    apply.Quota
		sent     int
		expected time.Duration
	}{
		{"nothing to do", 0, false, apply.Limits{}, apply.Quota{}, 0, 0},
		{"one call, and one to verify", 20, false, apply.Limits{}, apply.Quota{}, 0, 2 * time.Second},
		{"one user more is a call more, side by side", 21, false, apply.Limits{}, apply.Quota{}, 0, 2 * time.Second},
		{"two calls at once", 80, false, apply.Limits{NoVerify: true}, apply.Quota{}, 0, 2 * time.Second},
		{"locations go before", 20, true, apply.Limits{NoVerify: true}, apply.Quota{}, 0, 2 * time.Second},
		{"a window that is full to the last", 100, false, apply.Limits{NoVerify: true, QuotaShare: 1, Quota: minute(100)}, apply.Quota{}, 0, 3 * time.Second},
		{"the next waits for a span after the answer", 101, false, apply.Limits{NoVerify: true, QuotaShare: 1, Quota: minute(100)}, apply.Quota{}, 0, 62 * time.Second},
		{"what was sent half a minute ago counts", 100, false, apply.Limits{NoVerify: true, QuotaShare: 1, Quota: minute(100)}, apply.Quota{}, 20, 31 * time.Second},
		{"without a gate the quota still gives no more", 160, false, apply.Limits{NoVerify: true, Rate: off}, minute(100), 0, 36 * time.Second},
		{"nor what was sent before", 130, false, apply.Limits{NoVerify: true, Rate: off}, minute(100), 60, 24 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				p := assignAll(users(c.users, c.users), skuA)
				for i := range p.Changes {
					if c.located {
						p.Changes[i].SetUsageLocation = &reconcile.Location{To: "DE"}
					}
				}
				c.limits.InFlight = 2
				r := apply.Runner{Limits: c.limits}
				if c.sent > 0 {
					r.Sends = []apply.Sent{{At: time.Now().Add(-30 * time.Second), Writes: c.sent}}
				}
				f := r.Estimate(p, inOrder(p, nil), apply.Believed{Latency: time.Second, Quota: c.quota})
				if f.Expected != c.expected {
					t.Errorf("%v, want %v: %+v", f.Expected, c.expected, f)
				}
			})
		})
	}
}

// Changes that wait for the seats of others make batches that are not full: an estimate
// has as many of them as the run, and is as long.
func TestEstimateWaitsForSeatsAsTheRunDoes(t *testing.T) {
	waited := false
	rapid.Check(t, func(rt *rapid.T) {
		s := drawScenario(rt)
		if len(s.plan.Changes) == 0 {
			return
		}
		call := s.latency + time.Millisecond
		bubble(t, func(t *testing.T) {
			sim := apply.NewSimulation(time.Now())
			m := directorytest.NewMemory(s.fixture, 7)
			m.Latency, m.Simulation = latency(call), sim
			s.limits.NoVerify = true
			runner := &apply.Runner{Directory: m, Limits: s.limits}
			steps, _ := order.OfChanges(s.plan.Changes, s.free())
			f := runner.Estimate(s.plan, steps, apply.Believed{Latency: call})
			runner.Simulation = sim
			res := run(t, t.Context(), runner, s.plan, steps)
			took := res.Stats.Finished.Sub(res.Stats.Started)
			if f.Writes != res.Stats.Attempts || f.Batches != res.Stats.Batches || f.Expected != took {
				t.Errorf("estimated %+v, simulated %v, %+v", f, took, res.Stats)
			}
			waited = waited || f.Batches > (f.Writes+s.limits.BatchSize-1)/s.limits.BatchSize+1
		})
	})
	if !waited {
		t.Error("nothing waited for a seat")
	}
}
