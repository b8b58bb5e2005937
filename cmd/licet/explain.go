package main

import (
	"strings"

	"licet/io/terminal"
	"licet/reconcile"
	"licet/reconcile/plan"
)

// printExplanation tells how a plan comes to what it does to one user.
func printExplanation(e *env, x *plan.Explanation) error {
	if !x.Known && len(x.Rows) == 0 && len(x.Findings) == 0 {
		return terminal.Problemf("neither a sheet nor the scope has a user %s", x.User.UserPrincipalName).
			Hint("Write the user as the sheet or the tenant does. With --scope sheet only the users that the sheet names are looked at.")
	}
	var b strings.Builder
	name := x.User.UserPrincipalName
	if x.User.DisplayName != "" {
		name = x.User.DisplayName + " <" + name + ">"
	}
	b.WriteString(name + "\n")
	for _, at := range x.Rows {
		b.WriteString(e.Say("  named in %s", e.Words.Place(at)) + "\n")
	}
	if len(x.Rows) == 0 {
		b.WriteString(e.Say("  named by no row") + "\n")
	}
	for _, d := range x.Licenses {
		line := e.Say("  %s: %s", d.License, d.Decision)
		if !d.At.IsZero() {
			line = e.Say("%s (%s)", line, e.Words.Place(d.At))
		}
		b.WriteString(line + "\n")
	}
	for _, f := range x.Findings {
		b.WriteString(e.Say("  %s: %s", e.severity(f.Severity), reconcile.Sentences(f.Message, f.Hint)) + "\n")
	}
	switch {
	case x.Change != nil:
		b.WriteString(e.Say("So the plan makes one call: %d to assign, %d to update, %d to unassign.",
			len(x.Change.Assign), len(x.Change.Update), len(x.Change.Unassign)) + "\n")
	default:
		b.WriteString(e.Say("So the plan does nothing to this user.") + "\n")
	}
	_, err := e.Out.Write([]byte(b.String()))
	return err
}

// severity is the word for how bad a finding is.
func (e *env) severity(s reconcile.Severity) string {
	switch s {
	case reconcile.Error:
		return e.Say("error")
	case reconcile.Warning:
		return e.Say("warning")
	case reconcile.Note:
		return e.Say("note")
	default:
		panic("unexpected Severity")
	}
}
