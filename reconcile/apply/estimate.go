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

// Estimate is how long it takes to carry out the schedule, if each call takes as long
// as the latency and nothing is refused: its batches are played by the rule of a run
// (work), so that what waits for a seat, for the gate or for its turn waits here too.
// It is no less than what the quota lets through. Then comes the reading that verifies.
func (r *Runner) Estimate(p *reconcile.Plan, s order.Schedule, b Believed) Forecast {
	l := r.Limits.settled()
	now := time.Now()
	start := later(now, r.NotBefore)
	w := newWork(p, s, l, r.Sends, start)
	users := 0
	for i := range w.slots {
		users += min(1, int(w.slots[i].left))
	}
	for i := range r.Earlier {
		if r.Earlier[i].unverified() {
			users++
		}
	}
	f := w.play(start, b.Latency)
	if f.Floor = Floor(f.Writes, l.Quota); f.Writes == 0 {
		return f
	}
	written := max(f.Expected, Floor(f.Writes+spent(r.Sends, b.Quota.Writes, start), b.Quota))
	f.Expected = start.Sub(now) + written
	if !l.NoVerify {
		reading := w.gate.playReading(start.Add(written), users, l.InFlight, b.Latency)
		f.Expected += max(reading, Floor(users, Quota{Units: b.Quota.Units}))
	}
	return f
}

// play does the work on a clock that jumps to whatever comes next: the answer to the
// oldest call, or the moment from which on more may be sent.
func (w *work) play(start time.Time, latency time.Duration) (f Forecast) {
	type call struct {
		jobs []Job
		sent time.Time
	}
	var calls []call // oldest first
	now, sent := start, 0
	for {
		jobs, wake := w.next(now)
		for ; len(jobs) > 0; jobs, wake = w.next(now) {
			w.launched(jobs, now)
			calls = append(calls, call{jobs: jobs})
			f.Writes += len(jobs)
			f.Batches++
		}
		for ; sent < min(len(calls), w.pace.allowed()); sent++ {
			calls[sent].sent = now
		}
		switch {
		case len(calls) > 0 && (wake.IsZero() || !calls[0].sent.Add(latency).After(wake)):
			now = calls[0].sent.Add(latency)
		case wake.IsZero():
			f.Expected = now.Sub(start)
			return f
		default:
			now = wake
		}
		for ; sent > 0 && !calls[0].sent.Add(latency).After(now); sent-- {
			c := calls[0]
			calls = calls[1:]
			w.landed(c.jobs, now)
			w.pace = next(w.pace, answer{sent: c.sent, writes: len(c.jobs), accepted: len(c.jobs)}, now)
			for _, j := range c.jobs {
				w.finished(j)
			}
		}
	}
}

// playReading reads users as the verification does (readOn), so many chunks at once, and
// gives how long it takes.
func (g *gate) playReading(start time.Time, users, atOnce int, latency time.Duration) time.Duration {
	var chunks []Sent // under way, by when they are answered
	now := start
	for users > 0 || len(chunks) > 0 {
		n := min(users, g.units.capped(verifyChunk))
		at, known := g.units.when(now, n)
		known = known && n > 0 && len(chunks) < atOnce
		switch {
		case known && !at.After(now):
			g.units.flying += n
			calls := perBatch(perBatch(n, readBatch), readsAtOnce)
			chunks = append(chunks, Sent{At: now.Add(time.Duration(calls) * latency), Writes: n})
			users -= n
		case len(chunks) == 0 || known && at.Before(chunks[0].At):
			now = at
		default:
			now = later(now, chunks[0].At)
			g.units.landed(now, chunks[0].Writes)
			chunks = chunks[1:]
		}
	}
	return now.Sub(start)
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
