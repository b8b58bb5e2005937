package reconcile

import (
	"iter"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// finish turns drafts into changes that stand alone, and counts.
func (p *planner) finish() *Plan {
	plan := &Plan{Options: p.planOptions(), LeftAlone: p.left, Removals: p.removed}
	plan.Seats = p.seatRows()
	plan.Costs = CostsOf(plan.Seats, p.in.Prices)
	plan.Changes = p.sortedChanges()
	plan.Apps = p.namedApps(plan.Changes)
	plan.Findings = p.settled()
	plan.Summary = p.summary(plan)
	return plan
}

// sortedChanges gives the changes by user principal name.
func (p *planner) sortedChanges() []Change {
	type place struct {
		name  string
		draft int
	}
	order := make([]place, len(p.changes))
	for i := range p.changes {
		order[i] = place{foldUser(p.user(p.changes[i].user).UserPrincipalName), i}
	}
	slices.SortFunc(order, func(a, b place) int {
		if c := strings.Compare(a.name, b.name); c != 0 {
			return c
		}
		return strings.Compare(p.user(p.changes[a.draft].user).ID, p.user(p.changes[b.draft].user).ID)
	})
	changes := make([]Change, len(order))
	var next atomic.Int32
	var wait sync.WaitGroup
	const stretch = 256
	for range workers() {
		wait.Go(func() {
			for from := int(next.Add(stretch)) - stretch; from < len(order); from = int(next.Add(stretch)) - stretch {
				for i := from; i < min(from+stretch, len(order)); i++ {
					changes[i] = p.change(&p.changes[order[i].draft])
				}
			}
		})
	}
	wait.Wait()
	return changes
}

func (p *planner) planOptions() PlanOptions {
	o := PlanOptions{Mode: p.in.Options.Mode, Scope: p.in.Options.Scope, ManageAll: p.in.Options.ManageAll, Manage: []string{}}
	for sku := range p.skus {
		if p.managed.covers(int32(sku)) {
			o.Manage = append(o.Manage, p.skus[sku].ID)
		}
	}
	slices.Sort(o.Manage)
	return o
}

func (p *planner) change(d *draft) Change {
	u, who := p.user(d.user), p.who(d)
	c := Change{
		User:             UserRef{ID: u.ID, UserPrincipalName: u.UserPrincipalName, DisplayName: u.DisplayName},
		Assign:           p.holdings(d.assign),
		Unassign:         p.holdings(d.unassign),
		SetUsageLocation: d.location,
		Before:           p.directHoldings(u),
		Takes:            p.skuIDs(d.takes()),
		Releases:         p.skuIDs(d.releases()),
		Split:            d.split,
	}
	for _, x := range d.update {
		c.Update = append(c.Update, Update{SKUID: p.skus[x.sku].ID, DisabledPlans: x.disabled, Was: x.was})
	}
	slices.SortFunc(c.Update, func(a, b Update) int { return strings.Compare(a.SKUID, b.SKUID) })
	if n := len(who.rows) + len(who.countries); n > 0 {
		c.Sources = make([]Place, 0, n)
	}
	for _, s := range who.rows {
		c.Sources = append(c.Sources, p.sheets.place(s.at))
	}
	for _, l := range who.countries {
		c.Sources = append(c.Sources, p.sheets.place(l.at))
	}
	slices.SortFunc(c.Sources, Place.Compare)
	c.Sources = slices.Compact(c.Sources)
	return c
}

func (p *planner) holdings(hs []held) []Holding {
	if len(hs) == 0 {
		return nil
	}
	out := make([]Holding, len(hs))
	for i, h := range hs {
		out[i] = Holding{SKUID: p.skus[h.sku].ID, DisabledPlans: h.disabled}
	}
	SortHoldings(out)
	return out
}

func (p *planner) directHoldings(u *User) []Holding {
	n := directCount(u)
	if n == 0 {
		return nil
	}
	out := make([]Holding, 0, n)
	for _, a := range u.Assignments {
		if a.Group == Direct {
			out = append(out, Holding{SKUID: p.skus[a.SKU].ID, DisabledPlans: a.DisabledPlans})
		}
	}
	SortHoldings(out)
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

// namedApps gives the names of the plans that changes mention.
func (p *planner) namedApps(cs []Change) []PlanName {
	seen := map[string]bool{}
	add := func(ids []string) {
		for _, id := range ids {
			seen[id] = true
		}
	}
	for i := range cs {
		for _, hs := range [][]Holding{cs[i].Assign, cs[i].Unassign, cs[i].Before} {
			for _, h := range hs {
				add(h.DisabledPlans)
			}
		}
		for _, u := range cs[i].Update {
			add(u.DisabledPlans)
			add(u.Was)
		}
	}
	names := make([]PlanName, 0, len(seen))
	for id := range seen {
		names = append(names, p.in.Names.Plan(id))
	}
	slices.SortFunc(names, func(a, b PlanName) int { return strings.Compare(a.ID, b.ID) })
	return names
}

func (p *planner) summary(plan *Plan) Summary {
	s := Summary{Changes: len(plan.Changes), Users: p.usersInScope()}
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
	for i := range plan.Changes {
		c := &plan.Changes[i]
		s.Assign += len(c.Assign)
		s.Update += len(c.Update)
		s.Unassign += len(c.Unassign)
		if c.SetUsageLocation != nil {
			s.SetLocation++
		}
	}
	s.Errors, s.Warnings = CountFindings(plan.Findings)
	return s
}

func (p *planner) usersInScope() int {
	if p.in.Options.Scope == ScopeTenant {
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
	var missing []string
	for _, x := range []struct {
		known bool
		what  Text
	}{{k.Seats, "seats"}, {k.Origin, "licences that come through groups"}, {k.Locations, "usage locations"}, {k.Apps, "apps"}, {k.Accounts, "disabled, guest and deleted accounts"}} {
		if !x.known {
			missing = append(missing, p.in.Phrases.Text(x.what))
		}
	}
	if len(missing) > 0 {
		p.found.add(Finding{Severity: Note, Code: CodeNotJudged,
			Message: p.say("The source of the current assignments does not tell %s: these are not judged.", p.in.Phrases.Or(missing)),
			Hint:    p.say("Plan against the tenant or a snapshot before you apply.")})
	}
}
