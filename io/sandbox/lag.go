package sandbox

import "time"

// Lag is how long a write stays invisible, by what reads it (graph.md 13:
// reads may come from a replica). Zero shows it at once.
type Lag struct {
	// ByID is for GET of one user; List for lists of users and delta; Counts
	// for consumedUnits.
	ByID, List, Counts time.Duration
	// Location is how long assignLicense does not see a new usageLocation.
	Location time.Duration
}

func (l Lag) longest() time.Duration { return max(l.ByID, l.List, l.Counts, l.Location) }

// history keeps what was true before the latest writes, for as long as some
// reader may still have to see it. Without lag it keeps nothing.
type history struct {
	span  time.Duration
	users map[int][]pastAccount
	skus  map[int32][]pastCount
	// kept has the users in the order in which they were written.
	kept []keptUser
}

// keptUser says until when a version of a user was current.
type keptUser struct {
	user  int
	until time.Time
}

// pastAccount is a version that was current until a moment.
type pastAccount struct {
	until time.Time
	*account
}

type pastCount struct {
	until    time.Time
	consumed int
}

// extend makes the history reach back d.
func (h *history) extend(d time.Duration) {
	if d > h.span {
		h.span = d
	}
	if h.span > 0 && h.users == nil {
		h.users, h.skus = map[int][]pastAccount{}, map[int32][]pastCount{}
	}
}

// keep remembers user i, and the seats of what the user holds, before they are
// replaced.
func (h *history) keep(st *Store, i int, now time.Time) {
	if h.span == 0 {
		return
	}
	h.forget(now)
	h.users[i] = append(h.users[i], pastAccount{now, st.accounts[i]})
	h.kept = append(h.kept, keptUser{i, now})
	for n, s := range st.skus {
		h.keepCount(int32(n), s.consumed(), now)
	}
}

// forget lets go of the versions of users that no reader may have to see any more:
// a long run writes every user once, and would leave each of them there twice.
func (h *history) forget(now time.Time) {
	for len(h.kept) > 0 && now.Sub(h.kept[0].until) > h.span {
		user := h.kept[0].user
		h.kept = h.kept[1:]
		if rest := h.users[user][1:]; len(rest) > 0 {
			h.users[user] = rest
		} else {
			delete(h.users, user)
		}
	}
}

func (h *history) keepCount(n int32, consumed int, now time.Time) {
	old := h.skus[n]
	for len(old) > 0 && now.Sub(old[0].until) > h.span {
		old = old[1:]
	}
	if k := len(old); k > 0 && old[k-1].consumed == consumed {
		old = old[:k-1]
	}
	h.skus[n] = append(old, pastCount{now, consumed})
}

// seen gives user i as a reader sees it who lags behind by d; nil when there
// was none.
func (st *Store) seen(i int, d time.Duration, now time.Time) *account {
	if d > 0 {
		for _, p := range st.past.users[i] {
			if p.until.After(now.Add(-d)) {
				return p.account
			}
		}
	}
	return st.accounts[i]
}

// seenCount gives consumedUnits of SKU n in the same way.
func (st *Store) seenCount(n int32, d time.Duration, now time.Time) int {
	if d > 0 {
		for _, p := range st.past.skus[n] {
			if p.until.After(now.Add(-d)) {
				return p.consumed
			}
		}
	}
	return st.skus[n].consumed()
}
