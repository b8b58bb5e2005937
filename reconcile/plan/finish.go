package plan

import (
	"slices"
	"strings"

	"licet/reconcile"
)

// finish turns drafts into changes that stand alone, and counts.
func (p *planner) finish() *reconcile.Plan {
	plan := &reconcile.Plan{Options: p.planOptions(), LeftAlone: p.left, Removals: p.removed}
	plan.Seats = p.seatRows()
	plan.Costs = reconcile.CostsOf(plan.Seats, p.in.Prices)
	plan.Changes = p.sortedChanges()
	plan.Apps = p.namedApps(plan.Changes)
	plan.Findings = p.settled()
	plan.Summary = p.summary(plan)
	return plan
}

func (p *planner) planOptions() reconcile.PlanOptions {
	o := reconcile.PlanOptions{Mode: p.in.Options.Mode, Scope: p.in.Options.Scope, ManageAll: p.in.Options.ManageAll, Manage: []string{}}
	for sku := range p.skus {
		if p.managed.covers(int32(sku)) {
			o.Manage = append(o.Manage, p.skus[sku].ID)
		}
	}
	slices.Sort(o.Manage)
	return o
}

// namedApps gives the names of the plans that changes mention.
func (p *planner) namedApps(cs []reconcile.Change) []reconcile.PlanName {
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
	for id := range seen {
		names = append(names, p.in.Names.Plan(id))
	}
	slices.SortFunc(names, func(a, b reconcile.PlanName) int { return strings.Compare(a.ID, b.ID) })
	return names
}

func (p *planner) summary(plan *reconcile.Plan) reconcile.Summary {
	s := reconcile.Sum(plan.Changes, plan.Findings)
	s.Users = p.usersInScope()
	refused := 0
	for i := range p.people {
		who := &p.people[i]
		if !who.refused && !p.refused {
			continue
		}
		s.LeftOut++
		if who.user >= 0 {
			refused++
		}
	}
	s.Unchanged = s.Users - s.Changes - refused
	if p.refused {
		s.Unchanged = 0
	}
	return s
}

func (p *planner) usersInScope() int {
	if p.in.Options.Scope == reconcile.ScopeTenant {
		return p.in.Agreed.Users + len(p.tenant.Users) + len(p.unlisted)
	}
	n := p.in.Agreed.Users
	for i := range p.people {
		if p.people[i].user >= 0 {
			n++
		}
	}
	return n
}

// noteUnjudged says what the source of current assignments cannot tell.
func (p *planner) noteUnjudged() {
	k := p.tenant.Knows
	var missing []reconcile.Word
	for _, x := range []struct {
		known bool
		what  reconcile.Word
	}{{k.Seats, "seats"}, {k.Origin, "licences that come through groups"}, {k.Locations, "usage locations"}, {k.Apps, "apps"}, {k.Accounts, "disabled, guest and deleted accounts"}} {
		if !x.known {
			missing = append(missing, x.what)
		}
	}
	if len(missing) > 0 {
		p.found.add(reconcile.Finding{Severity: reconcile.Note, Code: reconcile.CodeNotJudged,
			Message: reconcile.Say("The source of the current assignments does not tell %s: these are not judged.", reconcile.OrOf(missing)),
			Hint:    reconcile.Say("Plan against the tenant or a snapshot before you apply.")})
	}
}
