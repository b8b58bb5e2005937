package sandbox

import (
	"strings"
	"time"
)

// assignLicense is POST /users/{id}/assignLicense. The checks come in the order
// of choices.go, and the first that fails refuses the whole call: nothing of it
// is done.
func (s *Server) assignLicense(c *call) (*answer, *refusal) {
	body, bad := readAssignment(c.body)
	if bad != nil {
		return nil, bad
	}
	st, now := s.store, s.now()
	st.mu.Lock()
	defer st.mu.Unlock()
	i := st.find(c.path[1])
	if i < 0 {
		return nil, noResource(c.path[1])
	}
	was := st.accounts[i]
	next, bad := s.assigned(i, body, now)
	if bad != nil {
		if bad.count != nil {
			s.watch.count(bad.count)
		}
		return nil, bad
	}
	if next == nil {
		s.watch.count(func(n *Stats) { n.Unchanged++ })
		return s.changed(c, was), nil
	}
	if err := st.commit(i, next, now); err != nil {
		return nil, internalError(err)
	}
	s.watch.licensesWritten(i, st.enabled(was), st.enabled(next))
	return s.changed(c, next), nil
}

// assigned gives the account after the call, or nil when it changes nothing.
func (s *Server) assigned(i int, body assignment, now time.Time) (*account, *refusal) {
	st := s.store
	was := st.accounts[i]
	if bad := st.checkSKUs(body, was); bad != nil {
		return nil, bad
	}
	if bad := st.checkRemovals(body, was); bad != nil {
		return nil, bad
	}
	if len(body.add) > 0 && st.seen(i, s.lag.Location, now).profile.UsageLocation == "" {
		return nil, badRequest(messageNoLocation)
	}
	next := st.carryOut(body, was, now)
	if next == nil {
		return nil, nil
	}
	_, _, bad := st.conflict(was, next, &s.rules)
	return next, bad
}

// checkSKUs wants every SKU to be the tenant's, one for users, and to have the
// plans that are to be off.
func (st *Store) checkSKUs(body assignment, was *account) *refusal {
	for _, id := range body.remove {
		if n, ok := st.skuNumbers[id]; !ok || !st.skus[n].listed && was.direct(n) < 0 {
			return badRequest(messageUnknownSKU, id)
		}
	}
	for _, a := range body.add {
		n, ok := st.skuNumbers[a.sku]
		if !ok || !st.skus[n].listed {
			return badRequest(messageUnknownSKU, a.sku)
		}
		if st.skus[n].facts.AppliesTo != appliesToUser {
			return badRequest(messageNotForUsers, a.sku)
		}
	}
	for _, a := range body.add {
		n := st.skuNumbers[a.sku]
		for _, plan := range a.disabled {
			if !st.mayDisable(n, plan, was) {
				return badRequest(messageBadPlan, plan, a.sku)
			}
		}
	}
	return nil
}

// mayDisable reports whether a plan may stand in disabledPlans of SKU n.
func (st *Store) mayDisable(n int32, plan string, was *account) bool {
	for _, p := range st.skus[n].facts.ServicePlans {
		if strings.EqualFold(p.ID, plan) {
			return p.AppliesTo != "Company" || was.hasDisabled(n, plan)
		}
	}
	return false
}

// checkRemovals wants what is removed to be held, and directly.
func (st *Store) checkRemovals(body assignment, was *account) *refusal {
	for _, id := range body.remove {
		n := st.skuNumbers[id]
		switch {
		case was.direct(n) >= 0:
		case was.holds(n):
			return badRequest(messageInherited).counting(func(n *Stats) { n.InheritedRemovals++ })
		default:
			return badRequest(messageNotHeld).counting(func(n *Stats) { n.NotHeld++ })
		}
	}
	return nil
}

// carryOut gives the account with the removals and additions done, or nil when
// that is the account as it was. Adding a SKU that is held directly replaces
// its disabled plans.
func (st *Store) carryOut(body assignment, was *account, now time.Time) *account {
	next, changed := was.clone(len(body.add)), false
	for _, id := range body.remove {
		if i := next.direct(st.skuNumbers[id]); i >= 0 {
			next.ways = append(next.ways[:i], next.ways[i+1:]...)
			changed = true
		}
	}
	for _, a := range body.add {
		n, off := st.skuNumbers[a.sku], st.plans.set(a.disabled)
		i := next.direct(n)
		if i >= 0 && next.ways[i].disabled == off && next.ways[i].status.Value().state == stateActive {
			continue
		}
		changed = true
		w := way{n, directly, off, active(), now.Unix()}
		if i >= 0 {
			next.ways[i] = w
		} else {
			next.ways = append(next.ways, w)
		}
	}
	if !changed {
		return nil
	}
	next.sortWays()
	return next
}
