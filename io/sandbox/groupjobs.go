package sandbox

import (
	"errors"
	"slices"
	"time"
)

// errorLocation is Graph's word for a location that does not allow a licence.
const errorLocation = "ProhibitedInUsageLocationViolation"

const stateActiveWithError = "ActiveWithError"

// settleGroups does what groups had to do by now. There is no background
// worker: whoever comes first after the time is up does the work.
func (s *Server) settleGroups() {
	st, now := s.store, s.now()
	st.mu.Lock()
	defer st.mu.Unlock()
	for n, g := range st.groups {
		if !g.due.IsZero() && !g.due.After(now) {
			// A member that could not be logged is as it was; the next request
			// tries again.
			_ = st.process(int32(n), &s.rules, now)
		}
	}
}

// finishGroups does all that is left to do, whenever it is due, without the
// rules between plans, which belong to a server.
func (st *Store) finishGroups() error {
	var errs []error
	for n, g := range st.groups {
		if !g.due.IsZero() {
			errs = append(errs, st.process(int32(n), &planRules{}, time.Now()))
		}
	}
	return errors.Join(errs...)
}

// process brings the members of a group in line with its licences.
func (st *Store) process(n int32, rules *planRules, now time.Time) error {
	in := memberOf(n, func(way) bool { return true })
	for i, a := range st.accounts {
		if a == nil || !in(a) {
			continue
		}
		next, _ := st.fromGroup(n, a, rules, now)
		if err := st.commit(i, next, now); err != nil {
			return err
		}
	}
	st.groups[n].due = time.Time{}
	return nil
}

// fromGroup gives a member's account with what the group gives now. A user gets
// all of it or nothing: what was held before stays with an error, what is new
// is not held (Microsoft Entra documentation: resolve group licence problems).
func (st *Store) fromGroup(n int32, a *account, rules *planRules, now time.Time) (*account, *refusal) {
	next := a.clone(len(st.groups[n].facts.AssignedLicenses))
	next.ways = slices.DeleteFunc(next.ways, func(w way) bool { return w.group == n })
	fine := active()
	for _, l := range st.groups[n].facts.AssignedLicenses {
		next.ways = append(next.ways, way{st.skuNumber(l.SkuID), n, st.plans.set(l.DisabledPlans), fine, now.Unix()})
	}
	next.sortWays()
	word, culprit, bad := st.obstacle(a, next, rules)
	if bad == nil {
		return next, nil
	}
	for i := range next.ways {
		if w := &next.ways[i]; w.group == n {
			st.mark(w, a, word, culprit)
		}
	}
	return next, bad
}

// obstacle tells what keeps a user from getting next: Graph's word, the SKU that
// is at fault (-1: all of them), and the sentence.
func (st *Store) obstacle(was, next *account, rules *planRules) (string, int32, *refusal) {
	if next.profile.UsageLocation == "" && st.org.CountryLetterCode == "" && len(next.ways) > 0 {
		return errorLocation, -1, badRequest(messageNoLocation)
	}
	return st.conflict(was, next, rules)
}

// conflict is obstacle for seats and rules: a free seat is wanted of every SKU that
// the user has afterwards and did not hold before. All of it happens under the
// store's lock, so that no number of callers can take more seats than there are.
func (st *Store) conflict(was, next *account, rules *planRules) (string, int32, *refusal) {
	for _, k := range next.skus() {
		if !was.holds(k) && st.skus[k].consumed() >= st.skus[k].pool() {
			bad := badRequest(messageNoSeats, st.skus[k].facts.SkuID)
			return errorCount, k, bad.counting(func(n *Stats) { n.SeatRefusals++ })
		}
	}
	word, bad := rules.judge(st.plans, st.enabled(was), st.enabled(next))
	return word, -1, bad
}

// mark gives a way of a group that failed its state and error.
func (st *Store) mark(w *way, was *account, word string, culprit int32) {
	if culprit >= 0 && w.sku != culprit {
		word = errorOther
	}
	i := slices.IndexFunc(was.ways, func(x way) bool { return x.sku == w.sku && x.group == w.group && x.held() })
	if i < 0 {
		w.status = statusOf(stateError, word)
		return
	}
	w.disabled, w.status = was.ways[i].disabled, statusOf(stateActiveWithError, word)
}

// reprocess is POST /users/{id}/reprocessLicenseAssignment: the user's groups
// try again, and what is still wrong is told.
func (s *Server) reprocess(c *call) (*answer, *refusal) {
	st, now := s.store, s.now()
	st.mu.Lock()
	defer st.mu.Unlock()
	i := st.find(c.path[1])
	if i < 0 {
		return nil, noResource(c.path[1])
	}
	var first *refusal
	for n := range st.groups {
		a := st.accounts[i]
		if !memberOf(int32(n), func(way) bool { return true })(a) {
			continue
		}
		next, bad := st.fromGroup(int32(n), a, &s.rules, now)
		if first == nil {
			first = bad
		}
		if err := st.commit(i, next, now); err != nil {
			return nil, internalError(err)
		}
	}
	s.watch.count(func(n *Stats) { n.Committed++ })
	if first != nil {
		return nil, first
	}
	return s.changed(c, st.accounts[i]), nil
}
