package directorytest

import (
	"maps"
	"slices"
	"time"

	"licet/reconcile"
	"licet/reconcile/apply"
)

// carryOut does one write as Graph does: all of it or nothing.
func (m *Memory) carryOut(w apply.Write) apply.Outcome {
	u := m.users[w.UserID]
	if u == nil {
		return refuse(apply.NoUser)
	}
	before := u.now()
	after := before.copy()
	var o apply.Outcome
	if w.Kind == apply.SetLocation {
		after.location, o = w.UsageLocation, locateOutcome(w)
	} else {
		o = m.assign(u, &after, w)
	}
	if o.Class != apply.Done {
		if o.Class == apply.Already {
			m.witness.Wasted++
		}
		return o
	}
	if after.location == before.location && maps.EqualFunc(after.direct, before.direct, slices.Equal) {
		m.witness.Wasted++
	}
	m.set(u, after)
	return o
}

func locateOutcome(w apply.Write) apply.Outcome {
	if w.UsageLocation == "UK" || len(w.UsageLocation) != 2 {
		return refuse(apply.BadLocation)
	}
	return apply.Outcome{Class: apply.Done}
}

func refuse(r apply.Reason) apply.Outcome {
	return apply.Outcome{Class: apply.Refused, Reason: r, Code: "Request_BadRequest", Message: "refused: " + string(r)}
}

func (m *Memory) assign(u *user, after *state, w apply.Write) apply.Outcome {
	for _, h := range w.Add {
		if _, ok := m.pools[h.SKUID]; !ok {
			return refuse(apply.UnknownSKU)
		}
	}
	for _, sku := range w.Remove {
		if _, held := after.direct[sku]; held {
			delete(after.direct, sku)
			continue
		}
		if slices.Contains(u.Inherited, sku) {
			return refuse(apply.Inherited)
		}
		return apply.Outcome{Class: apply.Already, Message: "User does not have a corresponding license."}
	}
	if len(w.Add) > 0 && after.location == "" {
		return refuse(apply.NoLocation)
	}
	for _, h := range w.Add {
		if !u.has(h.SKUID) && m.used[h.SKUID] >= m.pools[h.SKUID] {
			m.witness.NoSeat++
			return refuse(apply.NoSeats)
		}
		after.direct[h.SKUID] = reconcile.NormalizePlans(h.DisabledPlans)
	}
	return apply.Outcome{Class: apply.Done}
}

// Quota decides whether one write is let through.
type Quota interface {
	// Take counts a write at a moment; where it is refused, wait is how long
	// it takes until there is room. Moments never go back.
	Take(now time.Time) (wait time.Duration, ok bool)
}

// Bucket is a quota that is full at the start and fills up evenly.
type Bucket struct {
	PerSecond, Burst float64
	// Round rounds a wait up, as Graph gives whole seconds.
	Round time.Duration

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
	return roundUp(time.Duration((1-b.level)/b.PerSecond*float64(time.Second)), b.Round), false
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
