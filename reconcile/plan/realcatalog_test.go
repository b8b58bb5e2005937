package plan_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"licet/io/catalog"
	"licet/reconcile"
	"licet/reconcile/names"
	"licet/reconcile/plan"
)

func realCatalog(t rapid.TB) *reconcile.Catalog {
	t.Helper()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Real SKUs by their part numbers, with the plans of the real catalogue.
func realTenant(c *reconcile.Catalog, parts []string, users ...reconcile.UserRecord) *reconcile.Tenant {
	b := reconcile.NewTenantBuilder(reconcile.FullKnowledge(), c)
	b.SetOrganization("contoso", "Contoso", "US")
	for _, p := range c.Products {
		for _, part := range parts {
			if p.PartNumber == part {
				s := reconcile.SKU{ID: p.SKUID, PartNumber: part, AppliesTo: "User", CapabilityStatus: "Enabled", Enabled: 100}
				for _, id := range p.Plans {
					s.Plans = append(s.Plans, reconcile.ServicePlan{ID: id, AppliesTo: "User", Name: planNameOf(c, id)})
				}
				b.AddSKU(s)
			}
		}
	}
	for _, u := range users {
		b.AddUser(u)
	}
	return b.Tenant()
}

func planNameOf(c *reconcile.Catalog, id string) string {
	for _, p := range c.Plans {
		if p.ID == id {
			return p.Name
		}
	}
	return id
}

func realUser(c *reconcile.Catalog, name string, parts ...string) reconcile.UserRecord {
	u := reconcile.UserRecord{ID: name, UserPrincipalName: upn(name), UsageLocation: "US"}
	for _, part := range parts {
		for _, p := range c.Products {
			if p.PartNumber == part {
				u.AssignedLicenses = append(u.AssignedLicenses, reconcile.LicenseRecord{SKUID: p.SKUID})
				u.States = append(u.States, reconcile.StateRecord{SKUID: p.SKUID, State: "Active"})
			}
		}
	}
	return u
}

// TestRealCatalogue plans with real products: what is told of pairs that
// Microsoft sells, refuses, or covers.
func TestRealCatalogue(t *testing.T) {
	c := realCatalog(t)
	for _, x := range []struct {
		name   string
		holds  []string
		gets   string
		apps   string // disabled
		want   string // codes with severities
		detail string // stands in some finding
	}{
		{"two calling plans exclude each other", []string{"SPE_E5", "MCOPSTN1"}, "MCOPSTN2", "", "error mutually-exclusive", "exclude each other"},
		{"Intune twice", []string{"EMS"}, "INTUNE_A_VL", "", "error mutually-exclusive", "intune"},
		{"E1 and E3 go together", []string{"STANDARDPACK"}, "ENTERPRISEPACK", "", "note covered-license", "Office 365 E1 (STANDARDPACK) appears to be covered by Office 365 E3 (ENTERPRISEPACK)"},
		{"E3 without SharePoint leaves Office for the web alone", nil, "SPE_E3", "SHAREPOINTENTERPRISE", "error missing-dependency", "needs"},
		{"E3 beside E5 is a waste", []string{"SPE_E3"}, "SPE_E5", "", "note covered-license", "Microsoft 365 E3 (SPE_E3) appears to be covered by Microsoft 365 E5 (SPE_E5)"},
		{"Visio beside E5 is none", []string{"SPE_E5"}, "VISIOCLIENT", "", "", ""},
		{"E3 no Teams and Teams are a pair", []string{"Microsoft_365_E3_(no_Teams)"}, "Microsoft_Teams_Enterprise_New", "", "", ""},
	} {
		t.Run(x.name, func(t *testing.T) {
			tenant := realTenant(c, append(x.holds, x.gets), realUser(c, "ann", x.holds...))
			p, err := plan.Build(plan.Input{Tenant: tenant, Catalog: c, Names: names.New(c, tenant),
				Sheets: reconcile.RowsOf(slices.Values([]reconcile.Row{
					{At: at(2), User: upn("ann"), License: x.gets, Action: reconcile.ActionAssign, DisabledApps: x.apps}}))})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			detail := ""
			for _, f := range p.Findings {
				if f.Severity > reconcile.Note || f.Code == reconcile.CodeCovered {
					got = append(got, f.Severity.String()+" "+string(f.Code))
				}
				detail += f.Message.String()
			}
			if strings.Join(got, ", ") != x.want || !strings.Contains(detail, x.detail) {
				t.Errorf("got %v, want %s\n%v", got, x.want, p.Findings)
			}
		})
	}
}

// TestRealNames pins look-ups that people get wrong.
func TestRealNames(t *testing.T) {
	c := realCatalog(t)
	names := names.New(c, nil)
	for _, x := range []struct{ text, want string }{
		{"Microsoft 365 E3", "SPE_E3"}, {"microsoft365e3", "SPE_E3"}, {"spe_e3", "SPE_E3"}, {"contoso:SPE_E3", "SPE_E3"},
		{"05E9A617-0261-4CEE-BB44-138D3EF5D965", "SPE_E3"}, {"{05e9a617-0261-4cee-bb44-138d3ef5d965}", "SPE_E3"},
		{"Microsoft 365 F3", "SPE_F1"}, {"Microsoft 365 Business Standard", "O365_BUSINESS_PREMIUM"},
		{"Exchange Online (Plan 1)", "EXCHANGESTANDARD"}, {"Exchange Online （Plan 1）", "EXCHANGESTANDARD"},
		{"Enterprise Mobility + Security E3", "EMS"}, {"no such thing", ""},
	} {
		var got []string
		for _, c := range names.License(x.text) {
			got = append(got, c.PartNumber)
		}
		if strings.Join(got, " ") != x.want {
			t.Errorf("License(%q) = %v, want %s", x.text, got, x.want)
		}
	}
	if near := names.Nearest("Mircosoft 365 E3"); len(near) == 0 || near[0].PartNumber != "SPE_E3" {
		t.Errorf("near Mircosoft 365 E3: %v", near)
	}
	if near := names.Nearest("Visio Plan 2 licence"); len(near) == 0 || near[0].PartNumber != "VISIOCLIENT" {
		t.Errorf("near Visio Plan 2 licence: %v", near)
	}
}

// The tenant's own SKUs come before the whole catalogue: a name that stands for
// two products means the one that is owned.
func TestOwnedNamesComeFirst(t *testing.T) {
	c := realCatalog(t)
	all := names.New(c, nil).License("MCOPSTN5")
	if len(all) != 2 {
		t.Fatalf("MCOPSTN5 stands for %v", all)
	}
	b := reconcile.NewTenantBuilder(reconcile.FullKnowledge(), c)
	b.AddSKU(reconcile.SKU{ID: all[1].SKUID, PartNumber: "MCOPSTN5"})
	if got := names.New(c, b.Tenant()).License("MCOPSTN5"); len(got) != 1 || got[0].SKUID != all[1].SKUID || !got[0].Owned {
		t.Errorf("got %v", got)
	}
}
