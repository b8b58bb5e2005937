package main

import (
	"fmt"
	"strings"

	"licet/reconcile"
)

// printExplanation tells how a plan comes to what it does to one user.
func printExplanation(e *env, x *reconcile.Explanation) error {
	if !x.Known && len(x.Rows) == 0 && len(x.Findings) == 0 {
		return &told{problem: fmt.Sprintf("neither a sheet nor the scope has a user %s", x.User.UserPrincipalName),
			hint: "Write the user as the sheet or the tenant does. With --scope sheet only the users that the sheet names are looked at."}
	}
	var b strings.Builder
	name := x.User.UserPrincipalName
	if x.User.DisplayName != "" {
		name = x.User.DisplayName + " <" + name + ">"
	}
	fmt.Fprintf(&b, "%s\n", name)
	for _, at := range x.Rows {
		fmt.Fprintf(&b, "  named in %s\n", at)
	}
	if len(x.Rows) == 0 {
		b.WriteString("  named by no row\n")
	}
	for _, d := range x.Licenses {
		fmt.Fprintf(&b, "  %s: %s", d.License, d.Decision)
		if !d.At.IsZero() {
			fmt.Fprintf(&b, " (%s)", d.At)
		}
		b.WriteString("\n")
	}
	for _, f := range x.Findings {
		fmt.Fprintf(&b, "  %s: %s %s\n", f.Severity, f.Message, f.Hint)
	}
	switch {
	case x.Change != nil:
		fmt.Fprintf(&b, "So the plan makes one call: %d to assign, %d to update, %d to unassign.\n", len(x.Change.Assign), len(x.Change.Update), len(x.Change.Unassign))
	default:
		b.WriteString("So the plan does nothing to this user.\n")
	}
	_, err := e.stdout.Write([]byte(b.String()))
	return err
}
