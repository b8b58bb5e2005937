package apply

import (
	"time"

	"licet/reconcile"
	"licet/reconcile/order"
)

// Forecast is how long a run will take.
type Forecast struct {
	// Writes and Batches are what will be sent. A rehearsal counts repeated writes
	// again; Throttled are those that Graph asked it to send later.
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

// readBatch users are read in one call, readsAtOnce calls at once, as the client
// of Graph does it.
const (
	readBatch   = 20
	readsAtOnce = 4
)

// Estimate is how long it takes to carry out the schedule, from a formula: the
// calls divided by those in flight, times what each takes, or what the quota lets
// through in that time, whichever is longer; then the reading that verifies. It
// begins when Sends and NotBefore allow. What a run learns on its way it does not
// know: refusals, and steps that wait for the seats of others.
func (r *Runner) Estimate(p *reconcile.Plan, s order.Schedule, b Believed) Forecast {
	l := r.Limits.settled()
	now := time.Now()
	start := later(now, r.NotBefore)
	g := newGate(l)
	g.seed(r.Sends, start)
	locations, licenses, users := countWrites(p, s)
	f := Forecast{Writes: locations + licenses, Floor: Floor(locations+licenses, l.Quota)}
	if f.Writes == 0 {
		return f
	}
	size := g.largest(l.BatchSize)
	f.Batches = perBatch(locations, size) + perBatch(licenses, size)
	writing := inCalls(locations, size, l.InFlight, b.Latency) + inCalls(licenses, size, l.InFlight, b.Latency)
	writing = max(writing, Floor(f.Writes+spent(r.Sends, b.Quota.Writes, start), b.Quota))
	for _, w := range append(g.writes, g.units) {
		writing = max(writing, w.through(start, f.Writes, size, l.InFlight, b.Latency))
	}
	f.Expected = start.Sub(now) + writing
	if !l.NoVerify {
		chunk := g.units.capped(verifyChunk)
		call := time.Duration(perBatch(perBatch(chunk, readBatch), readsAtOnce)) * b.Latency
		g.units.log, g.units.sum = nil, 0
		reading := g.units.through(start, users, chunk, l.InFlight, call)
		f.Expected += max(reading, inCalls(users, chunk, l.InFlight, call), Floor(users, Quota{Units: b.Quota.Units}))
	}
	return f
}

// countWrites counts what a schedule sends, and the users that it changes.
func countWrites(p *reconcile.Plan, s order.Schedule) (locations, licenses, users int) {
	for _, st := range s.Steps {
		c := &p.Changes[st.Change]
		first := st.Part != order.AddAfter
		if first {
			users++
		}
		if first && c.SetUsageLocation != nil {
			locations++
		}
		if c.TouchesLicenses() {
			licenses++
		}
	}
	return locations, licenses, users
}

// inCalls is how long n things take, size of them a call and so many calls at once.
func inCalls(n, size, atOnce int, call time.Duration) time.Duration {
	return time.Duration(perBatch(perBatch(n, size), atOnce)) * call
}

// through is how long the window needs to let n more through: each time that it is
// full the next may go when the answers to those before are one span old.
func (w *window) through(now time.Time, n, size, atOnce int, call time.Duration) time.Duration {
	if w.span <= 0 || n == 0 {
		return 0
	}
	most := max(1, w.limit/size*size)
	full := (n - 1) / most
	at, _ := w.when(now, n-full*most)
	return at.Sub(now) + time.Duration(full)*(w.span+call) + inCalls(n-full*most, size, atOnce, call)
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

// spent is what is used at a moment of an allowance that fills up evenly.
func spent(sends []Sent, a Allowance, now time.Time) int {
	used, last := 0.0, time.Time{}
	for _, s := range sends {
		used = max(0, used-a.perSecond()*s.At.Sub(last).Seconds()) + float64(s.Writes)
		last = s.At
	}
	return int(max(0, used-a.perSecond()*now.Sub(last).Seconds()))
}

func perBatch(n, size int) int { return (n + size - 1) / size }
