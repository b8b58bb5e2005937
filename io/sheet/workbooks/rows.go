package workbooks

import (
	"fmt"
	"io"

	"licet/reconcile"
)

// WriteRows writes rows that have an action of their own as a sheet that reads
// back as them: user, licence and action. A row of another kind is an error.
func WriteRows(w io.Writer, kind Kind, rows []reconcile.Row) error {
	g := &grid{worksheet: "Licenses"}
	g.add("user", "license", "action")
	for _, r := range rows {
		if r.Action != reconcile.ActionAssign && r.Action != reconcile.ActionUnassign {
			return fmt.Errorf("the row of %s has no action of its own", r.User)
		}
		g.add(r.User, r.License, r.Action.String())
	}
	return g.write(w, kind)
}
