package report

import (
	"slices"

	"licet/reconcile"
	"licet/reconcile/apply"
)

// Kinds of steps, in the words of the plan.
const (
	actionAssign      = "assign"
	actionUpdate      = "update"
	actionUnassign    = "unassign"
	actionSetLocation = "set location"
)

// step is one user and one licence of a change, or one user's location, which has
// no licence.
type step struct {
	names  planNames
	change *reconcile.Change
	// item is what became of the change, nil in a plan.
	item        *apply.Item
	kind, skuID string
	// off are the apps that are off afterwards, was those that were before.
	off, was []string
}

// steps are what a change does to licences.
func (n planNames) steps(c *reconcile.Change, item *apply.Item) []step {
	out := make([]step, 0, len(c.Assign)+len(c.Update)+len(c.Unassign))
	for _, h := range c.Assign {
		out = append(out, step{n, c, item, actionAssign, h.SKUID, h.DisabledPlans, nil})
	}
	for _, u := range c.Update {
		out = append(out, step{n, c, item, actionUpdate, u.SKUID, u.DisabledPlans, u.Was})
	}
	for _, h := range c.Unassign {
		out = append(out, step{n, c, item, actionUnassign, h.SKUID, nil, nil})
	}
	return out
}

// status is what became of it: the removals of a change may be done of which the
// additions failed.
func (s *step) status() apply.Status {
	part := apply.PartAdditions
	switch s.kind {
	case actionSetLocation:
		part = apply.PartLocation
	case actionUnassign:
		part = apply.PartRemovals
	}
	return s.item.Part(part)
}

// unlessDone is what is said of the change; nothing where this step of it is done.
func (s *step) unlessDone(said reconcile.Sentence) reconcile.Sentence {
	if s.status() == apply.StatusDone {
		return reconcile.Sentence{}
	}
	return said
}

// product is the name of the licence.
func (s *step) product() string { return s.names.license(s.skuID) }

// source writes all places that the change is from.
func (s *step) source() string { return joined(each(s.change.Sources, reconcile.Place.String)) }

// looks are how steps are marked, on a page and on a terminal.
var looks = map[string]struct {
	mark, class, sign string
	hue               paint
}{
	actionAssign:   {"+", classAssign, "+", green},
	actionUpdate:   {"~", classUpdate, "~", yellow},
	actionUnassign: {"−", classUnassign, "-", red},
}

// apps say which are off, or which an update turns on and off.
func (s *step) apps() (texts []string) {
	on, off := without(s.was, s.off), without(s.off, s.was)
	if len(on) > 0 {
		texts = append(texts, s.names.Say("turns on: %s", s.names.appList(on)))
	}
	if len(off) > 0 && s.kind == actionUpdate {
		texts = append(texts, s.names.Say("turns off: %s", s.names.appList(off)))
	}
	if len(off) > 0 && s.kind == actionAssign {
		texts = append(texts, s.names.Say("off: %s", s.names.appList(off)))
	}
	return texts
}

func without(ids, others []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return slices.Contains(others, id) })
}
