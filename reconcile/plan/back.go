package plan

import (
	"slices"
	"strings"

	"licet/reconcile"
)

// Back makes the plan of the way back from a run. in.Tenant has the users whom the run
// changed, and no others; in.Sheets, Mode and Scope do not count. The licences are
// given, there are no wishes to settle; from there on it is the way of any plan:
// what Graph would refuse is found here, seats are allotted, consequences told,
// removals counted. Who cannot be led back is left as they are, with a warning: that
// keeps nobody else from getting back what they had.
func Back(in Input, way *reconcile.WayBack) (*reconcile.Plan, error) {
	in.Options.Mode, in.Options.Scope, in.Options.SkipInvalid = reconcile.Exact, reconcile.ScopeSheet, true
	licenses, err := settleOptions(&in)
	if err != nil {
		return nil, err
	}
	b := &built{in: in, licenses: licenses}
	o, n := &b.in.Options, &b.notes
	n.all = slices.Clone(way.Findings)
	b.people = &people{tenant: in.Tenant, notes: n}
	b.rules = newRules(in.Tenant, in.Catalog, licenses, make([]wishes, 1), o)
	b.seats = allot(b.draftsBack(way.Changes), b.people, licenses, o, n)
	b.removals = limit(b.seats.drafts, b.directAssignments(), b.rules, n)
	p := b.finish()
	restoreSources(p.Changes, way.Changes)
	s := &p.Summary
	s.Users, s.LeftOut = way.Users, s.LeftOut+way.LeftAlone
	s.Unchanged = s.Users - s.Changes - s.LeftOut
	return p, nil
}

// directAssignments counts those of the users of a run.
func (b *built) directAssignments() (n int) {
	for i := range b.in.Tenant.Users {
		n += len(b.rules.direct(b.in.Tenant.Assignments(&b.in.Tenant.Users[i])))
	}
	return n
}

// restoreSources gives changes the rows that once led to what they take back.
func restoreSources(changes, from []reconcile.Change) {
	sources := make(map[string][]reconcile.Place, len(from))
	for i := range from {
		sources[strings.ToLower(from[i].User.ID)] = from[i].Sources
	}
	for i := range changes {
		changes[i].Sources = sources[strings.ToLower(changes[i].User.ID)]
	}
}

func (b *built) draftsBack(changes []reconcile.Change) []draft {
	users := make(map[string]int32, len(b.in.Tenant.Users))
	for i := range b.in.Tenant.Users {
		users[strings.ToLower(b.in.Tenant.Users[i].ID)] = int32(i)
	}
	d := &decider{people: b.people, rules: b.rules, back: true}
	for i := range changes {
		c := &changes[i]
		user, ok := users[strings.ToLower(c.User.ID)]
		if !ok {
			panic("plan: a user of the run is not in the tenant")
		}
		who := person{user: user}
		if len(c.Sources) > 0 {
			who.first = c.Sources[0]
		}
		d.people.all = append(d.people.all, who)
		d.draftBack(int32(i), c)
	}
	return d.drafts
}

// draftBack drafts the way back of a person.
func (d *decider) draftBack(i int32, c *reconcile.Change) {
	who := &d.people.all[i]
	u := d.people.user(who.user)
	g := goingBack{rules: d.rules, as: d.people.tenant.Assignments(u), to: &outcome{}}
	g.take(c)
	d.people.report(who, g.lost...)
	who.refused = len(g.lost) > 0 && (len(c.Unassign) > 0 || !g.to.change.TouchesLicenses())
	if who.refused {
		return
	}
	d.people.report(who, g.to.problems...)
	x := draft{who: i, outcome: g.to}
	x.location = d.location(who, u, g.to, location{code: backTo(c), at: spot{line: firstLine}})
	if !g.to.change.TouchesLicenses() && x.location == nil {
		return
	}
	d.drafts = append(d.drafts, x)
	d.checkAccount(who, u, g.to)
	d.checkWayBack(who, u, &x)
}

func backTo(c *reconcile.Change) string {
	if c.SetUsageLocation == nil {
		return ""
	}
	return c.SetUsageLocation.To
}

// goingBack makes an outcome of the licences of a way back.
type goingBack struct {
	*rules
	as []reconcile.Assignment
	to *outcome
	// lost says of licences why they cannot be assigned again.
	lost problems
}

func (g *goingBack) take(c *reconcile.Change) {
	g.to.change.Before = g.direct(g.as)
	have := waysOf(g.as, g.tenant)
	ways := func(sku int32) *ways {
		i := slices.IndexFunc(have, func(h ways) bool { return h.sku == sku })
		if i < 0 {
			return nil
		}
		return &have[i]
	}
	for _, h := range c.Unassign {
		g.remove(g.to, ways(g.number(h.SKUID)), spot{})
	}
	for _, u := range c.Update {
		sku := g.number(u.SKUID)
		g.keep(g.to, ways(sku), g.wish(sku, u.DisabledPlans))
	}
	for _, h := range c.Assign {
		sku := g.number(h.SKUID)
		g.give(g.wish(sku, h.DisabledPlans), ways(sku))
	}
	g.finish(g.to, g.as)
	for i := range g.to.problems {
		// What the tables of conflicts are against the user had before the run.
		g.to.problems[i].severity = min(g.to.problems[i].severity, reconcile.Warning)
	}
}

// number gives the index of a licence, which the tenant may not have any more.
func (g *goingBack) number(id string) int32 {
	if i, ok := g.licenses.at[id]; ok {
		return i
	}
	c := reconcile.Candidate{SKUID: id, PartNumber: id, Name: id}
	if found := g.licenses.names.License(id); len(found) == 1 {
		c = found[0]
	}
	return g.licenses.number(c)
}

// wish wants a licence with just these apps off, as far as it still has them.
func (g *goingBack) wish(sku int32, off []string) *wish {
	return &wish{sku: sku, want: true, at: spot{line: firstLine}, apps: &appsRule{kind: appsAllBut, off: g.licenses.within(sku, off)}}
}

// give assigns a licence that the run removed, be it that the user has it through a
// group as well: so it was, or the group came since.
func (g *goingBack) give(x *wish, h *ways) {
	one := &outcome{}
	switch {
	case h == nil:
		g.assign(one, x, g.as)
	case len(h.inherited) > 0:
		g.assign(one, x, g.as)
		one.change.Takes = nil
		one.problems.add(reconcile.Note, reconcile.CodeRedundantDirect, x.at,
			reconcile.Say("%s comes %s as well; the direct assignment is brought back beside it.", g.licenses.name(x.sku), g.throughGroups(h)),
			reconcile.Say("It takes no seat. Without it the user would lose the licence with the group."))
	default:
		g.named(one, h, x, g.as)
	}
	for _, p := range one.problems {
		if p.severity == reconcile.Error {
			g.lost.add(reconcile.Warning, p.code, p.at, reconcile.Sentences(p.message, reconcile.Say("The user does not get it back.")), p.hint)
			return
		}
	}
	g.to.problems = append(g.to.problems, one.problems...)
	g.to.change.Assign = append(g.to.change.Assign, one.change.Assign...)
	g.to.change.Takes = append(g.to.change.Takes, one.change.Takes...)
}
