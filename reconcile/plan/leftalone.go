package plan

import (
	"licet/reconcile"
)

// noteLeftAlone sums up what users in scope hold and the sheet does not manage:
// what --manage all would take away. An edit that takes the last mention of a
// licence out of a sheet removes nothing, and shows here.
func noteLeftAlone(ps *people, r *rules, n *notes) (left reconcile.LeftAlone) {
	if n.refused {
		return left
	}
	byID := map[string]int{}
	for who, o := range r.inScope(ps) {
		if who != nil && who.refused {
			continue
		}
		for _, id := range o.leftAlone {
			byID[id]++
			left.Assignments++
		}
	}
	left.Licenses = len(byID)
	if len(byID) == 0 {
		return left
	}
	stay := reconcile.Count(len(byID), "%d licence that the sheet does not mention stays as it is", "%d licences that the sheet does not mention stay as they are")
	if len(r.licenses.listed) > 0 {
		stay = reconcile.Count(len(byID), "%d licence that --manage does not list stays as it is", "%d licences that --manage does not list stay as they are")
	}
	n.add(reconcile.Finding{Severity: reconcile.Note, Code: reconcile.CodeLeftAlone,
		Message: reconcile.Say("%s; --manage all would remove %s.", stay, reconcile.Count(left.Assignments, "%d assignment", "%d assignments")),
		Hint:    reconcile.Say("Left alone: %s.", r.licenses.listCounts(byID, 5))})
	return left
}
