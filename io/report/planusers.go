package report

import (
	"strings"

	"licet/reconcile"
)

// shownUsers is the number of users that a plan on the terminal shows; the
// others are counted.
const shownUsers = 20

func planUsers(out *page, p *reconcile.Plan) {
	if len(p.Changes) == 0 {
		return
	}
	names := namesOf(p, out.Phrases)
	out.line("")
	for i := range p.Changes[:min(shownUsers, len(p.Changes))] {
		planUser(out, names, &p.Changes[i])
	}
	if rest := len(p.Changes) - shownUsers; rest > 0 {
		out.line("%s", out.Count(rest, "  and %s more user; --out FILE or --report FILE has them all.", "  and %s more users; --out FILE or --report FILE has them all.", number(rest)))
	}
}

// planUser prints one user and what is to be done to them.
func planUser(out *page, names planNames, c *reconcile.Change) {
	s := out.style
	out.line("  %s  %s", s.paint(bold, person(c.User)), s.paint(dim, places(out.Phrases, c.Sources)))
	for _, step := range names.steps(c, nil) {
		text := append([]string{names.product(step.skuID)}, step.apps()...)
		look := looks[step.kind]
		out.wrapped("    "+s.paint(look.hue, look.sign)+" ", strings.Join(text, out.Say("; ")))
	}
	if l := c.SetUsageLocation; l != nil {
		out.line("    %s %s", s.paint(yellow, "~"), out.Say("usage location: %s", locationText(out.Phrases, l)))
	}
	if c.Split {
		out.line("    %s", s.paint(yellow, splitText(out.Phrases)))
	}
}

// splitText is said of a change that breaks a ring of swaps.
func splitText(words reconcile.Phrases) string {
	return words.Say("in two calls, without service in between")
}

func locationText(words reconcile.Phrases, l *reconcile.Location) string {
	from := words.Say("none")
	if l.From != "" {
		from = short(l.From)
	}
	return from + " → " + short(l.To)
}
