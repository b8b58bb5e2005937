package apply

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"licet/reconcile"
)

// obliging is a tenant in a simulation that does what it is asked, within its
// quota.
type obliging struct {
	sim     *Simulation
	plan    *reconcile.Plan
	latency time.Duration
	writes  [2]allowed
	units   allowed
	// byUser are the changes of the plan in the order of the ids of their users.
	byUser []int32
}

const (
	// readBatch users are read in one call, readsAtOnce calls at once, as the
	// client of Graph does it.
	readBatch   = 20
	readsAtOnce = 4
	// told is the load from which on x-ms-throttle-limit-percentage is sent, and
	// deepest how far beyond an allowance refused writes are counted.
	told, deepest = 0.8, 1.8
)

func newObliging(sim *Simulation, p *reconcile.Plan, b Believed, sends []Sent) *obliging {
	q := b.Quota
	o := &obliging{
		sim: sim, plan: p, latency: b.Latency, byUser: byUser(p),
		writes: [2]allowed{{Allowance: q.Writes}, {Allowance: q.TenantWrites}}, units: allowed{Allowance: q.Units},
	}
	for _, sent := range sends {
		for i := range o.writes {
			o.writes[i].take(sent.At, float64(sent.Writes))
		}
	}
	return o
}

// Write implements Directory. The quota counts a write when it arrives, half-way
// between question and answer.
func (o *obliging) Write(ctx context.Context, batch []Write) []Outcome {
	_ = o.sim.Sleep(ctx, o.latency/2)
	out := make([]Outcome, len(batch))
	for i := range out {
		out[i] = o.write()
	}
	_ = o.sim.Sleep(ctx, o.latency-o.latency/2)
	return out
}

// write answers one write.
func (o *obliging) write() (out Outcome) {
	var wait time.Duration
	for _, a := range []*allowed{&o.units, &o.writes[0], &o.writes[1]} {
		wait = max(wait, a.take(o.sim.Now(), 1))
		out.LimitPercentage = max(out.LimitPercentage, a.load())
	}
	out.LimitPercentage = asTold(out.LimitPercentage)
	if wait > 0 {
		out.Class, out.Reason, out.ThrottleScope = Retry, Throttled, "Tenant_Application/Write"
		out.RetryAfter, out.HasRetryAfter = wait, true
	}
	return out
}

// Accounts implements Directory: every user is as the plan leaves them.
func (o *obliging) Accounts(ctx context.Context, userIDs []string) ([]Account, error) {
	calls := perBatch(len(userIDs), readBatch)
	wait := time.Duration(perBatch(calls, readsAtOnce)) * o.latency
	for ; wait > 0; wait = o.units.take(o.sim.Now(), float64(len(userIDs))) {
		if err := o.sim.Sleep(ctx, wait); err != nil {
			return nil, err
		}
	}
	accounts := make([]Account, len(userIDs))
	for i, id := range userIDs {
		c := o.change(id)
		accounts[i] = Account{ID: id, Exists: true, Direct: c.On(c.Before)}
		if c.SetUsageLocation != nil {
			accounts[i].UsageLocation = c.SetUsageLocation.To
		}
	}
	return accounts, nil
}

// change finds the change of a user.
func (o *obliging) change(id string) *reconcile.Change {
	k, _ := slices.BinarySearchFunc(o.byUser, id, func(i int32, id string) int {
		return strings.Compare(o.plan.Changes[i].User.ID, id)
	})
	return &o.plan.Changes[o.byUser[k]]
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

// load is the share that is used, where Graph tells it.
func (a *allowed) load() float64 {
	if share := a.used / a.Amount; share >= told {
		return share
	}
	return 0
}

// asTold is a share as x-ms-throttle-limit-percentage tells it, which has two
// decimals: a run that heeds it must not know more in a forecast.
func asTold(share float64) float64 {
	if share == 0 {
		return 0
	}
	heard, err := strconv.ParseFloat(strconv.FormatFloat(share, 'f', 2, 64), 64)
	if err != nil {
		panic(err) // what was written so can be read
	}
	return heard
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
