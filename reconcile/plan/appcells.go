package plan

import (
	"strings"

	"licet/reconcile"
)

// apps settles what a row says of the apps of its licence; nil when it says nothing.
func (e *entries) apps(x *entry, row *reconcile.Row, sku int32) *appsRule {
	enabled, disabled := strings.TrimSpace(row.EnabledApps), strings.TrimSpace(row.DisabledApps)
	list := func(cell string, off bool) []string {
		return e.plans(x, row, sku, e.names.SplitApps(e.licenses.id(sku), cell), off)
	}
	switch {
	case enabled == "" && disabled == "" && len(row.AppsOn)+len(row.AppsOff) == 0:
		return nil
	case enabled == "" && disabled == "":
		return &appsRule{on: e.plans(x, row, sku, row.AppsOn, false), off: e.plans(x, row, sku, row.AppsOff, true)}
	case enabled != "" && disabled != "":
		x.problems.add(reconcile.Error, reconcile.CodeBothAppColumns, spot{column: int32(row.At.Column)},
			reconcile.Say("The row lists both the apps that are on and the apps that are off."),
			reconcile.Say("Each list says all by itself: keep one of the two."))
		return nil
	case isAll(enabled) || isNone(disabled):
		return &appsRule{kind: appsAllBut}
	case isAll(disabled) || isNone(enabled):
		return &appsRule{kind: appsOnly}
	case enabled != "":
		return &appsRule{kind: appsOnly, on: list(enabled, false)}
	default:
		return &appsRule{kind: appsAllBut, off: list(disabled, true)}
	}
}

func isAll(cell string) bool {
	return strings.EqualFold(cell, "all") || strings.EqualFold(cell, "all on") || cell == "*" || cell == "全部"
}

func isNone(cell string) bool {
	return strings.EqualFold(cell, "none") || cell == "无" || cell == "無"
}

// plans settles the names of apps; those that mean nothing, several things, or an
// app that cannot be turned off, are reported.
func (e *entries) plans(x *entry, row *reconcile.Row, sku int32, apps []string, off bool) []string {
	id, license := e.licenses.id(sku), e.licenses.name(sku)
	choosable := e.licenses.choosable(sku)
	at := spot{column: int32(row.At.Column)}
	var plans []string
	for _, app := range apps {
		found := e.names.App(id, app)
		switch {
		case len(found) == 0:
			x.problems.add(reconcile.Error, reconcile.CodeUnknownApp, at, reconcile.Say("%s has no app %q.", license, app), e.unknownAppHint(id, app))
		case len(found) > 1:
			x.problems.add(reconcile.Error, reconcile.CodeAmbiguousApp, at,
				reconcile.Say("%q stands for several apps of %s: %s.", app, license, reconcile.AndOf(e.appNames(found))),
				reconcile.Say("Write the name in brackets, or the GUID, of the one that is meant."))
		case off && len(choosable) > 0 && !has(choosable, found[0]):
			x.problems.add(reconcile.Warning, reconcile.CodeAppForCompany, at,
				reconcile.Say("%s of %s is for the whole company and cannot be turned off for one user.", app, license),
				reconcile.Say("The app is ignored; the rest of the row counts."))
		default:
			plans = append(plans, found[0])
		}
	}
	return reconcile.NormalizePlans(plans)
}

// appNames writes apps so that namesakes can be told apart.
func (e *entries) appNames(ids []string) []string {
	names := make([]string, len(ids))
	for i, id := range ids {
		plan := e.names.Plan(id)
		names[i] = plan.FriendlyName + " (" + plan.Name + ", " + id + ")"
	}
	return names
}

func (e *entries) unknownAppHint(skuID, app string) reconcile.Sentence {
	near := e.names.NearestApps(skuID, app)
	if len(near) == 0 {
		return reconcile.Say("`licet skus` lists the apps of each licence.")
	}
	names := make([]string, len(near))
	for i, plan := range near {
		names[i] = plan.FriendlyName + " (" + plan.Name + ")"
	}
	return didYouMean(names)
}
