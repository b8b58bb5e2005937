package planfile

import "licet/reconcile"

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
	said, found := d.plan.Summary, tally(d.plan)
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

// tally counts what stands in the lists of p, as far as a file can be checked
// against it.
func tally(p *reconcile.Plan) reconcile.Summary {
	sum := reconcile.Summary{Changes: len(p.Changes)}
	for i := range p.Changes {
		c := &p.Changes[i]
		sum.Assign += len(c.Assign)
		sum.Update += len(c.Update)
		sum.Unassign += len(c.Unassign)
		if c.SetUsageLocation != nil {
			sum.SetLocation++
		}
	}
	sum.Errors, sum.Warnings = reconcile.CountFindings(p.Findings)
	return sum
}
