package main

import (
	"io"
	"strings"

	"licet/io/language"
	"licet/io/terminal"
	"licet/reconcile"
	"licet/reconcile/plan"
)

// severities are the words for how bad a finding is.
var severities = []reconcile.Word{reconcile.Note: "note", reconcile.Warning: "warning", reconcile.Error: "error"}

// printExplanation tells how a plan comes to what it does to one user.
func printExplanation(e *env, x *plan.Explanation) error {
	if !x.Known && len(x.Rows) == 0 && len(x.Findings) == 0 {
		return terminal.Problemf("neither a sheet nor the scope has a user %s", x.User.UserPrincipalName).
			Hint("Write the user as the sheet or the tenant does. With --scope sheet only the users that the sheet names are looked at.")
	}
	name := x.User.UserPrincipalName
	if x.User.DisplayName != "" {
		name = x.User.DisplayName + " <" + name + ">"
	}
	lines := []string{language.Visible(name)}
	for _, at := range x.Rows {
		lines = append(lines, e.Say("  named in %s", e.Words.Place(at)))
	}
	if len(x.Rows) == 0 {
		lines = append(lines, e.Say("  named by no row"))
	}
	for _, d := range x.Licenses {
		line := e.Say("  %s: %s", d.License, d.Decision)
		if !d.At.IsZero() {
			line = e.Say("%s (%s)", line, e.Words.Place(d.At))
		}
		lines = append(lines, line)
	}
	for _, f := range x.Findings {
		how := e.Words.Word(severities[f.Severity])
		lines = append(lines, e.Say("  %s: %s", how, reconcile.Sentences(f.Message, f.Hint)))
	}
	end := e.Say("So the plan does nothing to this user.")
	if c := x.Change; c != nil {
		end = e.Say("So the plan makes one call: %d to assign, %d to update, %d to remove.",
			len(c.Assign), len(c.Update), len(c.Unassign))
	}
	_, err := io.WriteString(e.Out, strings.Join(append(lines, end), "\n")+"\n")
	return err
}
