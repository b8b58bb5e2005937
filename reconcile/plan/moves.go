package plan

import (
	"iter"
	"slices"
	"strings"

	"licet/reconcile"
)

// moves is what a draft does to a user.
type moves struct {
	assign   []held
	update   []draftUpdate
	unassign []held
	location *reconcile.Location
}

// held is a licence that a user holds in some way, or that a draft gives or takes
// away.
type held struct {
	sku int32
	// seat: with the licence a seat is taken, or freed. Whoever has it through a
	// group as well frees none.
	seat     bool
	disabled []string
}

type draftUpdate struct {
	sku           int32
	disabled, was []string
}

func (m *moves) isEmpty() bool { return !m.touchesLicenses() && m.location == nil }

func (m *moves) touchesLicenses() bool { return len(m.assign)+len(m.update)+len(m.unassign) > 0 }

// takes gives the licences of which a seat is taken.
func (m *moves) takes() iter.Seq[int32] { return seats(m.assign) }

// releases gives the licences of which a seat is freed.
func (m *moves) releases() iter.Seq[int32] { return seats(m.unassign) }

// seats gives the licences that come or go with a seat.
func seats(hs []held) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		for i := range hs {
			if hs[i].seat && !yield(hs[i].sku) {
				return
			}
		}
	}
}

// write gives the part of a change that says what is done, and not to whom.
func (p *planner) write(m *moves) reconcile.Change {
	c := reconcile.Change{
		Assign:           p.holdings(m.assign),
		Unassign:         p.holdings(m.unassign),
		SetUsageLocation: m.location,
		Takes:            p.skuIDs(m.takes()),
		Releases:         p.skuIDs(m.releases()),
	}
	for _, x := range m.update {
		c.Update = append(c.Update, reconcile.Update{SKUID: p.skus[x.sku].ID, DisabledPlans: x.disabled, Was: x.was})
	}
	slices.SortFunc(c.Update, func(a, b reconcile.Update) int { return strings.Compare(a.SKUID, b.SKUID) })
	return c
}

func (p *planner) holdings(hs []held) []reconcile.Holding {
	if len(hs) == 0 {
		return nil
	}
	out := make([]reconcile.Holding, len(hs))
	for i, h := range hs {
		out[i] = reconcile.Holding{SKUID: p.skus[h.sku].ID, DisabledPlans: h.disabled}
	}
	reconcile.SortHoldings(out)
	return out
}

func (p *planner) skuIDs(skus iter.Seq[int32]) []string {
	var ids []string
	for s := range skus {
		ids = append(ids, p.skus[s].ID)
	}
	slices.Sort(ids)
	return ids
}
