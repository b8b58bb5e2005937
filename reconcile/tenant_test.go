package reconcile_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"licet/reconcile"
)

func TestParseLocation(t *testing.T) {
	for text, want := range map[string]string{"de": "DE", " gb ": "GB", "CN": "CN", "UK": "", "EU": "", "XX": "", "": "", "D ": "", "EA": "", "é": "", "DEU": "", "Germany": ""} {
		got, ok := reconcile.ParseLocation(text)
		if ok != (want != "") || ok && got != want {
			t.Errorf("ParseLocation(%q) = %q, %v", text, got, ok)
		}
	}
	n := 0
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			if _, ok := reconcile.ParseLocation(string(a) + string(b)); ok {
				n++
			}
		}
	}
	if n != 249 { // officially assigned codes of ISO 3166-1
		t.Errorf("%d countries", n)
	}
}

// Seats are what is enabled and in grace; a tenant may be over-assigned.
func TestSeatsOfASKU(t *testing.T) {
	for _, c := range []struct{ enabled, warning, consumed, pool, free int }{
		{10, 0, 4, 10, 6}, {0, 1100, 1100, 1100, 0}, {100, 0, 104, 100, 0}, {5, 5, 7, 10, 3},
	} {
		s := reconcile.SKU{Enabled: c.enabled, Warning: c.warning, Suspended: 50, LockedOut: 50, Consumed: c.consumed}
		if s.Pool() != c.pool || s.Free() != c.free {
			t.Errorf("%+v: pool %d, free %d", c, s.Pool(), s.Free())
		}
	}
}

// The builder tells direct, inherited, unheld and unknown assignments apart
// (Graph: licenseAssignmentState), in any case of ids.
func TestBuilderTellsOrigins(t *testing.T) {
	b := reconcile.NewTenantBuilder(reconcile.FullKnowledge(), smallCatalog())
	b.AddUser(reconcile.UserRecord{ID: "u", UserPrincipalName: upn("ann"), UsageLocation: "de",
		AssignedLicenses: []reconcile.LicenseRecord{{SKUID: strings.ToUpper(sku(e3))}, {SKUID: sku(ems)}, {SKUID: sku(e5)}},
		States: []reconcile.StateRecord{
			{SKUID: sku(e3), AssignedByGroup: id(kindGroup, 1), State: "Active"},
			{SKUID: strings.ToUpper(sku(e3)), State: "Active", Error: "None", DisabledPlans: []string{strings.ToUpper(planID(viva)), planID(teams), planID(teams)}},
			{SKUID: sku(visioSKU), AssignedByGroup: id(kindGroup, 1), State: "Error", Error: "CountViolation"},
			{SKUID: sku(e5), AssignedByGroup: id(kindGroup, 2), State: "SomethingNew"},
			{SKUID: sku(copilotSKU), State: "Error", Error: "Other"},
		}})
	b.AddSKU(smallSKU(e3, 1, 1))
	tenant := b.Tenant()
	var got []string
	for _, a := range tenant.Assignments(&tenant.Users[0]) {
		origin := map[int32]string{reconcile.Direct: "direct", reconcile.UnknownOrigin: "unknown"}[a.Group]
		if origin == "" {
			origin = tenant.Groups[a.Group].ID[len(id(kindGroup, 1))-1:]
		}
		got = append(got, showHolding(tenant.SKUs[a.SKU].ID, a.DisabledPlans)+" "+origin+" "+a.State.String()+" "+a.Error)
	}
	slices.Sort(got)
	want := []string{"SKU1 1 Active ", "SKU1-2-3 direct Active ", "SKU2 2 ActiveWithError ", "SKU3 unknown Active ", "SKU4 1 Error CountViolation"}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, s := range tenant.SKUs {
		if s.Owned != (s.ID == sku(e3)) {
			t.Errorf("%s: owned %v", s.PartNumber, s.Owned)
		}
	}
}

// A source that does not tell origins is taken to tell of direct licences.
func TestBuilderWithoutOrigins(t *testing.T) {
	b := reconcile.NewTenantBuilder(reconcile.Knowledge{}, smallCatalog())
	b.AddUser(reconcile.UserRecord{ID: "u", UserPrincipalName: upn("ann"), AssignedLicenses: []reconcile.LicenseRecord{{SKUID: sku(ems)}}})
	tenant := b.Tenant()
	if as := tenant.Assignments(&tenant.Users[0]); len(as) != 1 || as[0].Group != reconcile.Direct {
		t.Errorf("got %+v", as)
	}
}

// A user who is read twice counts once, with what was read last.
func TestBuilderTakesAUserOnce(t *testing.T) {
	b := reconcile.NewTenantBuilder(reconcile.FullKnowledge(), smallCatalog())
	b.AddUser(reconcile.UserRecord{ID: "A1", UserPrincipalName: upn("old")})
	b.AddUser(reconcile.UserRecord{ID: "a1", UserPrincipalName: upn("new")})
	if users := b.Tenant().Users; len(users) != 1 || users[0].UserPrincipalName != upn("new") {
		t.Errorf("got %+v", users)
	}
}

func TestNormalizePlans(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "B", "b", "C", "d"}), 0, 8).Draw(t, "ids")
		before := slices.Clone(ids)
		got := reconcile.NormalizePlans(ids)
		if !slices.Equal(ids, before) {
			t.Fatal("the input was changed")
		}
		if !slices.IsSorted(got) || !slices.Equal(got, reconcile.NormalizePlans(got)) || len(got) == 0 && got != nil {
			t.Fatalf("%v: %v", ids, got)
		}
		for _, id := range ids {
			if !slices.Contains(got, strings.ToLower(id)) {
				t.Fatalf("%v: %v lacks %s", ids, got, id)
			}
		}
	})
}

func TestPlace(t *testing.T) {
	for _, c := range []struct {
		at   reconcile.Place
		want string
	}{
		{reconcile.Place{File: "staff.xlsx", Worksheet: "Sheet1", Row: 7, Column: 2}, "staff.xlsx, Sheet1, B7"},
		{reconcile.Place{File: "staff.csv", Row: 7}, "staff.csv, row 7"},
		{reconcile.Place{File: "staff.csv", Row: 1, Column: 28}, "staff.csv, AB1"},
		{reconcile.Place{}, ""},
	} {
		if got := c.at.String(); got != c.want {
			t.Errorf("%+v: %q, want %q", c.at, got, c.want)
		}
	}
	for n, want := range map[int]string{0: "", 1: "A", 26: "Z", 27: "AA", 702: "ZZ", 703: "AAA"} {
		if got := reconcile.ColumnName(n); got != want {
			t.Errorf("ColumnName(%d) = %q", n, got)
		}
	}
}
