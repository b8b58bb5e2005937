package plan

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"licet/reconcile"
)

// finish turns drafts into changes that stand alone, and counts.
func (b *built) finish() *reconcile.Plan {
	p := &reconcile.Plan{Options: b.options(), LeftAlone: b.left, Removals: b.removals}
	p.Seats = b.seats.rows()
	p.Costs = reconcile.CostsOf(p.Seats, b.in.Prices)
	p.Changes = b.changes()
	p.Apps = b.namedApps(p.Changes)
	p.Findings = b.notes.sorted(&b.in.Options)
	p.Summary = b.summary(p)
	return p
}

func (b *built) options() reconcile.PlanOptions {
	in := &b.in.Options
	o := reconcile.PlanOptions{Mode: in.Mode, Scope: in.Scope, ManageAll: in.ManageAll, Manage: []string{}}
	for sku := range b.licenses.skus {
		if b.licenses.covers(int32(sku)) {
			o.Manage = append(o.Manage, b.licenses.id(int32(sku)))
		}
	}
	slices.Sort(o.Manage)
	return o
}

// changes gives changes that stand alone, by user principal name.
func (b *built) changes() []reconcile.Change {
	drafts := b.seats.drafts
	names, sorted := make([]string, len(drafts)), make([]int32, len(drafts))
	user := func(i int32) *reconcile.User { return b.people.user(b.people.all[drafts[i].who].user) }
	for i := range sorted {
		sorted[i] = int32(i)
		names[i] = reconcile.FoldUser(user(int32(i)).UserPrincipalName)
	}
	slices.SortFunc(sorted, func(x, y int32) int {
		return cmp.Or(strings.Compare(names[x], names[y]), strings.Compare(user(x).ID, user(y).ID))
	})
	changes := make([]reconcile.Change, len(drafts))
	for i, at := range sorted {
		d, u := &drafts[at], user(at)
		c := d.change
		c.User = reconcile.UserRef{ID: u.ID, UserPrincipalName: u.UserPrincipalName, DisplayName: u.DisplayName}
		c.Sources = b.sources(&b.people.all[d.who])
		c.SetUsageLocation, c.Split = d.location, d.split
		changes[i] = c
	}
	return changes
}

// sources gives the cells that name a person.
func (b *built) sources(who *person) []reconcile.Place {
	w := &b.rules.wishes[who.wishes]
	sources := make([]reconcile.Place, 0, len(w.statements)+len(w.locations))
	for _, s := range w.statements {
		sources = append(sources, b.people.place(who, s.at))
	}
	for _, l := range w.locations {
		sources = append(sources, b.people.place(who, l.at))
	}
	slices.SortFunc(sources, reconcile.Place.Compare)
	return slices.Compact(sources)
}

// namedApps gives the names of the plans that changes mention.
func (b *built) namedApps(cs []reconcile.Change) []reconcile.PlanName {
	seen := map[string]bool{}
	add := func(ids []string) {
		for _, id := range ids {
			seen[id] = true
		}
	}
	for i := range cs {
		for _, hs := range [][]reconcile.Holding{cs[i].Assign, cs[i].Unassign, cs[i].Before} {
			for _, h := range hs {
				add(h.DisabledPlans)
			}
		}
		for _, u := range cs[i].Update {
			add(u.DisabledPlans)
			add(u.Was)
		}
	}
	names := make([]reconcile.PlanName, 0, len(seen))
	for _, id := range slices.Sorted(maps.Keys(seen)) {
		names = append(names, b.in.Names.Plan(id))
	}
	return names
}

func (b *built) summary(p *reconcile.Plan) reconcile.Summary {
	s := reconcile.Sum(p.Changes, p.Findings)
	known, refused := 0, 0
	for i := range b.people.all {
		who := &b.people.all[i]
		if who.user >= 0 {
			known++
		}
		if who.refused || b.notes.refused {
			s.LeftOut++
			if who.user >= 0 {
				refused++
			}
		}
	}
	s.Users = b.in.Agreed.Users + known
	if b.in.Options.Scope == reconcile.ScopeTenant {
		s.Users = b.in.Agreed.Users + len(b.people.ofUser)
	}
	if !b.notes.refused {
		s.Unchanged = s.Users - s.Changes - refused
	}
	return s
}
