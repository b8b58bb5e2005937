package plan

import (
	"cmp"

	"licet/reconcile"
)

// defaultLastLicense is Options.LastLicense when it is not set.
const defaultLastLicense = 5

// holdings are what users in scope have directly: how many, and by skuId those that
// the sheet does not manage.
type holdings struct {
	direct    int
	leftAlone map[string]int
}

// holdingsInScope counts what users in scope have, be they left out; what is managed
// only matters for the others.
func holdingsInScope(ps *people, r *rules, agreed *Agreed) holdings {
	n := holdings{direct: agreed.Assignments, leftAlone: map[string]int{}}
	for u, i := range ps.ofUser {
		wishes, refused := int32(unnamed), false
		if i >= 0 {
			wishes, refused = ps.all[i].wishes, ps.all[i].refused
		} else if r.options.Scope != reconcile.ScopeTenant {
			continue
		}
		o := r.outcome(wishes, ps.user(int32(u)))
		n.direct += len(o.change.Before)
		for _, id := range o.leftAlone {
			if !refused {
				n.leftAlone[id]++
			}
		}
	}
	return n
}

// limit compares what goes with the limit, and finds the users who lose the last
// licence that they have.
func limit(drafts []draft, direct int, r *rules, n *notes) reconcile.Removals {
	removals := reconcile.Removals{Direct: direct, Limit: r.options.MaxRemovals.Of(direct)}
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
		n.add(reconcile.TooManyRemovals(removals, r.licenses.listCounts(byID, len(byID))))
	}
	if last > cmp.Or(r.options.LastLicense, defaultLastLicense) {
		n.add(reconcile.Finding{Severity: reconcile.Warning, Code: reconcile.CodeLastLicense,
			Message: reconcile.Count(last, "%d user loses the last licence that they have.", "%d users lose the last licence that they have."),
			Hint:    reconcile.Say("Leavers, or a wrong sheet? Their mailboxes and files are deleted after about 30 days.")})
	}
	return removals
}

// noteLeftAlone sums up what the sheet does not manage: what --manage all would take
// away. An edit that takes the last mention of a licence out of a sheet removes
// nothing, and shows here.
func noteLeftAlone(byID map[string]int, l *licenses, n *notes) (left reconcile.LeftAlone) {
	if n.refused || len(byID) == 0 {
		return left
	}
	left.Licenses = len(byID)
	for _, users := range byID {
		left.Assignments += users
	}
	stay := reconcile.Count(len(byID), "%d licence that the sheet does not mention stays as it is", "%d licences that the sheet does not mention stay as they are")
	if len(l.listed) > 0 {
		stay = reconcile.Count(len(byID), "%d licence that --manage does not list stays as it is", "%d licences that --manage does not list stay as they are")
	}
	n.add(reconcile.Finding{Severity: reconcile.Note, Code: reconcile.CodeLeftAlone,
		Message: reconcile.Say("%s; --manage all would remove %s.", stay, reconcile.Count(left.Assignments, "%d assignment", "%d assignments")),
		Hint:    reconcile.Say("Left alone: %s.", l.listCounts(byID, 5))})
	return left
}
