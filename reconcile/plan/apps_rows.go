package plan

import (
	"strings"

	"licet/reconcile"
)

// appsText is what a row writes of apps; most rows of a sheet write the same.
type appsText struct {
	sku               int32
	enabled, disabled string
}

// rowApps settles what a row says of apps; nil when it says nothing.
func (p *planner) rowApps(who *person, row *reconcile.Row, sku int32) *appsSaid {
	if row.EnabledApps == "" && row.DisabledApps == "" && len(row.AppsOn)+len(row.AppsOff) == 0 {
		return nil
	}
	text := appsText{sku, strings.TrimSpace(row.EnabledApps), strings.TrimSpace(row.DisabledApps)}
	if text.enabled == "" && text.disabled == "" {
		return p.boxApps(who, row, sku)
	}
	if known, ok := p.appTexts[text]; ok {
		return known
	}
	before := len(p.found.all)
	said := p.listedApps(who, row, text)
	if len(p.found.all) == before {
		p.appTexts[text] = said
	}
	return said
}

// boxApps settles the boxes of a matrix's app columns.
func (p *planner) boxApps(who *person, row *reconcile.Row, sku int32) *appsSaid {
	if len(row.AppsOn)+len(row.AppsOff) == 0 {
		return nil
	}
	return &appsSaid{rule: appsEach,
		on:  p.rowPlans(who, row, sku, row.AppsOn, false),
		off: p.rowPlans(who, row, sku, row.AppsOff, true)}
}

// listedApps settles the cells that list apps.
func (p *planner) listedApps(who *person, row *reconcile.Row, text appsText) *appsSaid {
	list := func(cell string) []string { return p.in.Names.SplitApps(p.skus[text.sku].ID, cell) }
	switch {
	case text.enabled != "" && text.disabled != "":
		p.refuse(who, reconcile.Finding{Code: reconcile.CodeBothAppColumns, At: row.At,
			Message: reconcile.Say("The row lists both the apps that are on and the apps that are off."),
			Hint:    reconcile.Say("Each list says all by itself: keep one of the two.")})
		return nil
	case isAll(text.enabled) || isNone(text.disabled):
		return &appsSaid{rule: appsAllBut}
	case isAll(text.disabled) || isNone(text.enabled):
		return &appsSaid{rule: appsOnly}
	case text.enabled != "":
		return &appsSaid{rule: appsOnly, on: p.rowPlans(who, row, text.sku, list(text.enabled), false)}
	default:
		return &appsSaid{rule: appsAllBut, off: p.rowPlans(who, row, text.sku, list(text.disabled), true)}
	}
}

func isAll(cell string) bool {
	return strings.EqualFold(cell, "all") || strings.EqualFold(cell, "all on") || cell == "*" || cell == "全部"
}

func isNone(cell string) bool {
	return strings.EqualFold(cell, "none") || cell == "无" || cell == "無"
}

// rowPlans settles the names of apps; those that mean nothing, several things,
// or an app that cannot be turned off, are reported.
func (p *planner) rowPlans(who *person, row *reconcile.Row, sku int32, apps []string, off bool) []string {
	id := p.skus[sku].ID
	var plans []string
	for _, app := range apps {
		found := p.in.Names.App(id, app)
		switch {
		case len(found) == 0:
			p.refuse(who, reconcile.Finding{Code: reconcile.CodeUnknownApp, At: row.At,
				Message: reconcile.Say("%s has no app %q.", p.licenseName(sku), app), Hint: p.unknownAppHint(id, app)})
		case len(found) > 1:
			p.refuse(who, reconcile.Finding{Code: reconcile.CodeAmbiguousApp, At: row.At,
				Message: reconcile.Say("%q stands for several apps of %s: %s.", app, p.licenseName(sku), reconcile.AndOf(p.appNames(found))),
				Hint:    reconcile.Say("Write the name in brackets, or the GUID, of the one that is meant.")})
		case off && len(p.apps.choosable(sku)) > 0 && !has(p.apps.choosable(sku), found[0]):
			p.warn(who, reconcile.Finding{Code: reconcile.CodeAppForCompany, At: row.At,
				Message: reconcile.Say("%s of %s is for the whole company and cannot be turned off for one user.", app, p.licenseName(sku)),
				Hint:    reconcile.Say("The app is passed over; the rest of the row counts.")})
		default:
			plans = append(plans, found[0])
		}
	}
	return reconcile.NormalizePlans(plans)
}

// appNames writes apps so that namesakes can be told apart.
func (p *planner) appNames(ids []string) []string {
	names := make([]string, len(ids))
	for i, id := range ids {
		plan := p.in.Names.Plan(id)
		names[i] = plan.FriendlyName + " (" + plan.Name + ", " + id + ")"
	}
	return names
}

func (p *planner) unknownAppHint(skuID, app string) reconcile.Sentence {
	near := p.in.Names.NearestApps(skuID, app)
	if len(near) == 0 {
		return reconcile.Say("`licet skus` lists the apps of each licence.")
	}
	names := make([]string, len(near))
	for i, plan := range near {
		names[i] = plan.FriendlyName + " (" + plan.Name + ")"
	}
	return didYouMean(names)
}
