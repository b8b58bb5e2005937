package directorytest

import (
	"maps"
	"slices"

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
	return apply.Outcome{Class: apply.Refused, Reason: r, Code: "Request_BadRequest", Message: reconcile.Verbatim("refused: " + string(r))}
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
		return apply.Outcome{Class: apply.Already, Message: reconcile.Verbatim("User does not have a corresponding license.")}
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
