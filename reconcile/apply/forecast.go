package apply

import (
	"time"

	"licet/reconcile"
)

// Forecast is how long a run will take, foretold from its size.
type Forecast struct {
	// Writes and Batches are what will be sent if nothing is refused.
	Writes, Batches int
	// Units are the resource units of the writes.
	Units float64
	// Floor is the least time in which Graph's quota lets so many writes through
	// at all.
	Floor time.Duration
	// Expected is the time that the limits of the run lead to.
	Expected time.Duration
}

// Foretell gives the forecast of a plan. Latency is how long a batch is
// believed to take.
func Foretell(p *reconcile.Plan, l Limits, latency time.Duration) Forecast {
	locations, licenses := 0, 0
	for i := range p.Changes {
		if p.Changes[i].SetUsageLocation != nil {
			locations++
		}
		if p.Changes[i].TouchesLicenses() {
			licenses++
		}
	}
	l = l.settled()
	g := newGate(l)
	size := g.largest(l.BatchSize)
	f := Forecast{Writes: locations + licenses, Batches: perBatch(locations, size) + perBatch(licenses, size)}
	f.Units = float64(f.Writes)
	f.Floor = Floor(f.Writes, l.Quota)
	f.Expected = rounds(perBatch(locations, size), l.InFlight, latency) + rounds(perBatch(licenses, size), l.InFlight, latency)
	perWrite := time.Duration(0)
	if f.Writes > 0 {
		perWrite = f.Expected / time.Duration(f.Writes)
	}
	for i := range g.writes {
		f.Expected = max(f.Expected, g.writes[i].foretell(f.Writes, perWrite, latency))
	}
	return f
}

func perBatch(n, size int) int { return (n + size - 1) / size }

func rounds(batches, inFlight int, latency time.Duration) time.Duration {
	return time.Duration(perBatch(batches, inFlight)) * latency
}

// foretell gives the time of n writes through a window: full windows one after
// the other, and the rest as fast as it goes.
func (w *window) foretell(n int, perWrite, latency time.Duration) time.Duration {
	if w.span <= 0 || n == 0 {
		return 0
	}
	full := (n - 1) / w.limit
	rest := n - full*w.limit
	return time.Duration(full)*(w.span+latency) + time.Duration(rest)*perWrite
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
