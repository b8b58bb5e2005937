package sandbox

import (
	"maps"
	"time"
)

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
	users map[int][]past[*account]
	skus  map[int32][]past[int]
	swept time.Time
}

// past is what was so until a moment.
type past[T any] struct {
	until time.Time
	was   T
}

// extend makes the history reach back d.
func (h *history) extend(d time.Duration) {
	h.span = max(h.span, d)
	if h.span > 0 && h.users == nil {
		h.users, h.skus = map[int][]past[*account]{}, map[int32][]past[int]{}
	}
}

// keep remembers user i, and the seats of what the user holds, before they are
// replaced.
func (h *history) keep(st *Store, i int, now time.Time) {
	if h.span == 0 {
		return
	}
	h.sweep(now)
	h.users[i] = append(h.users[i], past[*account]{now, st.accounts[i]})
	for n, s := range st.skus {
		old := recent(h.skus[int32(n)], now, h.span)
		if k := len(old); k > 0 && old[k-1].was == s.consumed() {
			old = old[:k-1]
		}
		h.skus[int32(n)] = append(old, past[int]{now, s.consumed()})
	}
}

// sweep lets go, now and then, of the versions of users that no reader may have to
// see any more: a long run writes every user once, and would leave each of them
// there twice.
func (h *history) sweep(now time.Time) {
	if now.Sub(h.swept) <= h.span {
		return
	}
	h.swept = now
	for user, old := range h.users {
		h.users[user] = recent(old, now, h.span)
	}
	maps.DeleteFunc(h.users, func(_ int, old []past[*account]) bool { return len(old) == 0 })
}

// recent leaves out what nobody sees any more.
func recent[T any](old []past[T], now time.Time, span time.Duration) []past[T] {
	for len(old) > 0 && now.Sub(old[0].until) > span {
		old = old[1:]
	}
	return old
}

// lagging gives what a reader sees who lags behind by d: what was so then, or what
// is so now.
func lagging[T any](old []past[T], d time.Duration, now time.Time, current T) T {
	for _, p := range old {
		if d > 0 && p.until.After(now.Add(-d)) {
			return p.was
		}
	}
	return current
}

// seen gives user i as a reader sees it who lags behind by d; nil when there
// was none.
func (st *Store) seen(i int, d time.Duration, now time.Time) *account {
	return lagging(st.past.users[i], d, now, st.accounts[i])
}

// seenCount gives consumedUnits of SKU n in the same way.
func (st *Store) seenCount(n int32, d time.Duration, now time.Time) int {
	return lagging(st.past.skus[n], d, now, st.skus[n].consumed())
}
