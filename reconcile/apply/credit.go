package apply

import "time"

// What the rate allows adds up: while a Retry-After is waited for too, as it
// does at Graph, and may be used at once afterwards. Without a wait it adds up to
// what one second allows, or one batch. When the quota is used up the balance
// starts again with what was refused as a debt, and a little more, so that
// answers which come unevenly do not exhaust it at once.

// reserve is the part of a batch that is left in the quota after it was used up.
const reserve = 0.5

// credit is what may be sent.
type credit struct {
	// balance is what may be sent as of at; pause is the length of the latest
	// wait, which bounds it.
	balance float64
	at      time.Time
	pause   time.Duration
	// until is when sending may go on.
	until time.Time
	// launched counts writes that were given away, answered those that were
	// answered.
	launched, answered int
}

// onTheWay counts the writes that were given away and not answered.
func (c credit) onTheWay() int { return max(0, c.launched-c.answered) }

// paused sends nothing for d.
func (p pace) paused(now time.Time, d time.Duration) pace {
	p.until = later(p.until, now.Add(d))
	p.pause = max(p.pause, d)
	p.since = later(p.since, p.until)
	return p
}

// accrue adds up the credit.
func (p pace) accrue(now time.Time) pace {
	if rate, bounded := p.rate(now); bounded {
		most := max(float64(p.batch), rate*(time.Second+p.pause).Seconds())
		p.balance = min(most, p.balance+rate*max(0, now.Sub(p.at).Seconds()))
	}
	p.at = later(p.at, now)
	return p
}

// when gives the moment at which n writes may be sent.
func (p pace) when(now time.Time, n int) time.Time {
	at := now
	if rate, bounded := p.rate(now); bounded {
		if missing := float64(n) - p.accrue(now).balance; missing > 0 {
			// Rounded up, so that the credit is there when the time comes.
			at = now.Add(time.Duration(missing/rate*float64(time.Second)) + time.Microsecond)
		}
	}
	return later(at, p.until)
}

// spent takes n writes from the credit.
func (p pace) spent(now time.Time, n int) pace {
	p = p.accrue(now)
	p.balance -= float64(n)
	p.launched += n
	return p
}

// returned gives n writes back that were not sent after all.
func (p pace) returned(n int) pace {
	p.balance += float64(n)
	p.launched -= n
	return p
}
