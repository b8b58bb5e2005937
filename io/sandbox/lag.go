package sandbox

import (
	"sort"
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

func (l Lag) or(m Lag) Lag {
	return Lag{max(l.ByID, m.ByID), max(l.List, m.List), max(l.Counts, m.Counts), max(l.Location, m.Location)}
}

// history keeps what was true before the latest writes, oldest first, for as long
// as some reader may still have to see it. Without lag it keeps nothing.
type history struct {
	span   time.Duration
	before []before
}

// before is what a write replaced: a version of a user, and what was consumed of
// each SKU.
type before struct {
	until    time.Time
	user     int
	was      *account
	consumed []int
}

// keep remembers user i, and the seats, before they are replaced.
func (h *history) keep(st *Store, i int, now time.Time) {
	if h.span == 0 {
		return
	}
	for len(h.before) > 0 && now.Sub(h.before[0].until) > h.span {
		h.before = h.before[1:]
	}
	b := before{until: now, user: i, was: st.accounts[i]}
	for _, s := range st.skus {
		b.consumed = append(b.consumed, s.consumed())
	}
	h.before = append(h.before, b)
}

// unseen gives the writes that a reader does not see who lags behind by d.
func (h *history) unseen(d time.Duration, now time.Time) []before {
	if d == 0 {
		return nil
	}
	i := sort.Search(len(h.before), func(i int) bool { return h.before[i].until.After(now.Add(-d)) })
	return h.before[i:]
}

// seen gives user i as a reader sees it who lags behind by d; nil when there
// was none.
func (st *Store) seen(i int, d time.Duration, now time.Time) *account {
	for _, b := range st.past.unseen(d, now) {
		if b.user == i {
			return b.was
		}
	}
	return st.accounts[i]
}

// seenCount gives consumedUnits of SKU n in the same way.
func (st *Store) seenCount(n int32, d time.Duration, now time.Time) int {
	if unseen := st.past.unseen(d, now); len(unseen) > 0 && int(n) < len(unseen[0].consumed) {
		return unseen[0].consumed[n]
	}
	return st.skus[n].consumed()
}
