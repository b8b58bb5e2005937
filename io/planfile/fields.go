package planfile

import (
	"slices"
	"strings"
	"time"

	"licet/reconcile"
)

// single reads a field that is no list.
func (d *decoder) single(name string) error {
	switch name {
	case "created":
		return read(d, name, d.created)
	case "tool":
		return read(d, name, func(w *wireTool) { d.header.Tool = Tool(*w) })
	case "tenant":
		return read(d, name, d.tenant)
	case "options":
		return read(d, name, d.options)
	case "summary":
		return read(d, name, func(w *wireSummary) { d.plan.Summary = reconcile.Summary(*w) })
	case "leftAlone":
		return read(d, name, func(w *wireLeftAlone) { d.plan.LeftAlone = reconcile.LeftAlone(*w) })
	case "removals":
		return read(d, name, func(w *wireRemovals) { d.plan.Removals = reconcile.Removals(*w) })
	case "costs":
		return read(d, name, d.costs)
	default:
		return read(d, name, func(*any) {
			d.fault(spot{field: name}, "licet does not know this field, and a plan is carried out whole or not at all")
		})
	}
}

// read decodes one value and hands it on if it is sound.
func read[W any](d *decoder, name string, use func(*W)) error {
	var w W
	ok, err := d.decode(spot{field: name}, &w)
	if ok {
		use(&w)
	}
	return err
}

func (d *decoder) created(text *string) {
	at, err := time.Parse(time.RFC3339, *text)
	if err != nil {
		d.fault(spot{field: "created"}, "%q is no time such as 2026-03-01T09:30:00Z", *text)
	}
	d.header.Created = at.UTC()
}

func (d *decoder) tenant(w *wireTenant) {
	source := Source(w.Source)
	if !slices.Contains([]Source{SourceGraph, SourceSandbox, SourceFile}, source) {
		d.fault(spot{field: "tenant.source"}, "%q is none of graph, sandbox, file", w.Source)
	}
	if source == SourceGraph && !isGUID(w.ID) {
		d.fault(spot{field: "tenant.id"}, "%q is no GUID", w.ID)
	}
	d.header.Tenant = Tenant{ID: w.ID, DisplayName: w.DisplayName, Source: source}
}

func (d *decoder) options(w *wireOptions) {
	o := &d.plan.Options
	var ok bool
	if o.Mode, ok = named(w.Mode, reconcile.Exact, reconcile.Add, reconcile.Remove); !ok {
		d.fault(spot{field: "options.mode"}, "%q is none of exact, add, remove", w.Mode)
	}
	if o.Scope, ok = named(w.Scope, reconcile.ScopeSheet, reconcile.ScopeTenant); !ok {
		d.fault(spot{field: "options.scope"}, "%q is none of sheet, tenant", w.Scope)
	}
	o.ManageAll = w.ManageAll
	o.Manage = d.guids(spot{field: "options.manage"}, w.Manage)
}

// named gives the value that is written as word.
func named[T interface{ String() string }](word string, values ...T) (T, bool) {
	for _, v := range values {
		if v.String() == word {
			return v, true
		}
	}
	var zero T
	return zero, false
}

func (d *decoder) input(w *wireInput) {
	d.header.Inputs = append(d.header.Inputs, Input(*w))
}

func (d *decoder) seat(w *wireSeat) {
	d.plan.Seats = append(d.plan.Seats, reconcile.Seat{
		SKUID: d.guid(spot{field: "skuId"}, w.SkuID), SKUPartNumber: w.SkuPartNumber, Name: w.Name,
		Owned: w.Owned, Used: w.Used, Free: w.Free,
		Release: w.Release, Take: w.Take, After: w.After,
		Assign: w.Assign, Unassign: w.Unassign,
		Known: w.Known == nil || *w.Known, NoCost: w.NoCost,
	})
}

func (d *decoder) servicePlan(w *wirePlan) {
	d.plan.Apps = append(d.plan.Apps, reconcile.PlanName{
		ID: d.guid(spot{field: "servicePlanId"}, w.ServicePlanID), Name: w.ServicePlanName, FriendlyName: w.FriendlyName,
	})
}

func (d *decoder) finding(w *wireFinding) {
	severity, ok := named(w.Severity, reconcile.Error, reconcile.Warning, reconcile.Note)
	if !ok {
		d.fault(spot{field: "severity"}, "%q is none of error, warning, note", w.Severity)
	}
	d.plan.Findings = append(d.plan.Findings, reconcile.Finding{
		Severity: severity, Code: reconcile.Code(d.share(w.Code)), At: d.place(w.Source),
		User: d.shared.name(w.User), Message: d.share(w.Message), Hint: d.share(w.Hint),
	})
}

func (d *decoder) place(w wireSource) reconcile.Place {
	w.File, w.Worksheet = d.share(w.File), d.share(w.Worksheet)
	return reconcile.Place(w)
}

// guid gives a GUID in lower case and notes one that is none.
func (d *decoder) guid(at spot, text string) string {
	if !isGUID(text) {
		d.fault(at, "%q is no GUID", text)
	}
	return d.share(strings.ToLower(text))
}

// guids gives a set of GUIDs in the core's form and notes those that are none.
func (d *decoder) guids(at spot, texts []string) []string {
	for _, text := range texts {
		if !isGUID(text) {
			d.fault(at, "%q is no GUID", text)
		}
	}
	return d.shareSet(texts)
}

// isGUID reports whether s is a GUID as Graph writes one, in any case: a file that
// a program wrote has no braces round it.
func isGUID(s string) bool {
	id, ok := reconcile.ParseGUID(s)
	return ok && len(id) == len(s)
}
