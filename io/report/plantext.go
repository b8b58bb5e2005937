package report

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"licet/reconcile"
)

// PlanContext is what a plan does not know of itself.
type PlanContext struct {
	// Tenant is the tenant's name, with the source where that is not Graph.
	Tenant string
	// Inputs are the sheets as the user gave them.
	Inputs []string
	// Next is the command to type next; empty for none.
	Next string
}

// PlanText prints a plan for the terminal: whose licences change and how, the
// ledger of seats, the findings worst first, and in the last lines the sums and
// the next command. Of a plan of more than twenty users the first twenty are
// shown and the others counted. The only errors are those of w.
func PlanText(w io.Writer, p *reconcile.Plan, c PlanContext, s Style) error {
	out := newPage(w, s)
	planHead(out, p, c)
	planUsers(out, p)
	seatTable(out, p.Seats)
	costsOnTerminal(out, p.Costs)
	findings(out, untold(p.Findings))
	removals(out, p.Removals)
	planFoot(out, p, c)
	return out.close()
}

func planHead(out *page, p *reconcile.Plan, c PlanContext) {
	title := "Plan"
	if c.Tenant != "" {
		title += " for " + short(c.Tenant)
	}
	out.line("%s", out.style.paint(bold, title))
	if len(c.Inputs) > 0 {
		names := make([]string, len(c.Inputs))
		for i, name := range c.Inputs {
			names[i] = short(name)
		}
		out.wrapped("", "From "+strings.Join(names, ", ")+".")
	}
	out.wrapped("", managedSentence(p.Options))
	if text := leftAloneSentence(p); text != "" {
		out.wrapped("", text)
	}
}

// managedSentence says whose licences, and which, the sheet decides about.
func managedSentence(o reconcile.PlanOptions) string {
	users := "the users that it names"
	if o.Scope == reconcile.ScopeTenant {
		users = "every user of the tenant"
	}
	licenses := count(len(o.Manage), "licence", "licences")
	switch {
	case o.ManageAll:
		licenses = "every licence"
	case len(o.Manage) == 0 && o.Mode == reconcile.Exact:
		return "Only what is listed changes; everything else stays as it is."
	}
	switch o.Mode {
	case reconcile.Exact:
		return "The sheet is the whole truth about " + licenses + " of " + users + "."
	case reconcile.Add:
		return "Licences are added to " + users + "; none is taken away but by a row that says so."
	case reconcile.Remove:
		return "Licences are taken from " + users + "; none is given but by a row that says so."
	default:
		panic("report: unexpected Mode")
	}
}

// leftAloneSentence says what stays because the sheet does not manage it; empty
// where nothing does. The core words it, with the licences and the flag.
func leftAloneSentence(p *reconcile.Plan) string {
	i := slices.IndexFunc(p.Findings, func(f reconcile.Finding) bool { return f.Code == reconcile.CodeLeftAlone })
	if i < 0 {
		return ""
	}
	return strings.TrimSpace(sentence(p.Findings[i].Message) + " " + sentence(p.Findings[i].Hint))
}

// untold are the findings that the head of the plan has not told already.
func untold(fs []reconcile.Finding) []reconcile.Finding {
	return slices.DeleteFunc(slices.Clone(fs), func(f reconcile.Finding) bool { return f.Code == reconcile.CodeLeftAlone })
}

func removals(out *page, r reconcile.Removals) {
	text := removalSentence(r)
	if text == "" {
		return
	}
	out.line("")
	if r.Exceeded() {
		out.line("%s", out.style.paint(red, overLimitText))
	}
	out.wrapped("", text)
}

// removalSentence compares the removals with the limit; empty if there are none,
// and for the way back from a run, which is bound by what the run did.
func removalSentence(r reconcile.Removals) string {
	if r.Count == 0 || r.Direct == 0 && !r.Exceeded() {
		return ""
	}
	text := "Removals: " + number(r.Count) + " of " +
		count(r.Direct, "direct assignment", "direct assignments") +
		" of the users in scope; the limit is " + number(r.Limit) + "."
	if r.Exceeded() {
		text += " If they are all meant, say so with --max-removals " + strconv.Itoa(r.Count) + "."
	}
	return text
}

func planFoot(out *page, p *reconcile.Plan, c PlanContext) {
	out.line("")
	out.wrapped("", sums(p.Summary))
	if c.Next != "" {
		out.line("Next: %s", out.style.paint(bold, visible(c.Next)))
	}
}

// sums is the last word on a plan.
func sums(s reconcile.Summary) string {
	parts := []string{changeSums(s)}
	if s.LeftOut > 0 {
		parts = append(parts, count(s.LeftOut, "user is", "users are")+" left out for errors")
	}
	if s.Errors+s.Warnings > 0 {
		parts = append(parts, count(s.Errors, "error", "errors")+", "+count(s.Warnings, "warning", "warnings"))
	}
	return strings.Join(parts, "; ") + "."
}

func changeSums(s reconcile.Summary) string {
	if s.Changes == 0 {
		if s.Errors == 0 && s.LeftOut == 0 {
			return "Nothing to do: " + count(s.Unchanged, "user is", "users are") + " as the sheet says"
		}
		return "No changes; " + number(s.Unchanged) + " of " + count(s.Users, "user", "users") + " unchanged"
	}
	parts := []string{}
	for _, part := range []struct {
		n         int
		one, many string
	}{
		{s.Assign, "licence given", "licences given"},
		{s.Update, "licence with other apps", "licences with other apps"},
		{s.Unassign, "licence taken away", "licences taken away"},
		{s.SetLocation, "location set", "locations set"},
	} {
		if part.n > 0 {
			parts = append(parts, count(part.n, part.one, part.many))
		}
	}
	return number(s.Changes) + " of " + count(s.Users, "user changes", "users change") + ": " + strings.Join(parts, ", ")
}
