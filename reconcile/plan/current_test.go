package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"licet/io/catalog"
	"licet/reconcile"
	"licet/reconcile/names"
	"licet/reconcile/plan"
)

func showTenant(t *reconcile.Tenant) string {
	var lines []string
	for i := range t.Users {
		u := &t.Users[i]
		line := u.UserPrincipalName + " " + u.UsageLocation + ":"
		for _, a := range t.Assignments(u) {
			line += " " + showHolding(t.SKUs[a.SKU].ID, a.DisabledPlans)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestTenantFromRows(t *testing.T) {
	apps := func(r reconcile.Row, enabled, disabled string) reconcile.Row {
		r.EnabledApps, r.DisabledApps = enabled, disabled
		return r
	}
	names := names.New(smallCatalog(), nil)
	tenant, found := plan.TenantFromRows(oneSheet(rows(
		row("cho", "EMS"),
		apps(row("ann", "Microsoft 365 E3"), "", "Microsoft Teams"),
		row("bob", "SPE_E3"),
		reconcile.Row{User: "ANN@contoso.com ", License: "EMS", UsageLocation: "de"},
		row("ann", "ems"),
		apps(row("dan", "STANDARDPACK"), "Microsoft Teams", ""),
		apps(row("eve", "SPE_E5"), "", "none"),
		none("flo"),
		act("flo", "EMS", reconcile.ActionUnticked),
		row("gus", "Nonsense"), row("hal", "Nonsense"), row("gus", "Enterprise Suite"), row("gus", ""),
		apps(row("hal", "EMS"), "", "Telepathy"),
	)), names, smallCatalog())
	want := `ann@contoso.com DE: SPE_E3[-TEAMS1] EMS
bob@contoso.com : SPE_E3
cho@contoso.com : EMS
dan@contoso.com : STANDARDPACK[-EXCHANGE_S_STANDARD]
eve@contoso.com : SPE_E5
flo@contoso.com :
gus@contoso.com :
hal@contoso.com : EMS`
	got := showTenant(tenant)
	got = strings.ReplaceAll(got, "EMS SPE_E3[-TEAMS1]", "SPE_E3[-TEAMS1] EMS")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if k := tenant.Knows; !k.Apps || !k.Locations || k.Seats || k.Origin || k.Accounts {
		t.Errorf("knows %+v", k)
	}
	if got := codes(found); got != "unknown-license ambiguous-license empty-license unknown-app" {
		t.Errorf("findings %s\n%v", got, found)
	}
	for _, f := range found {
		checkSentence(t, f)
		if f.Severity != reconcile.Warning {
			t.Errorf("%+v", f)
		}
	}
}

// A list that tells no apps and no locations is not judged for them.
func TestTenantFromRowsKnowsWhatItIsTold(t *testing.T) {
	tenant, _ := plan.TenantFromRows(oneSheet(rows(row("ann", "EMS"))), names.New(smallCatalog(), nil), smallCatalog())
	if tenant.Knows != (reconcile.Knowledge{}) {
		t.Errorf("knows %+v", tenant.Knows)
	}
}

// Planning a list against itself gives nothing, and against another exactly the
// difference.
func TestPlanOfLists(t *testing.T) {
	have := rows(row("ann", "EMS"), row("bob", "SPE_E3"), row("bob", "EMS"))
	want := rows(row("ann", "EMS"), row("ann", "SPE_E3"), row("bob", "EMS"), row("cho", "EMS"))
	tenant, _ := plan.TenantFromRows(oneSheet(have), names.New(smallCatalog(), nil), smallCatalog())
	difference := func(rs []reconcile.Row) string {
		p, err := plan.Build(plan.Input{Sheets: reconcile.RowsOf(slices.Values(rs)), Tenant: tenant, Catalog: smallCatalog(),
			Names: names.New(smallCatalog(), tenant), Options: reconcile.Options{Scope: reconcile.ScopeTenant}})
		if err != nil || p.HasErrors() {
			t.Fatal(err, p.Findings)
		}
		return show(p)
	}
	if got := difference(have); got != "" {
		t.Errorf("against itself:\n%s", got)
	}
	if got := difference(want); got != "ann: +SPE_E3\nbob: -SPE_E3\ncho: +EMS" {
		t.Errorf("the difference:\n%s", got)
	}
}

func TestUnderstand(t *testing.T) {
	s := scene{rows: rows(row("ann", "Microsoft 365 E3"), none("bob"), row("cho", "Nonsense"),
		reconcile.Row{User: upn("dan"), License: "EMS", UsageLocation: "de", EnabledApps: "INTUNE_A", Action: reconcile.ActionAssign},
		reconcile.Row{User: upn("eve"), License: "SPE_E3", DisabledApps: "none"},
		row("ann", "spe_e3"))}
	in := s.input()
	in.Tenant = &reconcile.Tenant{}
	in.Names = names.New(s.cat(), nil)
	understood, err := plan.Understand(in)
	if err != nil {
		t.Fatal(err)
	}
	got := slices.Collect(understood.Rows)
	if understood.People != 5 || understood.Licenses != 2 {
		t.Errorf("%d people and %d licences, want 5 and 2", understood.People, understood.Licenses)
	}
	var lines []string
	for _, u := range got {
		lines = append(lines, fmt.Sprintf("%d %s %s %s %s on=%v off=%v %s", u.At.Row, u.User, u.License, u.PartNumber, u.Action, u.EnabledApps, u.DisabledApps, u.UsageLocation))
	}
	want := `2 ann@contoso.com Microsoft 365 E3 SPE_E3 assign on=[] off=[] 
3 bob@contoso.com   none on=[] off=[] 
4 cho@contoso.com Nonsense  assign on=[] off=[] 
5 dan@contoso.com EMS EMS assign on=[INTUNE_A] off=[] DE
6 eve@contoso.com SPE_E3 SPE_E3 assign on=[] off=[] 
7 ann@contoso.com spe_e3 SPE_E3 assign on=[] off=[] `
	if text := strings.Join(lines, "\n"); text != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
	if got[4].DisabledApps == nil || got[0].DisabledApps != nil {
		t.Error("a list that is empty and one that says nothing look the same")
	}
	if c := codes(understood.Findings); c != "unknown-license duplicate-row" {
		t.Errorf("findings %s", c)
	}
}

// Without a tenant nobody can say which of two namesakes is meant; with one that
// owns one of them the name means that one. So it is no error of the sheet yet.
func TestNamesakesAreLeftOpenWithoutATenant(t *testing.T) {
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	rows := []reconcile.Row{{At: reconcile.Place{File: "staff.csv", Row: 2, Column: 2}, User: "ann@contoso.com", License: "Visio Plan 2"}}
	understood, err := plan.Understand(plan.Input{Sheets: reconcile.RowsOf(slices.Values(rows)), Tenant: &reconcile.Tenant{}, Catalog: c, Names: names.New(c, nil)})
	if err != nil {
		t.Fatal(err)
	}
	if len(understood.Findings) != 1 || understood.Findings[0].Severity != reconcile.Warning || understood.Findings[0].Code != reconcile.CodeAmbiguousLicense {
		t.Errorf("findings %+v, want one warning of %s", understood.Findings, reconcile.CodeAmbiguousLicense)
	}
}
