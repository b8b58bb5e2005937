package main

import (
	"strings"

	"licet/reconcile"
	"licet/reconcile/plan"
)

// printExplanation tells how a plan comes to what it does to one user.
func printExplanation(e *env, x *plan.Explanation) error {
	if !x.Known && len(x.Rows) == 0 && len(x.Findings) == 0 {
		return &told{problem: later("neither a sheet nor the scope has a user %s", x.User.UserPrincipalName),
			hint: later("Write the user as the sheet or the tenant does. With --scope sheet only the users that the sheet names are looked at.")}
	}
	var b strings.Builder
	name := x.User.UserPrincipalName
	if x.User.DisplayName != "" {
		name = x.User.DisplayName + " <" + name + ">"
	}
	b.WriteString(name + "\n")
	for _, at := range x.Rows {
		b.WriteString(e.say("  named in %s", e.phrases.Place(at)) + "\n")
	}
	if len(x.Rows) == 0 {
		b.WriteString(e.say("  named by no row") + "\n")
	}
	for _, d := range x.Licenses {
		line := e.say("  %s: %s", d.License, d.Decision)
		if !d.At.IsZero() {
			line = e.say("%s (%s)", line, e.phrases.Place(d.At))
		}
		b.WriteString(line + "\n")
	}
	for _, f := range x.Findings {
		b.WriteString(e.say("  %s: %s", e.severity(f.Severity), f.Message+" "+f.Hint) + "\n")
	}
	switch {
	case x.Change != nil:
		b.WriteString(e.say("So the plan makes one call: %d to assign, %d to update, %d to unassign.", len(x.Change.Assign), len(x.Change.Update), len(x.Change.Unassign)) + "\n")
	default:
		b.WriteString(e.say("So the plan does nothing to this user.") + "\n")
	}
	_, err := e.stdout.Write([]byte(b.String()))
	return err
}

// severity is the word for how bad a finding is.
func (e *env) severity(s reconcile.Severity) string {
	switch s {
	case reconcile.Error:
		return e.say("error")
	case reconcile.Warning:
		return e.say("warning")
	case reconcile.Note:
		return e.say("note")
	default:
		panic("unexpected Severity")
	}
}
