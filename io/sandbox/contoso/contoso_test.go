package contoso_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"licet/io/catalog"
	"licet/io/sandbox/contoso"
	"licet/io/tenant"
	"licet/reconcile"
)

func load(tb testing.TB) *reconcile.Catalog {
	tb.Helper()
	c, err := catalog.Load()
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// collect gives a generated tenant whole.
func collect(tb testing.TB, o contoso.Options) *tenant.File {
	tb.Helper()
	f, users, err := contoso.Generate(o)
	if err != nil {
		tb.Fatal(err)
	}
	for u := range users {
		f.Users = append(f.Users, *u)
	}
	return f
}

// everyTenant runs a check on Contoso and on generated tenants of other sizes.
func everyTenant(t *testing.T, check func(t *testing.T, f *tenant.File)) {
	t.Helper()
	t.Run("contoso", func(t *testing.T) { check(t, contoso.Tenant()) })
	for _, o := range []contoso.Options{{Users: 1, Seed: 9}, {Users: 50, Seed: 1}, {Users: 5_000, Seed: 2}} {
		t.Run(fmt.Sprint(o.Users), func(t *testing.T) { check(t, collect(t, o)) })
	}
}

func TestContosoIsTheSameEveryTime(t *testing.T) {
	if diff := cmp.Diff(contoso.Tenant(), contoso.Tenant()); diff != "" {
		t.Error(diff)
	}
	if cmp.Equal(collect(t, contoso.Options{Users: 40, Seed: 1}), collect(t, contoso.Options{Users: 40, Seed: 2})) {
		t.Error("the seed does not matter")
	}
}

func TestGenerateRefusesImpossibleSizes(t *testing.T) {
	for _, n := range []int{-1, 0, contoso.MaxUsers + 1} {
		if _, _, err := contoso.Generate(contoso.Options{Users: n}); err == nil {
			t.Errorf("%d users: no error", n)
		}
	}
}

func TestUsersHaveDistinctIDsAndNames(t *testing.T) {
	everyTenant(t, func(t *testing.T, f *tenant.File) {
		seen := map[string]bool{}
		for _, u := range slices.Concat(f.Users, f.DeletedUsers) {
			for _, key := range []string{u.ID, strings.ToLower(u.UserPrincipalName)} {
				if key == "" || seen[key] {
					t.Errorf("%q stands there twice or is empty", key)
				}
				seen[key] = true
			}
			for _, r := range u.UserPrincipalName {
				if r > 127 {
					t.Errorf("%s is not ASCII", u.UserPrincipalName)
				}
			}
		}
	})
}

func TestConsumedUnitsAreTheDistinctHolders(t *testing.T) {
	everyTenant(t, func(t *testing.T, f *tenant.File) {
		holders := map[string]int{}
		for _, u := range f.Users {
			for _, l := range u.AssignedLicenses {
				holders[l.SkuID]++
			}
		}
		for _, s := range f.SubscribedSkus {
			if s.ConsumedUnits != holders[s.SkuID] {
				t.Errorf("%s: consumed %d, held by %d", s.SkuPartNumber, s.ConsumedUnits, holders[s.SkuID])
			}
			if u := s.PrepaidUnits; u.Enabled+u.Warning+u.Suspended < s.ConsumedUnits {
				t.Errorf("%s: %+v is less than %d", s.SkuPartNumber, u, s.ConsumedUnits)
			}
			delete(holders, s.SkuID)
		}
		if len(holders) > 0 {
			t.Errorf("held but not owned: %v", holders)
		}
	})
}

// ways gives the disabled plans of all assignments by which u holds a SKU.
func ways(u *tenant.User, sku string) [][]string {
	var off [][]string
	for _, s := range u.LicenseAssignmentStates {
		if s.SkuID == sku && s.State != "Error" {
			off = append(off, s.DisabledPlans)
		}
	}
	return off
}

func TestEffectiveLicensesFollowFromTheAssignments(t *testing.T) {
	everyTenant(t, func(t *testing.T, f *tenant.File) {
		for _, u := range f.Users {
			held := map[string]bool{}
			for _, l := range u.AssignedLicenses {
				held[l.SkuID] = true
				off := ways(&u, l.SkuID)
				if len(off) == 0 {
					t.Errorf("%s holds %s in no way", u.UserPrincipalName, l.SkuID)
					continue
				}
				for _, plan := range off[0] {
					everywhere := !slices.ContainsFunc(off, func(w []string) bool { return !slices.Contains(w, plan) })
					if everywhere != slices.Contains(l.DisabledPlans, plan) {
						t.Errorf("%s: plan %s is wrong", u.UserPrincipalName, plan)
					}
				}
				for _, plan := range l.DisabledPlans {
					if !slices.Contains(off[0], plan) {
						t.Errorf("%s: plan %s is off effectively and on in one way", u.UserPrincipalName, plan)
					}
				}
			}
			for _, s := range u.LicenseAssignmentStates {
				if held[s.SkuID] != (len(ways(&u, s.SkuID)) > 0) {
					t.Errorf("%s: assignments and licences differ on %s", u.UserPrincipalName, s.SkuID)
				}
			}
		}
	})
}

// on gives the service plans that are on for u.
func on(f *tenant.File, u *tenant.User) map[string]bool {
	plans := map[string]bool{}
	for _, l := range u.AssignedLicenses {
		i := slices.IndexFunc(f.SubscribedSkus, func(s tenant.SubscribedSku) bool { return s.SkuID == l.SkuID })
		for _, p := range f.SubscribedSkus[i].ServicePlans {
			if !slices.Contains(l.DisabledPlans, p.ID) {
				plans[p.ID] = true
			}
		}
	}
	return plans
}

func TestNobodyHoldsWhatGraphWouldRefuse(t *testing.T) {
	c := load(t)
	everyTenant(t, func(t *testing.T, f *tenant.File) {
		for _, u := range f.Users {
			plans := on(f, &u)
			for _, g := range c.Exclusive {
				both := slices.DeleteFunc(slices.Clone(g.Plans), func(p string) bool { return !plans[p] })
				if len(both) > 1 {
					t.Errorf("%s has %v of %s", u.UserPrincipalName, both, g.Name)
				}
			}
			for _, d := range c.Dependencies {
				if plans[d.Plan] && !slices.ContainsFunc(d.AnyOf, func(p string) bool { return plans[p] }) {
					t.Errorf("%s has %s without what it needs", u.UserPrincipalName, d.Plan)
				}
			}
		}
	})
}

func TestDirectLicencesHaveACountry(t *testing.T) {
	everyTenant(t, func(t *testing.T, f *tenant.File) {
		for _, u := range f.Users {
			for _, s := range u.LicenseAssignmentStates {
				if s.AssignedByGroup == nil && u.UsageLocation == "" {
					t.Errorf("%s holds a direct licence without a usage location", u.UserPrincipalName)
				}
			}
		}
	})
}

func TestGroupsAndDisabledPlansExist(t *testing.T) {
	everyTenant(t, func(t *testing.T, f *tenant.File) {
		plans := map[string][]string{}
		for _, s := range f.SubscribedSkus {
			for _, p := range s.ServicePlans {
				if p.AppliesTo == "User" {
					plans[s.SkuID] = append(plans[s.SkuID], p.ID)
				}
			}
		}
		gives := map[string][]string{}
		for _, g := range f.Groups {
			for _, l := range g.AssignedLicenses {
				if len(l.DisabledPlans) == 0 {
					t.Errorf("%s turns nothing off: its plans are misnamed", g.DisplayName)
				}
				gives[g.ID+l.SkuID] = l.DisabledPlans
			}
		}
		for _, u := range f.Users {
			for _, s := range u.LicenseAssignmentStates {
				if s.AssignedByGroup != nil && !slices.Equal(gives[*s.AssignedByGroup+s.SkuID], s.DisabledPlans) {
					t.Errorf("%s: the group gives something else", u.UserPrincipalName)
				}
				for _, id := range s.DisabledPlans {
					if !slices.Contains(plans[s.SkuID], id) {
						t.Errorf("%s: %s has no plan %s for users", u.UserPrincipalName, s.SkuID, id)
					}
				}
			}
		}
	})
}

func TestSKUsAreMicrosoftsOwn(t *testing.T) {
	c, f := load(t), contoso.Tenant()
	unknown := 0
	for _, s := range f.SubscribedSkus {
		i := slices.IndexFunc(c.Products, func(p reconcile.Product) bool { return p.SKUID == s.SkuID })
		if i < 0 {
			unknown++
			continue
		}
		var ids []string
		for _, p := range s.ServicePlans {
			ids = append(ids, p.ID)
			if want := strings.Contains(p.Name, "FOUNDATION") || s.AppliesTo == "Company"; want != (p.AppliesTo == "Company") {
				t.Errorf("%s/%s applies to %s", s.SkuPartNumber, p.Name, p.AppliesTo)
			}
		}
		if p := c.Products[i]; p.PartNumber != s.SkuPartNumber || !slices.Equal(ids, p.Plans) {
			t.Errorf("%s differs from the catalogue", s.SkuPartNumber)
		}
	}
	if unknown != 1 || len(f.SubscribedSkus) < 13 {
		t.Errorf("%d SKUs, %d of them unknown", len(f.SubscribedSkus), unknown)
	}
}

// What people and tests look for in Contoso must really be there.
func TestContosoHasEveryKindOfTrouble(t *testing.T) {
	f := contoso.Tenant()
	if len(f.Users) != 1000 || f.Tenant.UserCount != 1000 || len(f.Groups) != 2 || len(f.DeletedUsers) < 5 {
		t.Fatalf("%d users, %d groups, %d deleted", len(f.Users), len(f.Groups), len(f.DeletedUsers))
	}
	count := map[string]int{}
	for _, u := range f.Users {
		direct, inherited := map[string]bool{}, map[string]bool{}
		for _, s := range u.LicenseAssignmentStates {
			count["state "+s.State]++
			if s.AssignedByGroup == nil {
				direct[s.SkuID] = true
				if len(s.DisabledPlans) > 0 {
					count["apps off"]++
				}
			} else {
				inherited[s.SkuID] = true
			}
		}
		for sku := range direct {
			if inherited[sku] {
				count["direct and inherited"]++
			}
		}
		tally(count, &u)
	}
	for what, least := range map[string]int{
		"guest": 20, "licensed guest": 3, "no country": 30, "never signed in": 100, "disabled": 60,
		"disabled with licences": 25, "chinese": 50, "apostrophe in upn": 10, "umlaut": 100, "unlicensed": 120,
		"apps off": 50, "direct and inherited": 10, "state Error": 9, "state ActiveWithError": 2, "state Disabled": 3, "synced": 200,
	} {
		if count[what] < least {
			t.Errorf("%s: %d, want at least %d", what, count[what], least)
		}
	}
}

func tally(count map[string]int, u *tenant.User) {
	for what, is := range map[string]bool{
		"guest":                  u.UserType == "Guest",
		"licensed guest":         u.UserType == "Guest" && len(u.AssignedLicenses) > 0,
		"no country":             u.UsageLocation == "",
		"never signed in":        u.SignInActivity == nil,
		"disabled":               !*u.AccountEnabled,
		"disabled with licences": !*u.AccountEnabled && len(u.AssignedLicenses) > 0,
		"chinese":                u.UsageLocation == "CN",
		"apostrophe in upn":      strings.Contains(u.UserPrincipalName, "'"),
		"umlaut":                 strings.ContainsAny(u.DisplayName, "äöüåéíóñçãõ"),
		"unlicensed":             len(u.LicenseAssignmentStates) == 0,
		"synced":                 u.OnPremisesSyncEnabled,
	} {
		if is {
			count[what]++
		}
	}
}

func TestSeatsOfContoso(t *testing.T) {
	free, status := map[string]int{}, map[string]string{}
	for _, s := range contoso.Tenant().SubscribedSkus {
		free[s.SkuPartNumber] = s.PrepaidUnits.Enabled + s.PrepaidUnits.Warning - s.ConsumedUnits
		status[s.SkuPartNumber] = s.CapabilityStatus
		if s.ConsumedUnits == 0 && s.AppliesTo == "User" {
			t.Errorf("nobody holds %s", s.SkuPartNumber)
		}
	}
	if free["VISIOCLIENT"] != 0 || free["SPE_F1"] != 0 {
		t.Errorf("Visio and F3 are to be full: %v", free)
	}
	if free["SPE_E5"] < 10 || free["SPE_E5"] > 20 || free["SPE_E3"] < 90 {
		t.Errorf("E5 is to be scarce, E3 not: %v", free)
	}
	if status["PROJECT_P1"] != "Suspended" || status["POWERAPPS_PER_USER"] != "Warning" {
		t.Errorf("got %v", status)
	}
}

func TestContosoReadsBackAsItIs(t *testing.T) {
	r, w := io.Pipe()
	go func() { w.CloseWithError(tenant.Write(w, contoso.Tenant())) }()
	got, err := tenant.Read(r, load(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Users) != 1000 || got.DisplayName != "Contoso" || got.UserCount != 1000 {
		t.Errorf("got %d users of %s", len(got.Users), got.DisplayName)
	}
}

func BenchmarkGenerateAndWrite(b *testing.B) {
	const users = 100_000
	for b.Loop() {
		head, seq, err := contoso.Generate(contoso.Options{Users: users, Seed: 1})
		if err != nil {
			b.Fatal(err)
		}
		path := filepath.Join(b.TempDir(), "tenant.json")
		err = tenant.Create(path, head, func(w *tenant.Writer) (*tenant.File, error) {
			for u := range seq {
				if err := w.User(u); err != nil {
					return nil, err
				}
			}
			return nil, nil
		})
		if err != nil {
			b.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(info.Size())/users, "B/user")
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/(1<<20), "MB-sys")
}
