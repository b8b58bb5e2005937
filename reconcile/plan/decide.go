package plan

import (
	"slices"

	"licet/reconcile"
)

// decideNamed decides on a licence of which a row speaks and which the user has
// in some way.
func (p *planner) decideNamed(d *draft, h *ways, x *wish) {
	switch {
	case !x.want:
		p.remove(d, h, x.at)
	case h.direct != nil && len(h.inherited) > 0:
		p.bothWays(d, h, x)
	case h.direct != nil:
		p.keep(d, h, x)
	case len(h.inherited) > 0:
		p.satisfied(d, h, x)
	case h.unknown != nil:
		p.note(p.who(d), reconcile.Finding{Code: reconcile.CodeUnknownOrigin, At: x.at,
			Message: reconcile.Say("%s is held, but Graph does not say how: it stays as it is.", p.licenseName(h.sku))})
		p.decided(h.sku, x.at, "wanted and held in an unknown way: stays")
	default:
		p.warn(p.who(d), reconcile.Finding{Code: reconcile.CodeGroupError, At: x.at,
			Message: reconcile.Say("%s cannot give %s%s; it is assigned directly.", p.groupName(h.failing.Group, "The group %s", "The group %q"), p.licenseName(h.sku), inBrackets(h.failing.Error)),
			Hint:    reconcile.Say("What keeps the group from it may refuse the direct assignment too; mend the group.")})
		p.assign(d, x)
	}
}

func inBrackets(s string) reconcile.Sentence {
	if s == "" {
		return reconcile.Sentence{}
	}
	return reconcile.Say(" (%s)", s)
}

// bothWays is a wanted licence that is held directly and through groups.
func (p *planner) bothWays(d *draft, h *ways, x *wish) {
	if p.in.Options.DropRedundant && p.isCopy(h, x) {
		p.decidedThrough(h, x.at, "wanted and held %s too: the direct assignment is dropped")
		p.takeAway(d, h)
		return
	}
	hint := reconcile.Say("--drop-redundant removes the direct one.")
	if p.in.Options.DropRedundant {
		hint = reconcile.Say("Without the direct one the user would not have the apps that they have, or are to have.")
	}
	p.note(p.who(d), reconcile.Finding{Code: reconcile.CodeRedundantDirect, At: x.at,
		Message: reconcile.Say("%s is held directly and %s; it is kept.", p.licenseName(h.sku), p.throughGroups(h)),
		Hint:    hint})
	p.keep(d, h, x)
}

// isCopy reports whether dropping the direct assignment takes no app away that is
// to stay, and leaves the apps as the row wants them. It is judged by the apps that
// are to be on: else the direct one would be kept, brought in line, and dropped by
// the next plan.
func (p *planner) isCopy(h *ways, x *wish) bool {
	groups := p.apps.offInAll(h.inherited)
	direct := p.apps.disabled(h.sku, x.apps, p.apps.within(h.sku, h.direct.DisabledPlans))
	if slices.ContainsFunc(groups, func(id string) bool { return !has(direct, id) }) {
		return false
	}
	return slices.Equal(groups, p.apps.disabled(h.sku, x.apps, groups))
}

// keep leaves a direct licence and brings its apps in line.
func (p *planner) keep(d *draft, h *ways, x *wish) {
	if x.apps != nil && !p.tenant.Knows.Apps {
		p.note(p.who(d), reconcile.Finding{Code: reconcile.CodeAppsUnknown, At: x.at,
			Message: reconcile.Say("Which apps of %s are off now is not known; they are not judged.", p.licenseName(h.sku)),
			Hint:    reconcile.Say("Plan against the tenant or a snapshot.")})
		p.decided(h.sku, x.at, "wanted and held: nothing to do, as far as is known")
		return
	}
	was := p.apps.within(h.sku, h.direct.DisabledPlans)
	now := p.apps.disabled(h.sku, x.apps, was)
	if slices.Equal(was, now) {
		p.decided(h.sku, x.at, "wanted and held: nothing to do")
		return
	}
	p.decided(h.sku, x.at, "wanted and held: other apps")
	d.update = append(d.update, draftUpdate{h.sku, now, h.direct.DisabledPlans})
}

// satisfied is a wanted licence that comes through groups.
func (p *planner) satisfied(d *draft, h *ways, x *wish) {
	p.decidedThrough(h, x.at, "wanted and held %s: nothing to do")
	off := p.apps.offInAll(h.inherited)
	if !slices.Equal(off, p.apps.disabled(h.sku, x.apps, off)) {
		p.warn(p.who(d), reconcile.Finding{Code: reconcile.CodeAppsInherited, At: x.at,
			Message: reconcile.Say("%s comes %s: its apps are decided there, and stay as they are.", p.licenseName(h.sku), p.throughGroups(h)),
			Hint:    reconcile.Say("Change the apps of the licence of the group.")})
	}
}

func (p *planner) assign(d *draft, x *wish) {
	var off []string
	if !p.in.Options.AllAppsOn {
		off = p.apps.carriedOver(p.user(d.user), x.sku)
	}
	d.assign = append(d.assign, held{x.sku, true, p.apps.disabled(x.sku, x.apps, off)})
	p.decided(x.sku, x.at, "wanted and not held: assign")
	p.checkAssignable(p.who(d), x)
}

// remove takes an unwanted licence away as far as licet may.
func (p *planner) remove(d *draft, h *ways, at reconcile.Place) {
	who := p.who(d)
	if at == (reconcile.Place{}) {
		at = who.first
	}
	switch {
	case h.direct != nil && len(h.inherited) > 0:
		p.note(who, reconcile.Finding{Code: reconcile.CodeSeatStays, At: at,
			Message: reconcile.Say("%s stays %s when the direct one goes: no seat becomes free.", p.licenseName(h.sku), p.throughGroups(h)),
			Hint:    reconcile.Say("Take the user out of the group to free it.")})
		p.takeAway(d, h)
		p.decided(h.sku, at, "not wanted: the direct assignment goes, the group's stays")
	case h.direct != nil:
		p.takeAway(d, h)
		p.decided(h.sku, at, "not wanted and held: unassign")
	case len(h.inherited) > 0:
		p.warn(who, reconcile.Finding{Code: reconcile.CodeInherited, At: at,
			Message: reconcile.Say("%s is not wanted, but comes %s.", p.licenseName(h.sku), p.throughGroups(h)),
			Hint:    reconcile.Say("Take the user out of the group, or the licence off the group; licet does not change groups.")})
		p.decidedThrough(h, at, "not wanted, but held %s: licet does not change groups")
	case h.unknown != nil:
		p.warn(who, reconcile.Finding{Code: reconcile.CodeUnknownOrigin, At: at,
			Message: reconcile.Say("%s is not wanted, but Graph does not say how the user came to it: it is not removed.", p.licenseName(h.sku)),
			Hint:    reconcile.Say("Remove it in the admin centre if it is direct.")})
		p.decided(h.sku, at, "not wanted, but held in an unknown way: not removed")
	default:
		p.decided(h.sku, at, "not wanted and not held, since the group cannot give it: nothing to do")
	}
}

func (p *planner) takeAway(d *draft, h *ways) {
	d.unassign = append(d.unassign, held{h.sku, len(h.inherited) == 0, h.direct.DisabledPlans})
}

// draftLocation sets the usage location where a row says so, and where a user
// without one gets a licence (Graph: user: assignLicense needs one).
func (p *planner) draftLocation(d *draft, u *reconcile.User) {
	if !p.tenant.Knows.Locations {
		return
	}
	who := p.who(d)
	wanted, at := "", who.first
	if len(who.countries) > 0 {
		wanted, at = who.countries[0].code, who.countries[0].at
	}
	if needs := len(d.assign)+len(d.update) > 0; needs && wanted == "" && u.UsageLocation == "" {
		wanted = p.in.Options.DefaultLocation
		if wanted == "" {
			p.refuse(who, reconcile.Finding{Code: reconcile.CodeNoLocation, At: at,
				Message: reconcile.Say("The user has no usage location, without which no licence can be given."),
				Hint:    reconcile.Say("Fill a usage location column, or use --default-location.")})
		}
	}
	if wanted == "" || wanted == u.UsageLocation {
		return
	}
	d.location = &reconcile.Location{From: u.UsageLocation, To: wanted}
	if u.Synced {
		p.warn(who, reconcile.Finding{Code: reconcile.CodeLocationSynced, At: at,
			Message: reconcile.Say("The account is synchronised from on premises, which may refuse or undo a change of the usage location."),
			Hint:    reconcile.Say("Set it in the directory that the account comes from.")})
	}
}
