package planfile

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"licet/io/findings"
	"licet/reconcile"
)

// field reads the value of the field name.
func (d *decoder) field(name string) error {
	switch name {
	case "created":
		return single(d, name, d.created)
	case "tool":
		return single(d, name, func(t *Tool) { d.header.Tool = *t })
	case "tenant":
		return single(d, name, d.tenant)
	case "inputs":
		return each(d, name, Input{}, func(i *Input) {
			d.counts("", i)
			d.header.Inputs = append(d.header.Inputs, *i)
		})
	case "undoes":
		return single(d, name, d.undoes)
	case "options":
		return single(d, name, d.options)
	case "summary":
		return single(d, name, d.summary)
	case "leftAlone":
		return single(d, name, func(w *wireLeftAlone) {
			d.counts(name, w)
			d.plan.LeftAlone = reconcile.LeftAlone(*w)
		})
	case "removals":
		return single(d, name, func(w *wireRemovals) {
			d.counts(name, w)
			d.plan.Removals = reconcile.Removals(*w)
		})
	case "seats":
		return each(d, name, wireSeat{Known: true, Assign: untold, Unassign: untold}, d.seat)
	case "costs":
		return single(d, name, d.costs)
	case "servicePlans":
		return each(d, name, wirePlan{}, d.servicePlan)
	case "changes":
		err := each(d, name, wireChange{}, d.change)
		d.checkUsers()
		return err
	case "findings":
		return each(d, name, findings.JSON{}, d.finding)
	default:
		return single(d, name, func(*any) {
			d.fault(name, "licet does not know this field, and a plan is carried out whole or not at all")
		})
	}
}

func (d *decoder) created(text *string) {
	at, err := time.Parse(time.RFC3339, *text)
	if err != nil {
		d.fault("created", "%q is not a time such as 2026-03-01T09:30:00Z", *text)
	}
	d.header.Created = at.UTC()
}

func (d *decoder) tenant(t *Tenant) {
	if !slices.Contains([]Source{SourceGraph, SourceSandbox, SourceFile}, t.Source) {
		d.fault("tenant.source", "%q is not one of graph, sandbox, file", t.Source)
	}
	if t.Source == SourceGraph && !isGUID(t.ID) {
		d.fault("tenant.id", "%q is not a GUID", t.ID)
	}
	d.header.Tenant = *t
}

func (d *decoder) undoes(u *Undone) {
	if u.Run == "" {
		d.fault("undoes.run", "the run is not named")
	}
	if !slices.Contains([]string{"apply", "undo", "redo"}, u.Kind) {
		d.fault("undoes.kind", "%q is not one of apply, undo, redo", u.Kind)
	}
	u.Began = u.Began.UTC()
	d.header.Undoes = u
}

func (d *decoder) options(w *wireOptions) {
	o := &d.plan.Options
	var ok bool
	if o.Mode, ok = reconcile.Named(w.Mode, reconcile.Exact, reconcile.Add, reconcile.Remove); !ok {
		d.fault("options.mode", "%q is not one of exact, add, remove", w.Mode)
	}
	if o.Scope, ok = reconcile.Named(w.Scope, reconcile.ScopeSheet, reconcile.ScopeTenant); !ok {
		d.fault("options.scope", "%q is not one of sheet, tenant", w.Scope)
	}
	o.ManageAll = w.ManageAll
	o.Manage = d.guids(spot{}, "options.manage", w.Manage)
}

// mostExpected bounds the room that is made for changes that have not come yet.
const mostExpected = 1 << 20

// summary makes room for the changes that it announces, so that a long list is
// not copied while it grows.
func (d *decoder) summary(w *wireSummary) {
	d.counts("summary", w)
	d.plan.Summary = reconcile.Summary(*w)
	d.plan.Changes = slices.Grow(d.plan.Changes, min(max(w.Changes, 0), mostExpected))
}

func (d *decoder) seat(w *wireSeat) {
	w.SKUID = d.guid(spot{}, "skuId", w.SKUID)
	d.counts("", w, "free", "after", "assign", "unassign")
	d.plan.Seats = append(d.plan.Seats, reconcile.Seat(*w))
}

func (d *decoder) servicePlan(w *wirePlan) {
	w.ID = d.guid(spot{}, "servicePlanId", w.ID)
	d.plan.Apps = append(d.plan.Apps, reconcile.PlanName(*w))
}

func (d *decoder) finding(j *findings.JSON) {
	f, err := j.Finding()
	if err != nil {
		d.fault("severity", "%v", err)
	}
	d.plan.Findings = append(d.plan.Findings, f)
}

// guid gives a GUID in lower case and notes one that is none.
func (d *decoder) guid(at spot, field, text string) string {
	if !isGUID(text) {
		d.fault(at.path(field), "%q is not a GUID", text)
	}
	return d.share(strings.ToLower(text))
}

// guids gives a set of GUIDs in the core's form and notes those that are none.
func (d *decoder) guids(at spot, field string, texts []string) []string {
	for _, text := range texts {
		d.guid(at, field, text)
	}
	return shareList(d, reconcile.NormalizePlans(texts))
}

// isGUID reports whether s is a GUID as Graph writes one, in any case: a file that
// a program wrote has no braces round it.
func isGUID(s string) bool {
	id, ok := reconcile.ParseGUID(s)
	return ok && len(id) == len(s)
}

// share gives the one copy of text that all of the plan uses: a large plan
// says a few ids and paths many times.
func (d *decoder) share(text string) string {
	if one, ok := d.texts[text]; ok {
		return one
	}
	if len(d.texts) < mostShared {
		d.texts[text] = text
	}
	return text
}

// shareList is share for what thousands of users hold, get or lose alike.
func shareList[T any](d *decoder, list []T) []T {
	if len(list) == 0 {
		return nil
	}
	text := fmt.Sprintf("%T%v", list, list)
	if one, ok := d.lists[text]; ok {
		return one.([]T)
	}
	if len(d.lists) < mostShared {
		d.lists[text] = list
	}
	return list
}

// mostShared bounds the texts and lists that are remembered: where all differ, it gains nothing.
const mostShared = 1 << 14
