package report

import (
	"io"
	"slices"
	"strings"

	"licet/io/language"
	"licet/reconcile"
)

// PlanText prints a plan for the terminal: whose licences change and how, the
// ledger of seats, the findings worst first, and in the last lines the sums and
// the next command. Of a plan of more than twenty users the first twenty are
// shown and the others counted. The only errors are those of w.
func PlanText(w io.Writer, d Doc, s Style) error {
	out, p := newPage(w, s), d.Plan
	planHead(out, p, &d.Head)
	planUsers(out, p)
	seatsOnTerminal(out, p.Seats)
	costsOnTerminal(out, p.Costs)
	writeFindings(out, untold(p.Findings))
	removals(out, p.Removals)
	out.line("")
	out.wrapped("", sums(out.Speaker, p.Summary, d.Undoes))
	out.next(d.Next)
	return out.close()
}

func planHead(out *page, p *reconcile.Plan, h *Head) {
	title := out.Say("Plan")
	if !h.Tenant.IsZero() {
		title = out.Say("Plan for %s", short(out.Sentence(h.Tenant)))
	}
	if h.Undoes != nil {
		title = out.Say("Undo of run %s on %s", short(h.Undoes.Run), short(out.Sentence(h.Tenant)))
	}
	if h.Rest != "" {
		title = out.Say("What is left of run %s on %s", short(h.Rest), short(out.Sentence(h.Tenant)))
	}
	out.line("%s", out.style.paint(bold, title))
	if h.Undoes != nil {
		out.wrapped("", h.Undoes.Sentence(out.Speaker))
	} else if len(h.Inputs) > 0 {
		paths := each(h.Inputs, func(in DocInput) string { return short(in.Path) })
		out.wrapped("", out.Say("From %s.", out.List(paths)))
	}
	if !p.HasErrors() || len(p.Options.Manage) > 0 || p.Options.ManageAll {
		out.wrapped("", managedSentence(out.Speaker, p.Options))
	}
	if text := leftAloneSentence(out.Speaker, p); text != "" {
		out.wrapped("", text)
	}
}

// managedSentence says whose licences, and which, the sheet decides about.
func managedSentence(words language.Speaker, o reconcile.PlanOptions) string {
	users := words.Say("the users that it names")
	if o.Scope == reconcile.ScopeTenant {
		users = words.Say("every user of the tenant")
	}
	licenses := words.Count(len(o.Manage), "%s licence", "%s licences", number(len(o.Manage)))
	switch {
	case o.ManageAll:
		licenses = words.Say("every licence")
	case len(o.Manage) == 0 && o.Mode == reconcile.Exact:
		return words.Say("Only what is listed changes; everything else stays as it is.")
	}
	switch o.Mode {
	case reconcile.Exact:
		return words.Say("The sheet is the whole truth about %s of %s.", licenses, users)
	case reconcile.Add:
		return words.Say("Licences are assigned to %s; none is removed unless a row says so.", users)
	case reconcile.Remove:
		return words.Say("Licences are removed from %s; none is assigned unless a row says so.", users)
	default:
		panic("report: unexpected Mode")
	}
}

// leftAloneSentence says what stays because the sheet does not manage it; empty
// where nothing does. The core words it, with the licences and the flag.
func leftAloneSentence(words language.Speaker, p *reconcile.Plan) string {
	i := slices.IndexFunc(p.Findings, func(f reconcile.Finding) bool { return f.Code == reconcile.CodeLeftAlone })
	if i < 0 {
		return ""
	}
	return sentences(words, sentence(words.Sentence(p.Findings[i].Message)), sentence(words.Sentence(p.Findings[i].Hint)))
}

// untold are the findings that the head of the plan has not told already.
func untold(fs []reconcile.Finding) []reconcile.Finding {
	return slices.DeleteFunc(slices.Clone(fs), func(f reconcile.Finding) bool { return f.Code == reconcile.CodeLeftAlone })
}

func removals(out *page, r reconcile.Removals) {
	text := removalSentence(out.Speaker, r)
	if text == "" {
		return
	}
	out.line("")
	if r.Exceeded() {
		out.line("%s", out.style.paint(red, overLimitText(out.Speaker)))
	}
	out.wrapped("", text)
}

// removalSentence compares the removals with the limit; empty if there are none,
// and for the way back from a run, which is bound by what the run did.
func removalSentence(words language.Speaker, r reconcile.Removals) string {
	if r.Count == 0 || r.Direct == 0 && !r.Exceeded() {
		return ""
	}
	text := words.Count(r.Direct, "Removals: %s of %s direct assignment of the users in scope; the limit is %s.",
		"Removals: %s of %s direct assignments of the users in scope; the limit is %s.", number(r.Count), number(r.Direct), number(r.Limit))
	if r.Exceeded() {
		text = sentences(words, text, words.Say("If they are all intended, say so with --max-removals %d.", r.Count))
	}
	return text
}

// sums is the last word on a plan, or on the way back from a run.
func sums(words language.Speaker, s reconcile.Summary, back *Undone) string {
	parts := []string{changeSums(words, s, back)}
	if s.LeftOut > 0 && back != nil {
		parts = append(parts, words.Count(s.LeftOut, "%s user is left as they are", "%s users are left as they are", number(s.LeftOut)))
	} else if s.LeftOut > 0 {
		parts = append(parts, words.Count(s.LeftOut, "%s user of the sheet is left out because of errors", "%s users of the sheet are left out because of errors", number(s.LeftOut)))
	}
	if s.Errors+s.Warnings > 0 {
		parts = append(parts, faultSums(words, s.Errors, s.Warnings))
	}
	return words.Say("%s.", strings.Join(parts, words.Say("; ")))
}

// faultSums say how many errors and warnings there are.
func faultSums(words language.Speaker, errors, warnings int) string {
	return words.List([]string{words.Count(errors, "%s error", "%s errors", number(errors)), words.Count(warnings, "%s warning", "%s warnings", number(warnings))})
}

func changeSums(words language.Speaker, s reconcile.Summary, back *Undone) string {
	if s.Changes == 0 && back != nil {
		return words.Count(s.Unchanged, "Nothing to do: %s user is as before the run", "Nothing to do: %s users are as before the run", number(s.Unchanged))
	}
	if s.Changes == 0 {
		if s.Errors == 0 && s.LeftOut == 0 {
			return words.Count(s.Unchanged, "Nothing to do: %s user is as the sheet says", "Nothing to do: %s users are as the sheet says", number(s.Unchanged))
		}
		return words.Count(s.Users, "No changes; %s of %s user unchanged", "No changes; %s of %s users unchanged", number(s.Unchanged), number(s.Users))
	}
	parts := []string{}
	some := func(n int, text string) {
		if n > 0 {
			parts = append(parts, text)
		}
	}
	some(s.Assign, words.Count(s.Assign, "%s licence assigned", "%s licences assigned", number(s.Assign)))
	some(s.Update, words.Count(s.Update, "%s licence with other apps", "%s licences with other apps", number(s.Update)))
	some(s.Unassign, words.Count(s.Unassign, "%s licence removed", "%s licences removed", number(s.Unassign)))
	some(s.SetLocation, words.Count(s.SetLocation, "%s location set", "%s locations set", number(s.SetLocation)))
	return words.Count(s.Users, "%s of %s user changes: %s", "%s of %s users change: %s", number(s.Changes), number(s.Users), words.List(parts))
}

// shownUsers is the number of users that a plan on the terminal shows; the
// others are counted.
const shownUsers = 20

func planUsers(out *page, p *reconcile.Plan) {
	if len(p.Changes) == 0 {
		return
	}
	names := namesOf(p, out.Speaker)
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
	out.line("  %s  %s", s.paint(bold, person(c.User)), s.paint(dim, places(out.Speaker, c.Sources)))
	for _, step := range names.steps(c, nil) {
		text := append([]string{names.product(step.skuID)}, step.apps()...)
		look := looks[step.kind]
		out.wrapped("    "+s.paint(look.hue, look.sign)+" ", strings.Join(text, out.Say("; ")))
	}
	if l := c.SetUsageLocation; l != nil {
		out.line("    %s %s", s.paint(yellow, "~"), out.Say("usage location: %s", locationText(out.Speaker, l)))
	}
	if c.Split {
		out.line("    %s", s.paint(yellow, splitText(out.Speaker)))
	}
}

// splitText is said of a change that breaks a ring of swaps.
func splitText(words language.Speaker) string {
	return words.Say("in two calls, without service in between")
}

func locationText(words language.Speaker, l *reconcile.Location) string {
	from := words.Say("none")
	if l.From != "" {
		from = short(l.From)
	}
	return from + " → " + short(l.To)
}
