package directorytest

import "time"

// Quota decides whether one write is let through.
type Quota interface {
	// Take counts a write at a moment; where it is refused, wait is how long
	// it takes until there is room (negative: that is not told). Moments never
	// go back.
	Take(now time.Time) (wait time.Duration, ok bool)
}

// teller is a Quota that tells how much of it is used, 1 being all.
type teller interface{ told() float64 }

const (
	// toldFrom is the share of a quota from which on it is told (Graph:
	// x-ms-throttle-limit-percentage, 0.8 to 1.8).
	toldFrom = 0.8
	// deepest is how far refused writes are counted, in the same measure.
	deepest = 1.8
)

// Bucket is a quota that is full at the start and fills up evenly.
type Bucket struct {
	PerSecond, Burst float64
	// Round rounds a wait up, as Graph gives whole seconds.
	Round time.Duration
	// Charged makes refused writes count as well, as they do at Graph
	// (Microsoft Graph throttling guidance), down to 0.8 of Burst below zero.
	Charged bool
	// Silent gives no wait with a refusal.
	Silent bool
	// Tells has the share that is used told with every answer.
	Tells bool

	level float64
	at    time.Time
}

// Take implements Quota.
func (b *Bucket) Take(now time.Time) (time.Duration, bool) {
	if b.at.IsZero() {
		b.level = b.Burst
	} else {
		b.level = min(b.Burst, b.level+b.PerSecond*now.Sub(b.at).Seconds())
	}
	b.at = now
	if b.level >= 1 {
		b.level--
		return 0, true
	}
	if b.Charged {
		b.level = max(b.level-1, -(deepest-1)*b.Burst)
	}
	if b.Silent {
		return -1, false
	}
	return roundUp(time.Duration((1-b.level)/b.PerSecond*float64(time.Second)), b.Round), false
}

func (b *Bucket) told() float64 {
	if used := 1 - b.level/b.Burst; b.Tells && used >= toldFrom {
		return float64(int(100*used)) / 100
	}
	return 0
}

// Window is a quota that lets so many writes through in any span.
type Window struct {
	Limit int
	Span  time.Duration
	Round time.Duration

	log []time.Time
}

// Take implements Quota.
func (q *Window) Take(now time.Time) (time.Duration, bool) {
	for len(q.log) > 0 && now.Sub(q.log[0]) >= q.Span {
		q.log = q.log[1:]
	}
	if len(q.log) >= q.Limit {
		return roundUp(q.log[0].Add(q.Span).Sub(now), q.Round), false
	}
	q.log = append(q.log, now)
	return 0, true
}

func roundUp(d, to time.Duration) time.Duration {
	if to <= 0 {
		return d + time.Microsecond
	}
	return (d + to - 1) / to * to
}
