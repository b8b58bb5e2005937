package apply

import (
	"context"
	"math"
	"time"

	"licet/reconcile"
)

// Forecast is how long a run will take.
type Forecast struct {
	// Writes and Batches are what will be sent, repeated writes counted again;
	// Throttled are those that Graph will ask to send later.
	Writes, Batches, Throttled int
	// Floor is the least time in which Graph's quota lets so many writes through
	// at all.
	Floor time.Duration
	// Expected is the time from the first write to the end of the verification.
	Expected time.Duration
}

// Believed is what a tenant is believed to be like: it answers each call after
// Latency, and refuses nothing but what goes beyond Quota.
type Believed struct {
	Latency time.Duration
	Quota   Quota
}

// Foretell carries the plan out in a simulation, on a tenant as it is believed
// to be. Limits, Earlier, Sends and NotBefore count as in a run; what a run
// needs besides is not looked at. A ctx that ends leaves the forecast short; the
// only errors are those of Run.
func (r *Runner) Foretell(ctx context.Context, p *reconcile.Plan, s reconcile.Schedule, b Believed) (Forecast, error) {
	start := time.Now()
	sim := NewSimulation(start)
	dry := &Runner{
		Directory: newObliging(sim, p, b, r.Sends), Journal: noJournal{}, Simulation: sim,
		Limits: r.Limits, Earlier: r.Earlier, Sends: r.Sends, NotBefore: r.NotBefore,
	}
	result, err := dry.Run(ctx, p, s)
	st := &result.Stats
	return Forecast{
		Writes: st.Attempts, Batches: st.Batches, Throttled: st.Throttled,
		Floor: st.Floor, Expected: st.Finished.Sub(start),
	}, err
}

// Floor is the least time in which a quota lets n writes through, if it is
// full at the start and fills up evenly: the most favourable reading of what
// Graph publishes, so that nothing can be faster.
func Floor(n int, q Quota) time.Duration {
	floor := time.Duration(0)
	for _, a := range []Allowance{q.Writes, q.TenantWrites, q.Units} {
		if rate := a.perSecond(); rate > 0 {
			floor = max(floor, time.Duration((float64(n)-a.Amount)/rate*float64(time.Second)))
		}
	}
	return floor
}

// noJournal is for a run of which nothing has to survive.
type noJournal struct{}

func (noJournal) Intend([]Job) error        { return nil }
func (noJournal) Settle([]Settlement) error { return nil }

// obliging is a tenant in a simulation that does what it is asked, within its
// quota.
type obliging struct {
	sim     *Simulation
	plan    *reconcile.Plan
	latency time.Duration
	writes  []allowed
	units   allowed
	// changes finds the change of a user.
	changes map[string]int
}

const (
	// readBatch users are read in one call, readsAtOnce calls at once, as the
	// client of Graph does it.
	readBatch   = 20
	readsAtOnce = 4
	// deepest is how far beyond an allowance refused writes are counted (Graph:
	// x-ms-throttle-limit-percentage goes up to 1.8).
	deepest = 1.8
)

func newObliging(sim *Simulation, p *reconcile.Plan, b Believed, sends []Sent) *obliging {
	q := b.Quota
	o := &obliging{
		sim: sim, plan: p, latency: b.Latency, changes: make(map[string]int, len(p.Changes)),
		writes: []allowed{{Allowance: q.Writes}, {Allowance: q.TenantWrites}}, units: allowed{Allowance: q.Units},
	}
	for i := range p.Changes {
		o.changes[p.Changes[i].User.ID] = i
	}
	for _, sent := range sends {
		for i := range o.writes {
			o.writes[i].take(sent.At, float64(sent.Writes))
		}
	}
	return o
}

// Write implements Directory.
func (o *obliging) Write(ctx context.Context, batch []Write) []Outcome {
	_ = o.sim.Sleep(ctx, o.latency)
	out := make([]Outcome, len(batch))
	for i := range out {
		wait := o.units.take(o.sim.Now(), 1)
		for k := range o.writes {
			wait = max(wait, o.writes[k].take(o.sim.Now(), 1))
		}
		if wait > 0 {
			out[i] = Outcome{Class: Retry, Reason: Throttled, HasRetryAfter: true, RetryAfter: wait, ThrottleScope: "Tenant_Application/Write"}
		}
	}
	return out
}

// Accounts implements Directory: every user is as the plan leaves them.
func (o *obliging) Accounts(ctx context.Context, userIDs []string) ([]Account, error) {
	calls := perBatch(len(userIDs), readBatch)
	_ = o.sim.Sleep(ctx, time.Duration(perBatch(calls, readsAtOnce))*o.latency)
	for {
		wait := o.units.take(o.sim.Now(), float64(len(userIDs)))
		if wait == 0 {
			break
		}
		_ = o.sim.Sleep(ctx, wait)
	}
	accounts := make([]Account, len(userIDs))
	for i, id := range userIDs {
		c := &o.plan.Changes[o.changes[id]]
		accounts[i] = Account{ID: id, Exists: true, Direct: c.On(c.Before)}
		if c.SetUsageLocation != nil {
			accounts[i].UsageLocation = c.SetUsageLocation.To
		}
	}
	return accounts, nil
}

// Seats implements Directory. A run asks for them only where one was refused.
func (o *obliging) Seats(ctx context.Context) ([]SeatCount, error) {
	return nil, o.sim.Sleep(ctx, o.latency)
}

func perBatch(n, size int) int { return (n + size - 1) / size }

// allowed is an allowance that is full at the start and fills up evenly. A
// refused write counts as well.
type allowed struct {
	Allowance
	used float64
	last time.Time
}

// take uses so much, and gives how long to wait where it is too much: 0 if it
// is not.
func (a *allowed) take(now time.Time, cost float64) time.Duration {
	rate := a.perSecond()
	if rate <= 0 {
		return 0
	}
	if elapsed := now.Sub(a.last); elapsed > 0 {
		a.used, a.last = max(0, a.used-rate*elapsed.Seconds()), now
	}
	if a.used+cost <= a.Amount+1e-6 {
		a.used += cost
		return 0
	}
	a.used = min(a.used+cost, deepest*a.Amount)
	return time.Duration(math.Ceil((a.used+cost-a.Amount)/rate)) * time.Second
}
