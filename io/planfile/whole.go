package planfile

import (
	"slices"

	"licet/reconcile"
)

// checkWhole looks at what only the whole file shows: missing fields, and sums
// that do not fit what stands in the lists. A plan is approved by its sums, so
// changes that were taken out or put in by hand must not pass under old ones.
func (d *decoder) checkWhole() {
	d.line = 0
	// The other fields came with what a saved plan needs to be shown again.
	for _, name := range []string{"created", "tool", "tenant", "inputs", "options", "summary", "seats", "changes",
		"findings"} {
		if !d.seen[name] {
			d.fault("", "the field %q is missing", name)
		}
	}
	if len(d.faults.Faults) > 0 {
		return
	}
	d.checkIDs()
	d.checkSums()
	d.checkSeats()
	d.checkCosts()
}

// checkSums holds the sums to what stands in the lists.
func (d *decoder) checkSums() {
	said, found := &d.plan.Summary, reconcile.Sum(d.plan.Changes, d.plan.Findings)
	for _, sum := range []struct {
		name        string
		said, found int
	}{
		{"changes", said.Changes, found.Changes},
		{"assign", said.Assign, found.Assign},
		{"update", said.Update, found.Update},
		{"unassign", said.Unassign, found.Unassign},
		{"setLocation", said.SetLocation, found.SetLocation},
		{"errors", said.Errors, found.Errors},
		{"warnings", said.Warnings, found.Warnings},
	} {
		if sum.said != sum.found {
			d.fault("summary."+sum.name, "says %d, but there are %d in the file; it has been edited", sum.said, sum.found)
		}
	}
	// Who is in scope changes, stays, or is left out; of those who are left out some are no users.
	switch rest := said.Users - said.Changes - said.Unchanged; {
	case rest < 0:
		d.fault("summary.users", "says %d, but %d change and %d are unchanged; it has been edited", said.Users, said.Changes, said.Unchanged)
	case rest > said.LeftOut && said.Errors == 0:
		d.fault("summary.leftOut", "says %d, but %d of %d users neither change nor are unchanged; it has been edited",
			said.LeftOut, rest, said.Users)
	}
	d.checkRemovals(found.Unassign)
}

// checkRemovals holds what is said of removals to the changes. A file of an earlier
// version that says nothing of them has the limit that holds when nobody gives one.
func (d *decoder) checkRemovals(removed int) {
	r, before := &d.plan.Removals, 0
	for i := range d.plan.Changes {
		before += len(d.plan.Changes[i].Before)
	}
	if !d.seen["removals"] {
		*r = reconcile.Removals{Count: removed, Direct: before, Limit: reconcile.Limit{}.Of(before)}
	}
	d.sum("removals.count", &r.Count, removed)
	if r.Direct > 0 && r.Direct < before { // the way back of a run does not count them
		d.fault("removals.direct", "says %d, but the users who change have %d; it has been edited", r.Direct, before)
	}
	found := slices.ContainsFunc(d.plan.Findings, func(f reconcile.Finding) bool { return f.Code == reconcile.CodeTooManyRemovals })
	if found && !r.Exceeded() {
		d.fault("removals.limit", "says %d, but the plan was found to remove more than it may; it has been edited", r.Limit)
	}
}

// checkIDs wants object ids of users that Graph can find again.
func (d *decoder) checkIDs() {
	if d.header.Tenant.Source != SourceGraph {
		return
	}
	for i := range d.plan.Changes {
		if id := d.plan.Changes[i].User.ID; !isGUID(id) {
			d.fault(spot{"changes", i}.path("user.id"), "%q is not a GUID", id)
		}
	}
}
