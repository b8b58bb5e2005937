package apply

import (
	"math"
	"time"
)

// This file and learn.go learn from the answers how fast to go; credit.go says
// what that allows at a moment. All of it is pure: next takes a state, what a
// batch was answered and the time, and gives the next state.
//
// Batches in flight: additive increase, multiplicative decrease. A run starts
// with four (or the ceiling), a clean answer makes it more, an answer that
// tells of failures halves it, once for all batches that were then in flight.
// While the limit is near and its rate is not known, it goes down to one: what
// is sent too much counts against the quota too.

const (
	// warmStart is the number of batches in flight at the start.
	warmStart = 4
	// nearLimit is the x-ms-throttle-limit-percentage from which on the limit
	// is near. Graph tells none below it.
	nearLimit = 0.8
)

// pace is how fast to go. The zero pace is not valid; use newPace.
type pace struct {
	ceiling int
	// inFlight is the number of batches that may be in flight, a fraction
	// counting towards the next.
	inFlight float64
	// first is how many of the first batches are not answered, where nothing but
	// the answers tells of a quota.
	first int
	// hurt is true when inFlight was ever lowered: it then grows slowly.
	hurt bool
	// changed is when inFlight was last lowered: answers to what was sent
	// before tell nothing new.
	changed time.Time
	// streak counts batches in a row with throttled items, dry marks in a row
	// between which nothing was accepted.
	streak, dry int
	knowledge
	credit
}

func newPace(l Limits, now time.Time) pace {
	warm := min(l.InFlight, warmStart)
	p := pace{
		ceiling: l.InFlight, inFlight: float64(warm),
		knowledge: knowledge{batch: l.BatchSize}, credit: credit{at: now},
	}
	if l.Rate.Mode == RateOff {
		p.first = warm
	}
	return p
}

// allowed is the number of batches that may be in flight. In an unknown quota the
// first ones are all answered before more are sent: as many again would be
// refused, and charged, of a quota that is smaller than they are.
func (p pace) allowed() int {
	if p.first > 0 {
		return min(p.first, int(p.inFlight))
	}
	return int(p.inFlight)
}

// answer is what a batch was answered, as far as the pace is concerned.
type answer struct {
	sent   time.Time
	writes int
	// accepted and throttled count items; failed those that failed for a
	// moment or of which nothing is known.
	accepted, throttled, failed int
	// unnamed counts the throttled items that came without a wait.
	unnamed int
	// pauseAll is the longest wait that was asked for all writes.
	pauseAll time.Duration
	// pausesAll is true when a wait was asked for all writes (it may be 0).
	pausesAll bool
	// percentage is the largest x-ms-throttle-limit-percentage, leastPercentage
	// the smallest; 0 where none was told.
	percentage, leastPercentage float64
}

// next gives the pace after an answer.
func next(p pace, a answer, now time.Time) pace {
	p = p.accrue(now)
	p.answered += a.writes
	p.first = max(0, p.first-1)
	p.knowledge = p.counted(a)
	if a.throttled > 0 {
		p.streak++
	} else {
		p.streak = 0
	}
	exhausted := a.pausesAll || a.throttled*4 > a.writes && a.writes >= 4 || p.streak > 1
	switch {
	case a.throttled > 0 && exhausted:
		return p.exhausted(a, now)
	case a.failed*2 > a.writes:
		return p.lowered(a, now, 0.5)
	case a.leastPercentage >= nearLimit:
		return p.neared(a, now)
	case a.throttled == 0:
		p.dry = 0
		p.knowledge = p.relieved()
		return p.raised()
	}
	return p
}

// exhausted takes in that the quota is used up.
func (p pace) exhausted(a answer, now time.Time) pace {
	if p.news(a) {
		if a.accepted > 0 {
			p.dry = 0
		}
		p.dry++
		rate, _ := p.rate(now)
		p.knowledge = p.marked(a, rate, now)
		// All that is on its way will be counted, and so was what was refused.
		p.balance, p.pause = -float64(a.throttled+p.onTheWay())-float64(p.batch)*reserve, 0
		p = p.lowered(a, now, 0.5)
		if !p.known() {
			p.inFlight = 1
		}
	}
	switch {
	case a.pausesAll:
		p = p.paused(now, a.pauseAll)
	case a.unnamed > 0:
		p = p.paused(now, min(mostWait, time.Second<<min(max(0, p.dry-1), 10)))
	}
	return p
}

// neared takes in that the limit is near and nothing was refused: a rate that
// is known is trimmed, else less is in flight.
func (p pace) neared(a answer, now time.Time) pace {
	p.dry = 0
	if p.known() {
		p.knowledge = p.trimmed(a, now)
		return p.raised()
	}
	return p.lowered(a, now, 0.8)
}

// lowered lets less be in flight, unless the answer is to something that was
// sent before that was done already.
func (p pace) lowered(a answer, now time.Time, factor float64) pace {
	if a.sent.Before(p.changed) {
		return p
	}
	p.inFlight = max(1, math.Floor(p.inFlight)*factor)
	p.hurt, p.changed = true, now
	return p
}

// raised lets more be in flight: by one an answer at first and where the rate is
// known, by one a round of answers after it was too much once.
func (p pace) raised() pace {
	step := 1.0
	if p.hurt && !p.known() {
		step = 1 / p.inFlight
	}
	p.inFlight = min(float64(p.ceiling), p.inFlight+step)
	return p
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
