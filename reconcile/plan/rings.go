package plan

import (
	"iter"
	"slices"
	"strings"

	"licet/reconcile"
	"licet/reconcile/order"
)

// breakRings finds swaps that wait for each other's seats. With AllowGap it
// marks the fewest changes to be split; otherwise their users are left out,
// which may leave others without the seats that they counted on.
func (s *seats) breakRings() {
	for {
		free := s.free()
		if len(free) == 0 {
			return // nothing can run short
		}
		rings := order.Rings(s.ofShort(free), free)
		if len(rings) == 0 {
			return
		}
		if s.options.AllowGap {
			s.split(s.bestSplit(free, rings))
			continue
		}
		for _, r := range rings {
			s.reportRing(r)
		}
		s.dropRefused()
		s.settle()
	}
}

// free gives the free seats of the licences of which the drafts take more.
func (s *seats) free() map[string]int {
	free := map[string]int{}
	for id, n := range s.take {
		if sku := s.sku(id); sku != nil && n > sku.Balance() {
			free[id] = sku.Balance()
		}
	}
	return free
}

// ofShort gives the drafts that take or free seats of licences that are short, one
// after the other. Where seats are tight there may be a million drafts, of which few
// have to do with that.
func (s *seats) ofShort(free map[string]int) iter.Seq[order.Seats] {
	listed := func(out, ids []string) []string {
		for _, id := range ids {
			if _, short := free[id]; short {
				out = append(out, id)
			}
		}
		return out
	}
	return func(yield func(order.Seats) bool) {
		var c order.Seats
		for i := range s.drafts {
			d := &s.drafts[i]
			c.Takes, c.Releases = listed(c.Takes[:0], d.change.Takes), listed(c.Releases[:0], d.change.Releases)
			if c.Change, c.Split = i, d.split; len(c.Takes)+len(c.Releases) > 0 && !yield(c) {
				return
			}
		}
	}
}

// bestSplit gives the draft whose split leaves the fewest in a ring: first of
// those in the rings, then of all.
func (s *seats) bestSplit(free map[string]int, rings []order.Ring) int {
	best, fewest := -1, len(s.drafts)+1
	tried := map[string]bool{}
	try := func(i int) {
		d := &s.drafts[i]
		takes, releases := d.change.Takes, d.change.Releases
		key := strings.Join(takes, " ") + "|" + strings.Join(releases, " ")
		if tried[key] || d.split || len(takes) == 0 || len(releases) == 0 {
			return
		}
		tried[key] = true
		d.split = true
		stuck := 0
		for _, r := range order.Rings(s.ofShort(free), free) {
			stuck += len(r.Changes)
		}
		d.split = false
		if stuck < fewest {
			best, fewest = i, stuck
		}
	}
	for _, r := range rings {
		for _, i := range r.Changes {
			try(i)
		}
	}
	for i := range s.drafts {
		try(i)
	}
	return best
}

func (s *seats) split(i int) {
	s.drafts[i].split = true
	s.people.report(s.who(i), problem{reconcile.Note, reconcile.CodeSeatRing, spot{line: firstLine},
		reconcile.Say("The change is made in two calls to break a ring of swaps: for a moment the user is without the licences that change."),
		reconcile.Say("One spare seat would avoid that.")})
}

func (s *seats) reportRing(r order.Ring) {
	names := make([]string, len(r.SKUs))
	for i, id := range r.SKUs {
		names[i] = s.licenses.name(s.licenses.at[id])
	}
	slices.Sort(names)
	for _, i := range r.Changes {
		s.who(i).refused = true
	}
	severity := reconcile.Error
	if s.options.SkipInvalid {
		severity = reconcile.Warning
	}
	s.leftOut(r.Changes, reconcile.Finding{Severity: severity, Code: reconcile.CodeSeatRing, At: s.who(r.Changes[0]).first,
		Message: reconcile.Say("%s, and none is spare: %s.",
			reconcile.Count(len(r.Changes), "%d change waits for each other's seats", "%d changes wait for each other's seats"), s.list(r.Changes)),
		Hint: reconcile.Say("One spare seat of %s breaks the ring; --allow-gap does without, and removes the licences of as few users as possible for a moment.", reconcile.OrOf(names))})
}
