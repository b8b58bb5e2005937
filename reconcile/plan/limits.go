package plan

import (
	"cmp"

	"licet/reconcile"
)

// defaultLastLicense is Options.LastLicense when it is not set.
const defaultLastLicense = 5

// limit compares what goes with the limit, and finds the users who lose the last
// licence that they have.
func limit(drafts []draft, ps *people, r *rules, agreed *Agreed, n *notes) reconcile.Removals {
	removals := reconcile.Removals{Direct: agreed.Assignments}
	for _, o := range r.inScope(ps) {
		removals.Direct += len(o.change.Before)
	}
	removals.Limit = r.options.MaxRemovals.Of(removals.Direct)
	last, byID := 0, map[string]int{}
	for _, d := range drafts {
		removals.Count += len(d.change.Unassign)
		for _, h := range d.change.Unassign {
			byID[h.SKUID]++
		}
		if d.losesAll {
			last++
		}
	}
	if removals.Exceeded() {
		n.add(reconcile.Finding{Severity: reconcile.Warning, Code: reconcile.CodeTooManyRemovals,
			Message: reconcile.Say("The plan removes %d of the %d direct assignments of the users in scope, and %d may go: %s.",
				removals.Count, removals.Direct, removals.Limit, r.licenses.listCounts(byID, len(byID))),
			Hint: reconcile.Say("If that is meant: --max-removals %d.", removals.Count)})
	}
	if last > cmp.Or(r.options.LastLicense, defaultLastLicense) {
		n.add(reconcile.Finding{Severity: reconcile.Warning, Code: reconcile.CodeLastLicense,
			Message: reconcile.Count(last, "%d user loses the last licence that they have.", "%d users lose the last licence that they have."),
			Hint:    reconcile.Say("Leavers, or a wrong sheet? Their mailboxes and files go after about 30 days.")})
	}
	return removals
}
