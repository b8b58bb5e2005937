package apply

import "time"

// gate keeps quotas as sliding windows (Graph: Microsoft Graph
// service-specific throttling limits): in any span of time no more than the
// allowance is used. The time at which Graph counts a request lies somewhere
// between sending and answer, so a request counts from the moment in which it
// is given away until its answer is one span old. Whatever the latency, that
// keeps Graph's own window within the allowance.
//
// All instants are values handed in; the gate reads no clock.
type gate struct {
	writes []window
	units  window
	// traffic is what was sent in the latest 150 s, peak the most in any, for the
	// report only.
	traffic window
	peak    int
}

func newGate(l Limits) gate {
	g := gate{traffic: window{span: l.Quota.Writes.Span}}
	switch l.Rate.Mode {
	case RateAuto:
		g.writes = []window{shared(l.Quota.Writes, l.QuotaShare), shared(l.Quota.TenantWrites, l.QuotaShare)}
		g.units = shared(l.Quota.Units, l.QuotaShare)
	case RateOff:
	case RateFixed:
		g.writes = []window{perSecond(l.Rate.PerSecond)}
	default:
		panic("apply: unexpected RateMode")
	}
	return g
}

// shared is the window of a part of an allowance; it lets one request at least
// through. An allowance without a span bounds nothing.
func shared(a Allowance, share float64) window {
	return window{span: a.Span, limit: max(1, int(a.Amount*share))}
}

// perSecond is the window of so many writes a second; below one a second it is
// one write in as long as that takes.
func perSecond(rate float64) window {
	if rate < 1 {
		return window{span: time.Duration(float64(time.Second) / rate), limit: 1}
	}
	return window{span: time.Second, limit: int(rate)}
}

// largest is the largest batch, up to n, that the gate will ever let through.
func (g *gate) largest(n int) int {
	for i := range g.writes {
		n = g.writes[i].capped(n)
	}
	return g.units.capped(n)
}

// when gives the earliest moment, from what is known now, at which n writes
// may be sent; ok is false when that depends on answers still to come.
func (g *gate) when(now time.Time, n int) (at time.Time, ok bool) {
	at, ok = g.units.when(now, n)
	for i := range g.writes {
		t, fine := g.writes[i].when(now, n)
		ok = ok && fine
		if t.After(at) {
			at = t
		}
	}
	return at, ok
}

// take gives n writes away, each of which costs one resource unit.
func (g *gate) take(now time.Time, n int) {
	for i := range g.writes {
		g.writes[i].flying += n
	}
	g.units.flying += n
	g.traffic.expire(now)
	g.traffic.landed(now, n)
	g.peak = max(g.peak, g.traffic.sum)
}

// landed notes that n writes were answered.
func (g *gate) landed(now time.Time, n int) {
	for i := range g.writes {
		g.writes[i].landed(now, n)
	}
	g.units.landed(now, n)
}

// read gives n resource units away for reading, and says from when on.
func (g *gate) read(now time.Time, n int) (at time.Time, ok bool) {
	if at, ok = g.units.when(now, n); ok && !at.After(now) {
		g.units.flying += n
	}
	return at, ok
}

// seed counts what an earlier process sent.
func (g *gate) seed(sends []Sent, now time.Time) {
	for _, s := range sends {
		at := s.At
		if at.After(now) {
			at = now
		}
		// The age is what counts: a time that was read from a file has no
		// monotonic reading, and the sum gets that of now.
		at = now.Add(-now.Sub(at))
		g.take(at, s.Writes)
		g.landed(at, s.Writes)
	}
}

// window is one allowance over one span. The zero window bounds nothing.
type window struct {
	span  time.Duration
	limit int
	// flying was given away and is not answered yet.
	flying int
	// log are answers not older than span, oldest first; sum adds them up.
	log []Sent
	sum int
}

// capped gives the largest size of equal batches, up to n, that use the whole
// limit, or nearly.
func (w *window) capped(n int) int {
	if w.span <= 0 || n <= 0 {
		return n
	}
	return w.limit / ((w.limit + n - 1) / n)
}

func (w *window) landed(now time.Time, n int) {
	if w.span <= 0 {
		return
	}
	w.flying -= n
	w.log = append(w.log, Sent{At: now, Writes: n})
	w.sum += n
}

func (w *window) when(now time.Time, n int) (time.Time, bool) {
	if w.span <= 0 {
		return now, true
	}
	w.expire(now)
	excess := w.flying + w.sum + n - w.limit
	if excess <= 0 {
		return now, true
	}
	for _, s := range w.log {
		if excess -= s.Writes; excess <= 0 {
			return s.At.Add(w.span), true
		}
	}
	return now, false
}

func (w *window) expire(now time.Time) {
	old := 0
	for old < len(w.log) && now.Sub(w.log[old].At) >= w.span {
		w.sum -= w.log[old].Writes
		old++
	}
	w.log = w.log[old:]
}
