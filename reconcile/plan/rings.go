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
func (p *planner) breakRings() {
	for {
		free := p.shortSeats()
		if len(free) == 0 {
			return // nothing can run short
		}
		rings := order.Rings(p.seatChanges(free), free)
		if len(rings) == 0 {
			return
		}
		if p.in.Options.AllowGap {
			p.split(p.bestSplit(free, rings))
			continue
		}
		for _, r := range rings {
			p.reportRing(r)
		}
		p.dropRefused()
		p.settleSeats()
	}
}

// shortSeats gives the free seats of the licences of which the drafts take more.
func (p *planner) shortSeats() map[string]int {
	free := map[string]int{}
	for i := range p.skus {
		if n := p.skus[i].Balance(); p.knowsSeats(int32(i)) && p.ledger.take[i] > n {
			free[p.skus[i].ID] = n
		}
	}
	return free
}

// seatChanges gives the drafts as Order sees changes: those that take or free
// seats of licences that are short, one after the other. Where seats are tight there may
// be a million drafts, of which few have to do with that.
func (p *planner) seatChanges(free map[string]int) iter.Seq[order.Seats] {
	listed := func(out []string, skus iter.Seq[int32]) []string {
		for s := range skus {
			if _, short := free[p.skus[s].ID]; short {
				out = append(out, p.skus[s].ID)
			}
		}
		return out
	}
	return func(yield func(order.Seats) bool) {
		var c order.Seats
		for i := range p.changes {
			d := &p.changes[i]
			c.Takes, c.Releases = listed(c.Takes[:0], d.takes()), listed(c.Releases[:0], d.releases())
			if c.Change, c.Split = i, d.split; len(c.Takes)+len(c.Releases) > 0 && !yield(c) {
				return
			}
		}
	}
}

// bestSplit gives the draft whose split leaves the fewest in a ring: first of
// those in the rings, then of all.
func (p *planner) bestSplit(free map[string]int, rings []order.Ring) int {
	best, fewest := -1, len(p.changes)+1
	tried := map[string]bool{}
	try := func(i int) {
		d := &p.changes[i]
		takes, releases := p.skuIDs(d.takes()), p.skuIDs(d.releases())
		key := strings.Join(takes, " ") + "|" + strings.Join(releases, " ")
		if tried[key] || d.split || len(takes) == 0 || len(releases) == 0 {
			return
		}
		tried[key] = true
		d.split = true
		left := 0
		for _, r := range order.Rings(p.seatChanges(free), free) {
			left += len(r.Changes)
		}
		d.split = false
		if left < fewest {
			best, fewest = i, left
		}
	}
	for _, r := range rings {
		for _, i := range r.Changes {
			try(i)
		}
	}
	for i := range p.changes {
		try(i)
	}
	return best
}

func (p *planner) split(i int) {
	d := &p.changes[i]
	d.split = true
	who := p.who(d)
	p.note(who, reconcile.Finding{Code: reconcile.CodeSeatRing, At: who.first,
		Message: reconcile.Say("The change is made in two calls to break a ring of swaps: for a moment the user is without the licences that change."),
		Hint:    reconcile.Say("One spare seat would spare them that.")})
}

func (p *planner) reportRing(r order.Ring) {
	names := make([]string, len(r.SKUs))
	for i, id := range r.SKUs {
		names[i] = p.licenseName(p.skuAt[id])
	}
	slices.Sort(names)
	for _, i := range r.Changes {
		p.who(&p.changes[i]).refused = true
	}
	severity := reconcile.Error
	if p.in.Options.SkipInvalid {
		severity = reconcile.Warning
	}
	p.leftOut(r.Changes, reconcile.Finding{Severity: severity, Code: reconcile.CodeSeatRing, At: p.who(&p.changes[r.Changes[0]]).first,
		Message: reconcile.Say("%s, and none is spare: %s.",
			reconcile.Count(len(r.Changes), "%d change waits for each other's seats", "%d changes wait for each other's seats"), p.listDrafts(r.Changes)),
		Hint: reconcile.Say("One spare seat of %s breaks the ring; --allow-gap does without, and takes the licences of as few users as can be away for a moment.", reconcile.OrOf(names))})
}
