package apply

import (
	"licet/reconcile"
	"licet/reconcile/order"
)

// Part says which write of a change a job is.
type Part uint8

const (
	// PartLicenses is the whole assignLicense call of a change.
	PartLicenses Part = iota
	// PartLocation is the PATCH of usageLocation before it.
	PartLocation
	// PartRemovals is the first half of a change that is split in two.
	PartRemovals
	// PartAdditions is the second half.
	PartAdditions
)

// String gives the word of the journal.
func (p Part) String() string {
	return reconcile.WordOf("Part", p, "licenses", "location", "removals", "additions")
}

// Parts are all parts.
func Parts() []Part { return []Part{PartLicenses, PartLocation, PartRemovals, PartAdditions} }

func (p Part) removes() bool { return p == PartLicenses || p == PartRemovals }
func (p Part) adds() bool    { return p == PartLicenses || p == PartAdditions }
func (p Part) bit() uint8    { return 1 << p }

// Job is one write of one change of the plan.
type Job struct {
	// Change is the index in Plan.Changes.
	Change int
	Part   Part
}

// write makes the request of a job.
func write(c *reconcile.Change, p Part) Write {
	w := Write{UserID: c.User.ID}
	if p == PartLocation {
		w.Kind, w.UsageLocation = SetLocation, c.SetUsageLocation.To
		return w
	}
	e := portion(c, p)
	w.Add = make([]reconcile.Holding, 0, len(e.Assign)+len(e.Update))
	w.Add = append(w.Add, e.Assign...)
	for _, u := range e.Update {
		w.Add = append(w.Add, reconcile.Holding{SKUID: u.SKUID, DisabledPlans: u.DisabledPlans})
	}
	for _, h := range e.Unassign {
		w.Remove = append(w.Remove, h.SKUID)
	}
	return w
}

// portion gives the change that part p of c makes by itself. Its Before is
// that of c, but for the additions, which start where the removals ended.
func portion(c *reconcile.Change, p Part) reconcile.Change {
	e := reconcile.Change{User: c.User, Before: c.Before, Sources: c.Sources}
	switch p {
	case PartLocation:
		e.SetUsageLocation = c.SetUsageLocation
	case PartLicenses:
		e.Assign, e.Update, e.Unassign = c.Assign, c.Update, c.Unassign
		e.Releases, e.Takes = c.Releases, c.Takes
	case PartRemovals:
		e.Unassign, e.Releases = c.Unassign, c.Releases
	case PartAdditions:
		removals := portion(c, PartRemovals)
		e.Before = removals.On(c.Before)
		e.Assign, e.Update, e.Takes = c.Assign, c.Update, c.Takes
	default:
		panic("apply: unexpected Part")
	}
	return e
}

// part gives the part of a change that a step of a schedule carries out.
func part(p order.Part) Part {
	return [...]Part{order.Whole: PartLicenses, order.RemoveFirst: PartRemovals, order.AddAfter: PartAdditions}[p]
}
