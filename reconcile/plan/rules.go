package plan

import (
	"slices"
	"strings"

	"licet/reconcile"
)

// rules decide what becomes of the licences of a user, once for each pair of what is
// wanted and what is held: both are few, whatever the number of users.
type rules struct {
	tenant    *reconcile.Tenant
	licenses  *licenses
	wishes    []wishes
	options   *reconcile.Options
	conflicts *conflicts
	coverage  *reconcile.Coverage
	covered   map[[2]string]bool // by coverage: whether the first covers the second
	outcomes  map[pair]*outcome
}

// pair is an index of rules.wishes and one of Tenant.Holdings.
type pair struct{ wishes, holds int32 }

func newRules(t *reconcile.Tenant, c *reconcile.Catalog, l *licenses, w []wishes, o *reconcile.Options) *rules {
	return &rules{tenant: t, licenses: l, wishes: w, options: o, conflicts: newConflicts(c, l),
		coverage: reconcile.NewCoverage(c), covered: map[[2]string]bool{}, outcomes: map[pair]*outcome{}}
}

// outcome gives what is decided for a user with these wishes.
func (r *rules) outcome(w int32, u *reconcile.User) *outcome {
	key := pair{w, u.Holds}
	o, ok := r.outcomes[key]
	if !ok {
		o = r.decide(&r.wishes[w], r.tenant.Assignments(u))
		r.outcomes[key] = o
	}
	return o
}

func (r *rules) decide(w *wishes, as []reconcile.Assignment) *outcome {
	have := waysOf(as, r.tenant)
	o := &outcome{decisions: make([]decision, 0, len(have)+len(w.list))}
	o.change.Before = r.direct(as)
	for i := range have {
		h := &have[i]
		if x := w.of(h.sku); x != nil {
			r.named(o, h, x, as)
		} else if r.unwanted(w, h.sku) {
			o.concerned = true
			r.remove(o, h, w.noneAt)
		} else {
			r.leave(o, h, w)
		}
	}
	for i := range w.list {
		x := &w.list[i]
		switch {
		case slices.ContainsFunc(have, func(h ways) bool { return h.sku == x.sku }):
		case x.want:
			r.assign(o, x, as)
		default:
			o.decided(x.sku, x.at, "not wanted and not assigned: nothing to do")
		}
	}
	r.finish(o, as)
	return o
}

// finish puts the change in order and judges what it leaves.
func (r *rules) finish(o *outcome, as []reconcile.Assignment) {
	c := &o.change
	reconcile.SortHoldings(c.Assign)
	reconcile.SortHoldings(c.Unassign)
	slices.SortFunc(c.Update, func(a, b reconcile.Update) int { return strings.Compare(a.SKUID, b.SKUID) })
	slices.Sort(c.Takes)
	slices.Sort(c.Releases)
	if !c.TouchesLicenses() {
		return
	}
	before := make([]reconcile.Holding, 0, len(as)) // a licence as often as there are ways
	after := make([]reconcile.Holding, 0, len(as)+len(c.Assign))
	for _, a := range as {
		if h := (reconcile.Holding{SKUID: r.licenses.id(a.SKU), DisabledPlans: a.DisabledPlans}); a.Held() {
			before = append(before, h)
			if a.Group != reconcile.Direct {
				after = append(after, h)
			}
		}
	}
	after = append(after, c.On(c.Before)...)
	o.losesAll = len(c.Unassign) > 0 && len(after) == 0
	r.conflicts.check(&o.problems, before, after)
	o.covered = r.coveredBy(c, after)
}

// direct gives what is held directly, by SKU.
func (r *rules) direct(as []reconcile.Assignment) []reconcile.Holding {
	out := make([]reconcile.Holding, 0, len(as))
	for _, a := range as {
		if a.Group == reconcile.Direct {
			out = append(out, reconcile.Holding{SKUID: r.licenses.id(a.SKU), DisabledPlans: a.DisabledPlans})
		}
	}
	reconcile.SortHoldings(out)
	return out
}

// unwanted reports whether a licence that the user has directly, and of which
// no row of theirs speaks, is to go.
func (r *rules) unwanted(w *wishes, sku int32) bool {
	return w.none && r.licenses.admits(sku) || w.whole && r.licenses.covers(sku)
}

// leave passes over a licence that no row wants or refuses. It may stay only because
// it is not managed: --manage all would remove it.
func (r *rules) leave(o *outcome, h *ways, w *wishes) {
	switch {
	case h.direct == nil:
		o.decided(h.sku, spot{}, "no row speaks of it, and it is not direct: nothing to do")
	case w.whole || w.none:
		o.decided(h.sku, spot{}, "no row speaks of it, and it is not managed: left alone")
		if !r.licenses.ignored[h.sku] && !w.speaksOf(h.sku) {
			o.leftAlone = append(o.leftAlone, r.licenses.id(h.sku))
		}
	default:
		o.decided(h.sku, spot{}, "no row speaks of it, and the rows are not the whole truth: left alone")
	}
}

// named decides on a licence of which a row speaks and which the user has in some
// way.
func (r *rules) named(o *outcome, h *ways, x *wish, as []reconcile.Assignment) {
	name := r.licenses.name(h.sku)
	switch {
	case !x.want:
		r.remove(o, h, x.at)
	case h.direct != nil && len(h.inherited) > 0:
		r.bothWays(o, h, x)
	case h.direct != nil:
		r.keep(o, h, x)
	case len(h.inherited) > 0:
		r.satisfied(o, h, x)
	case h.unknown != nil:
		o.problems.add(reconcile.Note, reconcile.CodeUnknownOrigin, x.at,
			reconcile.Say("The user has %s, but Graph does not say how: it stays as it is.", name), reconcile.Sentence{})
		o.decided(h.sku, x.at, "wanted and assigned in an unknown way: stays")
	default:
		o.problems.add(reconcile.Warning, reconcile.CodeGroupError, x.at,
			reconcile.Say("%s cannot assign %s%s; it is assigned directly.", r.groupName(h.failing.Group, "The group %s", "The group %q"), name, inBrackets(h.failing.Error)),
			reconcile.Say("What stops the group may stop the direct assignment too; fix the group."))
		r.assign(o, x, as)
	}
}

func inBrackets(s string) reconcile.Sentence {
	if s == "" {
		return reconcile.Sentence{}
	}
	return reconcile.Say(" (%s)", s)
}

// bothWays is a wanted licence that is held directly and through groups.
func (r *rules) bothWays(o *outcome, h *ways, x *wish) {
	hint := reconcile.Say("--drop-redundant removes the direct one.")
	if r.options.DropRedundant {
		if r.isCopy(h, x) {
			r.decidedThrough(o, h, x.at, "wanted and also assigned %s: the direct assignment is removed")
			r.takeAway(o, h)
			return
		}
		hint = reconcile.Say("Without the direct one the user would not have the apps that they have, or are to have.")
	}
	o.problems.add(reconcile.Note, reconcile.CodeRedundantDirect, x.at,
		reconcile.Say("%s is assigned directly and %s; it is kept.", r.licenses.name(h.sku), r.throughGroups(h)), hint)
	r.keep(o, h, x)
}

// isCopy reports whether dropping the direct assignment removes no app that is
// to stay, and leaves the apps as the row wants them. It is judged by the apps that
// are to be on: else the direct one would be kept, brought in line, and dropped by
// the next plan.
func (r *rules) isCopy(h *ways, x *wish) bool {
	l := r.licenses
	groups := l.offInAll(h.inherited)
	direct := l.disabled(h.sku, x.apps, l.within(h.sku, h.direct.DisabledPlans))
	if slices.ContainsFunc(groups, func(id string) bool { return !has(direct, id) }) {
		return false
	}
	return slices.Equal(groups, l.disabled(h.sku, x.apps, groups))
}

// keep leaves a direct licence and brings its apps in line.
func (r *rules) keep(o *outcome, h *ways, x *wish) {
	l := r.licenses
	if x.apps != nil && !r.tenant.Knows.Apps {
		o.problems.add(reconcile.Note, reconcile.CodeAppsUnknown, x.at,
			reconcile.Say("Which apps of %s are off now is not known; they are not checked.", l.name(h.sku)),
			reconcile.Say("Plan against the tenant or a snapshot."))
		o.decided(h.sku, x.at, "wanted and assigned: nothing to do, as far as is known")
		return
	}
	was := l.within(h.sku, h.direct.DisabledPlans)
	now := l.disabled(h.sku, x.apps, was)
	if slices.Equal(was, now) {
		o.decided(h.sku, x.at, "wanted and assigned: nothing to do")
		return
	}
	o.decided(h.sku, x.at, "wanted and assigned: change apps")
	o.change.Update = append(o.change.Update, reconcile.Update{SKUID: l.id(h.sku), DisabledPlans: now, Was: h.direct.DisabledPlans})
}

// satisfied is a wanted licence that comes through groups.
func (r *rules) satisfied(o *outcome, h *ways, x *wish) {
	r.decidedThrough(o, h, x.at, "wanted and assigned %s: nothing to do")
	off := r.licenses.offInAll(h.inherited)
	if !slices.Equal(off, r.licenses.disabled(h.sku, x.apps, off)) {
		o.problems.add(reconcile.Warning, reconcile.CodeAppsInherited, x.at,
			reconcile.Say("%s comes %s: its apps are set there, and stay as they are.", r.licenses.name(h.sku), r.throughGroups(h)),
			reconcile.Say("Change the apps of the licence of the group."))
	}
}

func (r *rules) assign(o *outcome, x *wish, as []reconcile.Assignment) {
	var off []string
	if !r.options.AllAppsOn {
		off = r.licenses.carriedOver(as, x.sku)
	}
	id := r.licenses.id(x.sku)
	o.change.Assign = append(o.change.Assign, reconcile.Holding{SKUID: id, DisabledPlans: r.licenses.disabled(x.sku, x.apps, off)})
	o.change.Takes = append(o.change.Takes, id)
	o.decided(x.sku, x.at, "wanted and not assigned: assign")
	r.checkAssignable(o, x)
}

// assignable says what keeps a licence from being given, from what the tenant says of
// it (Graph: subscribedSku): the code of the finding, "" for nothing.
func (r *rules) assignable(sku int32) reconcile.Code {
	switch s := &r.licenses.skus[sku]; {
	case !r.tenant.Knows.Seats:
		return ""
	case !s.Owned:
		return reconcile.CodeLicenseNotOwned
	case s.AppliesTo == "Company":
		return reconcile.CodeLicenseForCompany
	case reconcile.UnusableState(s.CapabilityStatus) != "":
		return reconcile.CodeLicenseUnusable
	default:
		return ""
	}
}

// checkWayBack tells of a licence that could not be assigned again.
func (r *rules) checkWayBack(o *outcome, sku int32, at spot) {
	cause := reconcile.Say("the tenant does not own it")
	switch r.assignable(sku) {
	case reconcile.CodeLicenseNotOwned:
	case reconcile.CodeLicenseUnusable:
		cause = reconcile.Say("its subscription is %s", reconcile.UnusableState(r.licenses.skus[sku].CapabilityStatus))
	default:
		return
	}
	o.problems.add(reconcile.Note, reconcile.CodeNoWayBack, at,
		reconcile.Say("Undo cannot assign %s again: %s.", r.licenses.name(sku), cause),
		reconcile.Say("Renew the subscription first, if it may be needed again."))
}

// checkAssignable refuses a licence that cannot be given.
func (r *rules) checkAssignable(o *outcome, x *wish) {
	s, name := &r.licenses.skus[x.sku], r.licenses.name(x.sku)
	switch r.assignable(x.sku) {
	case reconcile.CodeLicenseNotOwned:
		o.problems.add(reconcile.Error, reconcile.CodeLicenseNotOwned, x.at, reconcile.Say("The tenant does not own %s.", name),
			reconcile.Say("`licet skus` lists what it owns."))
	case reconcile.CodeLicenseForCompany:
		o.problems.add(reconcile.Error, reconcile.CodeLicenseForCompany, x.at,
			reconcile.Say("%s is for the whole company and cannot be assigned to a user.", name),
			reconcile.Say("Remove the row; it works for everybody once it is bought."))
	case reconcile.CodeLicenseUnusable:
		o.problems.add(reconcile.Error, reconcile.CodeLicenseUnusable, x.at,
			reconcile.Say("%s cannot be assigned: its subscription is %s.", name, reconcile.UnusableState(s.CapabilityStatus)),
			reconcile.Say("Renew the subscription, or name another licence."))
	default:
	}
}

// remove removes an unwanted licence as far as licet may.
func (r *rules) remove(o *outcome, h *ways, at spot) {
	if at == (spot{}) {
		at.line = firstLine
	}
	name := r.licenses.name(h.sku)
	switch {
	case h.direct != nil && len(h.inherited) > 0:
		o.problems.add(reconcile.Note, reconcile.CodeSeatStays, at,
			reconcile.Say("%s stays %s when the direct one goes: no seat becomes free.", name, r.throughGroups(h)),
			reconcile.Say("Remove the user from the group to free it."))
		r.takeAway(o, h)
		o.decided(h.sku, at, "not wanted: the direct assignment goes, the group's stays")
	case h.direct != nil:
		r.takeAway(o, h)
		r.checkWayBack(o, h.sku, at)
		o.decided(h.sku, at, "not wanted, but assigned: remove")
	case len(h.inherited) > 0:
		o.problems.add(reconcile.Warning, reconcile.CodeInherited, at,
			reconcile.Say("%s is not wanted, but comes %s.", name, r.throughGroups(h)),
			reconcile.Say("Remove the user from the group, or the licence from the group; licet does not change groups."))
		r.decidedThrough(o, h, at, "not wanted, but assigned %s: licet does not change groups")
	case h.unknown != nil:
		o.problems.add(reconcile.Warning, reconcile.CodeUnknownOrigin, at,
			reconcile.Say("%s is not wanted, but Graph does not say how the user got it: it is not removed.", name),
			reconcile.Say("Remove it in the admin centre if it is direct."))
		o.decided(h.sku, at, "not wanted, but assigned in an unknown way: not removed")
	default:
		o.decided(h.sku, at, "not wanted and not assigned, since the group cannot assign it: nothing to do")
	}
}

// takeAway frees a seat unless the user has the licence through a group as well.
func (r *rules) takeAway(o *outcome, h *ways) {
	id := r.licenses.id(h.sku)
	o.change.Unassign = append(o.change.Unassign, reconcile.Holding{SKUID: id, DisabledPlans: h.direct.DisabledPlans})
	if len(h.inherited) == 0 {
		o.change.Releases = append(o.change.Releases, id)
	}
}

// decidedThrough is decided with the groups in the sentence.
func (r *rules) decidedThrough(o *outcome, h *ways, at spot, format string) {
	o.decisions = append(o.decisions, decision{h.sku, at, reconcile.Say(format, r.throughGroups(h))})
}
