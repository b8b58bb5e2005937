package report

import (
	"iter"

	"licet/reconcile"
)

// changeColumns are such that licet reads the table as a sheet, from action to
// usage location and whatever the language: what it would plan from it is this
// plan again.
var changeColumns = []column[step]{
	{"", "user", 34, textual, func(s *step) any { return userName(s.change.User) }, nil},
	{"", "display name", 26, textual, func(s *step) any { return s.change.User.DisplayName }, nil},
	{"", "action", 12, textual, func(s *step) any { return s.action() }, nil},
	{"", "license", 34, textual, func(s *step) any { return s.product() }, nil},
	{"", "sku id", 38, textual, func(s *step) any { return s.skuID }, nil},
	{"", "enabled apps", 14, textual, func(s *step) any { return s.enabled() }, nil},
	{"", "disabled apps", 40, textual, func(s *step) any { return joined(each(s.off, s.names.planName)) }, nil},
	{"", "usage location", 14, textual, func(s *step) any { return s.location() }, nil},
	{"", "planned", 14, textual, func(s *step) any { return term(s.kind) }, []wordColor{
		{actionAssign, fillGood}, {actionUpdate, fillChange}, {actionUnassign, fillBad}, {actionSetLocation, fillOther},
	}},
	{"", "turns on", 40, textual, func(s *step) any { return s.turned(s.was, s.off) }, nil},
	{"", "turns off", 40, textual, func(s *step) any { return s.turned(s.off, s.was) }, nil},
	{"", "row", 28, textual, func(s *step) any { return s.source() }, nil},
}

func changeTable(p *reconcile.Plan) table {
	return tableOf("", "Changes", changeColumns, changeRows(p))
}

// changeRows gives the rows of a plan, in its order. A change of the location
// stands in every row of its user; a user of whom nothing else changes has a
// row for a licence that they keep, or, holding none, a row without licence.
func changeRows(p *reconcile.Plan) iter.Seq[*step] {
	names := namesOf(p, nil)
	return flat(all(p.Changes), func(c *reconcile.Change) []step {
		steps := names.steps(c, nil)
		if len(steps) == 0 {
			steps = []step{{names: names, change: c, kind: actionSetLocation}}
			if len(c.Before) > 0 {
				steps[0].skuID = c.Before[0].SKUID
			}
		}
		return steps
	})
}

// action is assign or unassign, as a sheet says it; an update assigns a licence
// that is held with other apps.
func (s *step) action() term {
	switch {
	case s.skuID == "":
		return ""
	case s.kind == actionUnassign:
		return actionUnassign
	default:
		return actionAssign
	}
}

// enabled is "all" where every app is on; else those that are off are listed.
func (s *step) enabled() string {
	if (s.kind == actionAssign || s.kind == actionUpdate) && len(s.off) == 0 {
		return "all"
	}
	return ""
}

func (s *step) location() string {
	if s.change.SetUsageLocation == nil {
		return ""
	}
	return s.change.SetUsageLocation.To
}

// turned lists the apps of an update that are in one list and not in the other.
func (s *step) turned(in, notIn []string) string {
	if s.kind != actionUpdate {
		return ""
	}
	return joined(each(without(in, notIn), s.names.app))
}
