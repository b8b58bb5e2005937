package audit

import (
	"cmp"
	"slices"

	"licet/reconcile"
)

// Fix gives the rows of a sheet that carries out the findings of some kinds: each
// takes one licence from one user and says nothing of any other. Users are named
// by user principal name and licences by GUID, as reconcile.Swap does. Kinds that
// no sheet can fix give no rows.
func (a *Audit) Fix(kinds []reconcile.Code) []reconcile.Row {
	var rows []reconcile.Row
	seen := map[[2]string]bool{}
	for i := range a.Findings {
		f := &a.Findings[i]
		key := [2]string{f.User, f.SKUID}
		if !f.Fixable || seen[key] || !slices.Contains(kinds, f.Code) {
			continue
		}
		seen[key] = true
		rows = append(rows, reconcile.Row{User: f.User, License: f.SKUID, Action: reconcile.ActionUnassign})
	}
	slices.SortFunc(rows, func(x, y reconcile.Row) int {
		return cmp.Or(cmp.Compare(x.User, y.User), cmp.Compare(x.License, y.License))
	})
	return rows
}
