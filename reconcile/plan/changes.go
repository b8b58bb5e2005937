package plan

import (
	"slices"
	"strings"

	"licet/reconcile"
)

// sortedChanges turns drafts into changes that stand alone, by user principal name.
func (p *planner) sortedChanges() []reconcile.Change {
	order := p.draftsByName()
	changes := make([]reconcile.Change, len(order))
	before := map[int32][]reconcile.Holding{} // by User.Holds
	for i, at := range order {
		d, c := &p.changes[at], &changes[i]
		*c = p.write(&d.moves)
		u := p.user(d.user)
		c.User = reconcile.UserRef{ID: u.ID, UserPrincipalName: u.UserPrincipalName, DisplayName: u.DisplayName}
		held, ok := before[u.Holds]
		if !ok {
			held = p.directHoldings(u)
			before[u.Holds] = held
		}
		c.Before = held
		c.Sources = p.sources(p.who(d))
		c.Split = d.split
	}
	return changes
}

// draftsByName gives the drafts in the order of the plan, by their places in
// p.changes.
func (p *planner) draftsByName() []int32 {
	names, order := make([]string, len(p.changes)), make([]int32, len(p.changes))
	for i := range p.changes {
		names[i], order[i] = reconcile.FoldUser(p.user(p.changes[i].user).UserPrincipalName), int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		if c := strings.Compare(names[a], names[b]); c != 0 {
			return c
		}
		return strings.Compare(p.user(p.changes[a].user).ID, p.user(p.changes[b].user).ID)
	})
	return order
}

// sources gives the rows that name a person.
func (p *planner) sources(who *person) []reconcile.Place {
	n := len(who.rows) + len(who.countries)
	if n == 0 {
		return nil
	}
	sources := make([]reconcile.Place, 0, n)
	for _, s := range who.rows {
		sources = append(sources, s.at)
	}
	for _, l := range who.countries {
		sources = append(sources, l.at)
	}
	slices.SortFunc(sources, reconcile.Place.Compare)
	return slices.Compact(sources)
}

// directHoldings gives what a user holds directly, by SKU.
func (p *planner) directHoldings(u *reconcile.User) []reconcile.Holding {
	var out []reconcile.Holding
	for _, a := range p.tenant.Assignments(u) {
		if a.Group == reconcile.Direct {
			out = append(out, reconcile.Holding{SKUID: p.skus[a.SKU].ID, DisabledPlans: a.DisabledPlans})
		}
	}
	reconcile.SortHoldings(out)
	return out
}
