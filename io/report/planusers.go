package report

import (
	"slices"

	"licet/reconcile"
)

// shownUsers is the number of users that a plan on the terminal shows; the
// others are counted.
const shownUsers = 20

func planUsers(out *page, p *reconcile.Plan) {
	if len(p.Changes) == 0 {
		return
	}
	names := namesOf(p)
	out.line("")
	for i := range p.Changes[:min(shownUsers, len(p.Changes))] {
		planUser(out, names, &p.Changes[i])
	}
	if rest := len(p.Changes) - shownUsers; rest > 0 {
		out.line("  and %s; --out FILE or --report FILE has them all.", count(rest, "more user", "more users"))
	}
}

// planUser prints one user and what is to be done to them.
func planUser(out *page, names planNames, c *reconcile.Change) {
	s := out.style
	out.line("  %s  %s", s.paint(bold, person(c.User)), s.paint(dim, places(c.Sources)))
	for _, h := range c.Assign {
		text := names.product(h.SKUID)
		if len(h.DisabledPlans) > 0 {
			text += "; off: " + names.appList(h.DisabledPlans)
		}
		out.wrapped("    "+s.paint(green, "+")+" ", text)
	}
	for _, u := range c.Update {
		out.wrapped("    "+s.paint(yellow, "~")+" ", names.product(u.SKUID)+appChanges(names, u))
	}
	for _, h := range c.Unassign {
		out.wrapped("    "+s.paint(red, "-")+" ", names.product(h.SKUID))
	}
	if l := c.SetUsageLocation; l != nil {
		out.line("    %s usage location: %s", s.paint(yellow, "~"), locationText(l))
	}
	if c.Split {
		out.line("    %s", s.paint(yellow, splitText))
	}
}

// splitText is said of a change that breaks a ring of swaps.
const splitText = "in two calls, without service in between"

func locationText(l *reconcile.Location) string {
	from := "none"
	if l.From != "" {
		from = short(l.From)
	}
	return from + " → " + short(l.To)
}

// appChanges says which apps an update turns on and off.
func appChanges(names planNames, u reconcile.Update) string {
	text := ""
	if on := without(u.Was, u.DisabledPlans); len(on) > 0 {
		text += "; turns on: " + names.appList(on)
	}
	if off := without(u.DisabledPlans, u.Was); len(off) > 0 {
		text += "; turns off: " + names.appList(off)
	}
	return text
}

func without(ids, others []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return slices.Contains(others, id) })
}
