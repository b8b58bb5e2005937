package report

import (
	"iter"

	"licet/reconcile"
)

// changeRow is one row of the changes of a plan: one user and one licence. The
// columns action to usage location are such that the table is a sheet that licet
// reads: what it would plan from it is this plan again.
type changeRow struct {
	User, DisplayName string
	// Action is assign or unassign, as a sheet says it; an update assigns a
	// licence that is held with other apps.
	Action         string
	License, SkuID string
	// EnabledApps is "all" where every app is on, else DisabledApps lists those
	// that are off by Graph's names.
	EnabledApps, DisabledApps string
	UsageLocation             string
	// Kind is the word of the plan: assign, update, unassign, set location.
	Kind              string
	TurnsOn, TurnsOff string
	Source            string
}

// changeColumns are such that licet reads the worksheet as a sheet, whatever the
// language.
var changeColumns = []column[changeRow]{
	{"", "user", 34, textual, func(r *changeRow) any { return r.User }, nil},
	{"", "display name", 26, textual, func(r *changeRow) any { return r.DisplayName }, nil},
	{"", "action", 12, textual, func(r *changeRow) any { return term(r.Action) }, nil},
	{"", "license", 34, textual, func(r *changeRow) any { return r.License }, nil},
	{"", "sku id", 38, textual, func(r *changeRow) any { return r.SkuID }, nil},
	{"", "enabled apps", 14, textual, func(r *changeRow) any { return r.EnabledApps }, nil},
	{"", "disabled apps", 40, textual, func(r *changeRow) any { return r.DisabledApps }, nil},
	{"", "usage location", 14, textual, func(r *changeRow) any { return r.UsageLocation }, nil},
	{"", "planned", 14, textual, func(r *changeRow) any { return term(r.Kind) }, []wordColor{
		{actionAssign, fillGood}, {actionUpdate, fillChange}, {actionUnassign, fillBad}, {actionSetLocation, fillOther},
	}},
	{"", "turns on", 40, textual, func(r *changeRow) any { return r.TurnsOn }, nil},
	{"", "turns off", 40, textual, func(r *changeRow) any { return r.TurnsOff }, nil},
	{"", "row", 28, textual, func(r *changeRow) any { return r.Source }, nil},
}

func changeTable(p *reconcile.Plan) table {
	return tableOf("", "Changes", changeColumns, changeRows(p))
}

// changeRows gives the rows of a plan, in its order. A change of the location
// stands in every row of its user; a user of whom nothing else changes has a
// row for a licence that they keep, or, holding none, a row without licence.
func changeRows(p *reconcile.Plan) iter.Seq[*changeRow] {
	return func(yield func(*changeRow) bool) {
		names := namesOf(p, nil)
		for i := range p.Changes {
			for row := range all(names.changeRows(&p.Changes[i])) {
				if !yield(row) {
					return
				}
			}
		}
	}
}
func (n planNames) changeRows(c *reconcile.Change) []changeRow {
	base := changeRow{User: userName(c.User), DisplayName: c.User.DisplayName, Source: sourceText(c.Sources)}
	if c.SetUsageLocation != nil {
		base.UsageLocation = c.SetUsageLocation.To
	}
	var rows []changeRow
	add := func(kind, action, skuID string) *changeRow {
		row := base
		row.Kind, row.Action, row.SkuID = kind, action, skuID
		if skuID != "" {
			row.License = n.license(skuID)
		}
		rows = append(rows, row)
		return &rows[len(rows)-1]
	}
	for _, h := range c.Assign {
		n.setApps(add(actionAssign, actionAssign, h.SKUID), h.DisabledPlans)
	}
	for _, u := range c.Update {
		row := add(actionUpdate, actionAssign, u.SKUID)
		n.setApps(row, u.DisabledPlans)
		row.TurnsOn, row.TurnsOff = n.friendlyList(without(u.Was, u.DisabledPlans)), n.friendlyList(without(u.DisabledPlans, u.Was))
	}
	for _, h := range c.Unassign {
		add(actionUnassign, actionUnassign, h.SKUID)
	}
	switch {
	case len(rows) > 0:
	case len(c.Before) > 0:
		add(actionSetLocation, actionAssign, c.Before[0].SKUID)
	default:
		add(actionSetLocation, "", "")
	}
	return rows
}

func (n planNames) setApps(row *changeRow, off []string) {
	if len(off) == 0 {
		row.EnabledApps = "all"
		return
	}
	row.DisabledApps = joined(each(off, n.planName))
}

// planName gives Graph's name of a service plan, or its id.
func (n planNames) planName(id string) string {
	if a := n.apps[id]; a != nil && a.Name != "" {
		return a.Name
	}
	return id
}

func (n planNames) friendlyList(ids []string) string { return joined(each(ids, n.app)) }
