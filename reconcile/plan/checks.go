package plan

import (
	"slices"

	"licet/reconcile"
)

// checkTenant refuses a tenant that was not read whole: missing users would
// look like unknown ones, or like users who hold nothing.
func checkTenant(t *reconcile.Tenant, n *notes) {
	if read := len(t.Users); !t.Partial && read < t.UserCount {
		n.refuse(reconcile.CodeShortTenant,
			reconcile.Say("The tenant counts %d users and %s: no plan is made from part of a tenant.", t.UserCount, reconcile.Count(read, "%d was read", "%d were read")),
			reconcile.Say("Run it again; a snapshot must be made again."))
	}
}

// checkInputs finds a sheet that is for another tenant, or no licence sheet.
func checkInputs(ps *people, e *entries, in *Input, n *notes) {
	known := ps.anyKnown || in.Agreed.Users > 0
	switch {
	case len(ps.all) == 0 && !known && in.Options.Scope == reconcile.ScopeTenant:
		n.refuse(reconcile.CodeNoKnownUsers, reconcile.Say("The sheet names no user, and in scope tenant everyone would lose the managed licences."),
			reconcile.Say("Is this the right file? `licet check` shows how it is read."))
	case len(ps.all) > 0 && !known:
		n.refuse(reconcile.CodeNoKnownUsers, reconcile.Say("The tenant has none of the sheet's users (%s).", reconcile.Count(len(ps.all), "%d user is named", "%d users are named")),
			reconcile.Say("Is this the right file, and the right tenant?"))
	}
	understood := in.Agreed.Users > 0 || slices.ContainsFunc(e.all, func(x entry) bool { return len(x.statements) > 0 })
	if len(e.unknown) > 0 && !understood {
		n.refuse(reconcile.CodeNoKnownLicenses, reconcile.Say("No licence of the sheet is known."),
			reconcile.Say("Is the licence column the right one? `licet check` shows how the sheet is read."))
	}
}

// noteUnjudged says what the source of current assignments cannot tell.
func noteUnjudged(k reconcile.Knowledge, n *notes) {
	var missing []reconcile.Word
	for _, x := range []struct {
		known bool
		what  reconcile.Word
	}{{k.Seats, "seats"}, {k.Origin, "licences that come through groups"}, {k.Locations, "usage locations"}, {k.Apps, "apps"}, {k.Accounts, "disabled, guest and deleted accounts"}} {
		if !x.known {
			missing = append(missing, x.what)
		}
	}
	if len(missing) > 0 {
		n.add(reconcile.Finding{Severity: reconcile.Note, Code: reconcile.CodeNotJudged,
			Message: reconcile.Say("The source of the current assignments does not include %s: these are not checked.", reconcile.OrOf(missing)),
			Hint:    reconcile.Say("Plan against the tenant or a snapshot before you apply.")})
	}
}
