package sheet_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"licet/io/sheet"
	"licet/io/sheet/workbooks"
	"licet/reconcile"
)

const guid = "05e9a617-0261-4cee-bb44-138d3ef5d9%02d"

// drawTenant draws a tenant whose names are as awkward as names are.
func drawTenant(t *rapid.T) *reconcile.Tenant {
	tenant := &reconcile.Tenant{Knows: reconcile.FullKnowledge(), Groups: []reconcile.Group{{ID: "g"}}}
	parts := []string{"SPE_E3", "EMS", "O365_w/o Teams Bundle_M3", "MCOPSTN5", "MCOPSTN5", "A_min_1,000_units (x)"}
	for i := range rapid.IntRange(1, len(parts)).Draw(t, "skus") {
		s := reconcile.SKU{ID: fmt.Sprintf(guid, i), PartNumber: parts[i], Name: "Product " + parts[i], Owned: i != 1 || rapid.Bool().Draw(t, "owned")}
		for j, name := range []string{"SWAY", "PROJECT_ESSENTIALS", "PROJECT_ESSENTIALS", "App, with (all)"} {
			s.Plans = append(s.Plans, reconcile.ServicePlan{ID: fmt.Sprintf(guid, 10*(i+1)+j), Name: name, AppliesTo: "User"})
		}
		tenant.SKUs = append(tenant.SKUs, s)
	}
	for i := range rapid.IntRange(0, 6).Draw(t, "users") {
		u := reconcile.User{ID: fmt.Sprintf("id-%d", i), UserPrincipalName: fmt.Sprintf("user%d@contoso.com", i)}
		u.DisplayName = rapid.SampledFrom([]string{"Ada", "=HYPERLINK(1)", "+49 30", "'=x", "Total", "Ü, \"quoted\"\nand more", "@you", "-"}).Draw(t, "name")
		if rapid.IntRange(0, 5).Draw(t, "formula") == 0 {
			u.UserPrincipalName = "=" + u.UserPrincipalName
		}
		var as []reconcile.Assignment
		for k := range tenant.SKUs {
			switch rapid.IntRange(0, 3).Draw(t, "held") {
			case 0:
				a := reconcile.Assignment{SKU: int32(k), Group: reconcile.Direct}
				for _, p := range tenant.SKUs[k].Plans {
					if rapid.Bool().Draw(t, "off") {
						a.DisabledPlans = append(a.DisabledPlans, p.ID)
					}
				}
				as = append(as, a)
			case 1:
				as = append(as, reconcile.Assignment{SKU: int32(k)})
			}
		}
		hold(tenant, &u, as)
		tenant.Users = append(tenant.Users, u)
	}
	return tenant
}

// wordsOf makes a Vocabulary of a tenant.
func wordsOf(t *reconcile.Tenant) words {
	w := words{}
	for _, s := range t.SKUs {
		var apps []string
		for _, p := range s.Plans {
			apps = append(apps, p.ID, p.Name)
		}
		w[s.ID], w[s.PartNumber] = apps, apps
	}
	return w
}

// directly says what the tenant's users hold directly, as state would.
func directly(t *reconcile.Tenant, everyone bool) []string {
	var lines []string
	for i := range t.Users {
		u, n := &t.Users[i], 0
		for _, a := range t.Assignments(u) {
			if a.Group == reconcile.Direct {
				lines = append(lines, fmt.Sprintf("%s has %s without %q", u.UserPrincipalName, t.SKUs[a.SKU].ID, a.DisabledPlans))
				n++
			}
		}
		if n == 0 && everyone {
			lines = append(lines, u.UserPrincipalName+" has nothing")
		}
	}
	slices.Sort(lines)
	return lines
}

// stated says what the rows of a sheet want.
func stated(tenant *reconcile.Tenant, s *sheet.Sheet) []string {
	var lines []string
	wished := map[string]bool{}
	for r := range s.Rows.All() {
		wished[r.User] = wished[r.User] || r.Action == reconcile.ActionUnsaid
		if r.Action != reconcile.ActionUnsaid {
			continue
		}
		at := slices.IndexFunc(tenant.SKUs, func(k reconcile.SKU) bool { return k.ID == r.License })
		if at < 0 {
			at = slices.IndexFunc(tenant.SKUs, func(k reconcile.SKU) bool { return k.PartNumber == r.License })
		}
		var off []string
		for app := range strings.SplitSeq(r.DisabledApps, "; ") {
			off = append(off, app)
		}
		off = append(off, r.AppsOff...)
		var ids []string
		for _, p := range tenant.SKUs[at].Plans {
			if slices.Contains(off, p.ID) || slices.Contains(off, p.Name) {
				ids = append(ids, p.ID)
			}
		}
		lines = append(lines, fmt.Sprintf("%s has %s without %q", r.User, tenant.SKUs[at].ID, ids))
	}
	for user, any := range wished {
		if !any {
			lines = append(lines, user+" has nothing")
		}
	}
	slices.Sort(lines)
	return lines
}

func TestExportsReadBackAsTheTenantIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tenant := drawTenant(t)
		o := workbooks.Options{
			Kind:     rapid.SampledFrom([]workbooks.Kind{workbooks.CSV, workbooks.XLSX}).Draw(t, "kind"),
			Layout:   rapid.SampledFrom([]string{sheet.Long, sheet.List, sheet.Matrix}).Draw(t, "layout"),
			Everyone: rapid.Bool().Draw(t, "everyone"),
		}
		var b bytes.Buffer
		done, err := workbooks.Export(&b, tenant, o)
		if err != nil {
			t.Fatal(err)
		}
		want := directly(tenant, o.Everyone)
		s, err := sheet.Read(context.Background(), "-", bytes.NewReader(b.Bytes()), sheet.Options{Vocabulary: wordsOf(tenant)})
		if err != nil {
			t.Fatal(err)
		}
		if done.Users == 0 || done.Assignments == 0 && o.Layout == sheet.Matrix {
			return // a sheet of nobody, or a matrix of nothing, is refused
		}
		if n, _ := reconcile.CountFindings(s.Findings); n > 0 {
			t.Fatalf("errors in an export: %v\n%s", s.Findings, b.String())
		}
		if got := stated(tenant, s); !slices.Equal(got, want) {
			t.Fatalf("%v\n got %q\nwant %q\n%s", o, got, want, b.String())
		}
		if done.Assignments != len(want)-count(want, " has nothing") {
			t.Fatalf("told %d assignments, wrote %d", done.Assignments, len(want))
		}
	})
}

func count(lines []string, end string) int {
	n := 0
	for _, l := range lines {
		if strings.HasSuffix(l, end) {
			n++
		}
	}
	return n
}

func TestExportGuardsFormulas(t *testing.T) {
	tenant := &reconcile.Tenant{SKUs: []reconcile.SKU{{ID: fmt.Sprintf(guid, 1), PartNumber: "SPE_E3", Owned: true}},
		Users: []reconcile.User{{ID: "1", UserPrincipalName: "ada@contoso.com", DisplayName: "=HYPERLINK(1)"}}}
	hold(tenant, &tenant.Users[0], []reconcile.Assignment{{Group: reconcile.Direct}})
	var b bytes.Buffer
	if _, err := workbooks.Export(&b, tenant, workbooks.Options{Kind: workbooks.CSV}); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffuser,display name,license,description,disabled apps\nada@contoso.com,'=HYPERLINK(1),SPE_E3,,\n"
	if b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
}

func TestTemplatesAreReadOnceFilledIn(t *testing.T) {
	choices := []workbooks.Choice{{PartNumber: "SPE_E3", Name: "Microsoft 365 E3"}, {PartNumber: "EMS", Name: "EMS"}}
	for _, kind := range []workbooks.Kind{workbooks.CSV, workbooks.XLSX} {
		var b bytes.Buffer
		if err := workbooks.Template(&b, kind, choices, func(w reconcile.Word) string { return string(w) }); err != nil {
			t.Fatal(err)
		}
		s := read(t, b.String(), sheet.Options{})
		if s.Info.HeaderRow != 1 || len(s.Info.Columns) != 7 {
			t.Errorf("%s: understood as %+v, findings %v", kind, s.Info, s.Findings)
		}
		find(t, s, sheet.CodeNoRows)
	}
}
