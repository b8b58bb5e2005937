package apply

import (
	"context"
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
// to be. Limits, Earlier, Sends and NotBefore count as in a run, and are afterwards as
// they were; what a run needs besides is not looked at. A ctx that ends leaves the forecast short; the
// only errors are those of Run.
func (r *Runner) Foretell(ctx context.Context, p *reconcile.Plan, s reconcile.Schedule, b Believed) (Forecast, error) {
	start := time.Now()
	sim := NewSimulation(start)
	dry := &Runner{
		Directory: newObliging(sim, p, b, r.Sends), Journal: noJournal{}, Simulation: sim,
		Limits: r.Limits, Earlier: r.Earlier, Sends: r.Sends, NotBefore: r.NotBefore,
	}
	defer r.forget(r.unsettled())
	result, err := dry.Run(ctx, p, s)
	st := &result.Stats
	return Forecast{
		Writes: st.Attempts, Batches: st.Batches, Throttled: st.Throttled,
		Floor: st.Floor, Expected: st.Finished.Sub(start),
	}, err
}

// unsettled gives the changes that have no fate in Earlier.
func (r *Runner) unsettled() []int32 {
	var out []int32
	for i := range r.Earlier {
		if r.Earlier[i].Status == "" {
			out = append(out, int32(i))
		}
	}
	return out
}

// forget takes the fates of changes away again: those of a million are not
// copied for a forecast.
func (r *Runner) forget(changes []int32) {
	for _, i := range changes {
		r.Earlier[i] = Item{Change: int(i)}
	}
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
