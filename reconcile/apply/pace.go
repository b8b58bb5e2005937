package apply

import (
	"math"
	"time"
)

// This file learns from the answers how fast to go. It is pure: next takes a
// state, what a batch was answered and the time, and gives the next state.
//
// Batches in flight: additive increase, multiplicative decrease. A run starts
// with four (or the ceiling), a clean answer makes it more, an answer that
// tells of trouble halves it, once for all batches that were then in flight.
//
// Writes a second: unbounded until Graph throttles. Halving a rate over and
// over would use three quarters of a quota; but a throttled answer says more
// than "slower". At that moment the quota is used up, so between two such
// moments exactly what Graph gives was accepted: that quotient is the rate of
// the quota, however large the first burst was. Until enough was accepted to
// measure by, the waits that Graph asks for are the only brake. The rate
// starts 2 % below the measured one and follows a cubic curve: it reaches it
// after curveTime, stays near it, and then climbs faster and faster in case
// the quota has grown, or was none.
//
// Credit: what the rate allows adds up while a Retry-After is waited for, as
// it does at Graph, and may be used at once afterwards. Without a wait it adds
// up to what one second allows, or one batch.

const (
	// warmStart is the number of batches in flight at the start.
	warmStart = 4
	// curveTime and curveDepth are the shape of the cubic curve.
	curveTime  = 30 * time.Second
	curveDepth = 0.02
	// enough is how many full batches must have been accepted between two
	// marks before they are a measurement.
	enough = 10
	// markMemory is how far back the rate of the quota is measured, recently
	// what counts as of late.
	markMemory = 5 * time.Minute
	recently   = 20 * time.Second
	// trust is how far above the measured rate the truth may be believed.
	trust = 1.5
	// nearLimit is the x-ms-throttle-limit-percentage from which on the number
	// of batches in flight no longer grows.
	nearLimit = 0.8
)

// pace is how fast to go. The zero pace is not valid; use newPace.
type pace struct {
	ceiling int
	batch   int
	// inFlight is the number of batches that may be in flight, a fraction
	// counting towards the next.
	inFlight float64
	// hurt is true when inFlight was ever lowered: it then grows slowly.
	hurt bool
	// changed is when inFlight was last lowered: answers to what was sent
	// before tell nothing new.
	changed time.Time
	// until is when sending may go on.
	until time.Time
	// accepted counts writes that Graph carried out or refused for a reason of
	// its own: they used the quota.
	accepted int
	// streak counts batches in a row with throttled items.
	streak int
	// marks are the moments at which the quota was used up, after the start.
	marks []mark
	// credit is what may be sent as of creditAt; pause is the length of the
	// latest wait, which bounds the credit.
	credit   float64
	creditAt time.Time
	pause    time.Duration
}

// mark is a moment at which the quota was used up, and how much had been
// accepted of what was sent before it.
type mark struct {
	at       time.Time
	accepted int
	// rate is the rate that was allowed then; 0 when nothing bounded it.
	rate float64
}

func newPace(l Limits, now time.Time) pace {
	return pace{ceiling: l.InFlight, batch: l.BatchSize, inFlight: float64(min(l.InFlight, warmStart)), creditAt: now, marks: []mark{{at: now}}}
}

// answer is what a batch was answered, as far as the pace is concerned.
type answer struct {
	sent   time.Time
	writes int
	// accepted and throttled count items; troubled those that failed for a
	// moment or of which nothing is known.
	accepted, throttled, troubled int
	// pauseAll is the longest wait that was asked for all writes.
	pauseAll time.Duration
	// pausesAll is true when a wait was asked for all writes (it may be 0).
	pausesAll bool
	// percentage is the largest x-ms-throttle-limit-percentage.
	percentage float64
}

// next gives the pace after an answer.
func next(p pace, a answer, now time.Time) pace {
	p = p.accrue(now)
	p = p.count(a)
	fresh := !a.sent.Before(p.changed)
	if a.throttled > 0 {
		p.streak++
	} else {
		p.streak = 0
	}
	exhausted := a.pausesAll || a.throttled*4 > a.writes && a.writes >= 4 || p.streak > 1
	switch {
	case a.throttled > 0 && exhausted:
		if fresh {
			p = p.marked(now)
		}
		if a.pausesAll {
			p = p.paused(now, a.pauseAll)
		}
	case a.troubled*2 > a.writes:
		if fresh {
			p = p.lowered(now, 0.5)
		}
	case a.percentage >= nearLimit:
		if fresh {
			p = p.lowered(now, 0.8)
		}
	case a.throttled == 0:
		p = p.raised()
	}
	return p
}

// count adds what was accepted, to the marks before which it was sent too.
func (p pace) count(a answer) pace {
	p.accepted += a.accepted
	if n := len(p.marks); n > 1 && a.sent.Before(p.marks[n-1].at) {
		p.marks = append([]mark(nil), p.marks...)
		p.marks[n-1].accepted += a.accepted
	}
	return p
}

// marked notes that the quota is used up now.
func (p pace) marked(now time.Time) pace {
	rate, _ := p.rate(now)
	marks := append([]mark(nil), p.marks...)
	marks = append(marks, mark{at: now, accepted: p.accepted, rate: rate})
	for len(marks) > 2 && now.Sub(marks[1].at) >= markMemory {
		marks = marks[1:]
	}
	p.marks = marks
	p.credit, p.creditAt, p.pause = 0, now, 0
	return p.lowered(now, 0.5)
}

// paused sends nothing for d.
func (p pace) paused(now time.Time, d time.Duration) pace {
	if until := now.Add(d); until.After(p.until) {
		p.until = until
	}
	p.pause = max(p.pause, d)
	return p
}

func (p pace) lowered(now time.Time, factor float64) pace {
	p.inFlight = max(1, math.Floor(p.inFlight)*factor)
	p.hurt, p.changed = true, now
	return p
}

// raised lets more be in flight: by one an answer at first, by one a round of
// answers after it was too much once.
func (p pace) raised() pace {
	step := 1.0
	if p.hurt {
		step = 1 / p.inFlight
	}
	p.inFlight = min(float64(p.ceiling), p.inFlight+step)
	return p
}

// measured gives the rate of the quota as far as the marks tell it: what was
// accepted in the latest minute if that is enough to measure by, else since
// the earliest mark that is.
func (p pace) measured() (rate float64, ok bool) {
	last := p.marks[len(p.marks)-1]
	for _, m := range p.marks[:len(p.marks)-1] {
		accepted, span := last.accepted-m.accepted, last.at.Sub(m.at)
		if accepted < enough*p.batch || span <= 0 {
			break
		}
		rate, ok = float64(accepted)/span.Seconds(), true
		if span <= recently {
			break
		}
	}
	if last.rate > rate {
		// The quota gave more than was measured, where waits let some of it
		// pass by, and less than the rate at which it was used up.
		rate = min((rate+last.rate)/2, trust*rate)
	}
	return rate, ok
}

// rate gives the writes a second that may be sent at a moment; ok is false
// when nothing bounds them.
func (p pace) rate(now time.Time) (rate float64, ok bool) {
	measured, ok := p.measured()
	if !ok {
		return 0, false
	}
	from := p.marks[len(p.marks)-1].at
	if p.until.After(from) {
		from = p.until
	}
	x := max(0, now.Sub(from).Seconds()) / curveTime.Seconds()
	return measured * (1 + curveDepth*math.Pow(x-1, 3)), true
}

// accrue adds up the credit.
func (p pace) accrue(now time.Time) pace {
	rate, bounded := p.rate(now)
	if bounded {
		most := max(float64(p.batch), rate*(time.Second+p.pause).Seconds())
		p.credit = min(most, p.credit+rate*max(0, now.Sub(p.creditAt)).Seconds())
	}
	if now.After(p.creditAt) {
		p.creditAt = now
	}
	return p
}

// when gives the moment at which n writes may be sent.
func (p pace) when(now time.Time, n int) time.Time {
	at := now
	if rate, bounded := p.rate(now); bounded {
		if missing := float64(n) - p.accrue(now).credit; missing > 0 {
			// Rounded up, so that the credit is there when the time comes.
			at = now.Add(time.Duration(missing/rate*float64(time.Second)) + time.Microsecond)
		}
	}
	if p.until.After(at) {
		at = p.until
	}
	return at
}

// spent takes n writes from the credit.
func (p pace) spent(now time.Time, n int) pace {
	p = p.accrue(now)
	p.credit = max(0, p.credit-float64(n))
	return p
}
