package plan_test

import (
	"fmt"
	"runtime"
	"slices"
	"testing"

	"licet/reconcile"
	"licet/reconcile/names"
	"licet/reconcile/order"
	"licet/reconcile/plan"
)

// benchTenant has so many users with two direct licences each, as Graph tells
// them: id, names, mail and location of usual length.
func benchTenant(users int) *reconcile.Tenant {
	b := reconcile.NewTenantBuilder(reconcile.FullKnowledge(), smallCatalog())
	for n := e1; n <= lastSKU; n++ {
		b.AddSKU(smallSKU(n, 10*users, users))
	}
	for i := range users {
		r := reconcile.UserRecord{ID: id(kindUser, i), UserPrincipalName: benchUser(i), DisplayName: fmt.Sprintf("Firstname Surname %06d", i), Mail: benchUser(i), UsageLocation: "US"}
		for _, l := range []string{sku(e3), sku(ems)} {
			r.States = append(r.States, reconcile.StateRecord{SKUID: l, State: "Active", Error: "None"})
			r.AssignedLicenses = append(r.AssignedLicenses, reconcile.LicenseRecord{SKUID: l})
		}
		b.AddUser(r)
	}
	return b.Tenant()
}

func benchUser(i int) string { return fmt.Sprintf("firstname.surname%06d@contoso.com", i) }

// benchRows gives rows for users, each with so many licences; every hundredth
// user is to have another first licence.
func benchRows(users, each int, action func(l int) reconcile.Action) []reconcile.Row {
	parts := []string{"SPE_E3", "EMS", "STANDARDPACK", "VISIOCLIENT", "MCOEV", "Microsoft_365_Copilot", "FLOW_FREE", "MCOPSTN1", "MCOPSTN2", "SPE_E5"}
	var rs []reconcile.Row
	for i := range users {
		for l := range each {
			r := reconcile.Row{At: reconcile.Place{File: "bench.csv", Row: i*each + 2, Column: l + 2}, User: benchUser(i), License: parts[l], Action: action(l)}
			if l == 0 && i%100 == 0 {
				r.License = "SPE_E5"
			}
			rs = append(rs, r)
		}
	}
	return rs
}

func unsaid(int) reconcile.Action { return reconcile.ActionUnsaid }

func boxes(l int) reconcile.Action {
	if l < 2 {
		return reconcile.ActionUnsaid
	}
	return reconcile.ActionUnticked
}

func benchBuild(b *testing.B, t *reconcile.Tenant, rs []reconcile.Row, o reconcile.Options) {
	b.Helper()
	b.ReportAllocs()
	names := names.New(smallCatalog(), t)
	in := plan.Input{Sheets: reconcile.RowsOf(slices.Values(rs)), Tenant: t, Catalog: smallCatalog(), Names: names, Options: o}
	for b.Loop() {
		p, err := plan.Build(in)
		if err != nil {
			b.Fatal(err)
		}
		if p.HasErrors() || len(p.Changes) == 0 {
			b.Fatalf("a plan of %d changes with %d errors", len(p.Changes), p.Summary.Errors)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(rs)), "ns/row")
}

func BenchmarkBuild100kRows(b *testing.B) {
	benchBuild(b, benchTenant(100_000), benchRows(100_000, 1, unsaid), reconcile.Options{})
}

func BenchmarkBuild1mBoxes(b *testing.B) {
	benchBuild(b, benchTenant(100_000), benchRows(100_000, 9, boxes), reconcile.Options{})
}

func BenchmarkBuildScopeTenant1mRows(b *testing.B) {
	benchBuild(b, benchTenant(1_000_000), benchRows(1_000_000, 1, unsaid), reconcile.Options{Scope: reconcile.ScopeTenant})
}

// benchSwaps is ten kinds of swaps over five licences of which few seats are
// spare.
func benchSwaps(n int) ([]reconcile.Change, map[string]int) {
	skus := []string{"a", "b", "c", "d", "e"}
	var changes []reconcile.Change
	for i := range n {
		from, step := i%5, 1+i/5%2
		changes = append(changes, reconcile.Change{Releases: []string{skus[from]}, Takes: []string{skus[(from+step)%5]}})
	}
	return changes, map[string]int{"a": 3, "b": 0, "c": 0, "d": 1, "e": 0}
}

func benchOrder(b *testing.B, changes []reconcile.Change, free map[string]int) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		s, rings := order.OfChanges(changes, free)
		if len(rings) > 0 || len(s.Steps) != len(changes) {
			b.Fatalf("%d steps, rings %v", len(s.Steps), rings)
		}
	}
}

func BenchmarkOrder100kSwaps(b *testing.B) {
	changes, free := benchSwaps(100_000)
	benchOrder(b, changes, free)
}

func BenchmarkOrder100kDoubleSwaps(b *testing.B) {
	changes, free := doubleSwaps(100_000)
	benchOrder(b, changes, free)
}

// BenchmarkTenantMemory tells what a user of a tenant costs; the goal is 600
// bytes.
func BenchmarkTenantMemory(b *testing.B) {
	const users = 100_000
	var before, after runtime.MemStats
	for b.Loop() {
		runtime.GC()
		runtime.ReadMemStats(&before)
		t := benchTenant(users)
		runtime.GC()
		runtime.ReadMemStats(&after)
		if len(t.Users) != users {
			b.Fatal("users are missing")
		}
		runtime.KeepAlive(t)
	}
	b.ReportMetric(float64(int64(after.HeapAlloc)-int64(before.HeapAlloc))/users, "bytes/user")
}

func BenchmarkTenantFromRows1m(b *testing.B) {
	list := oneSheet(benchRows(1_000_000, 1, unsaid))
	b.ReportAllocs()
	for b.Loop() {
		names := names.New(smallCatalog(), nil)
		t, _ := plan.TenantFromRows(list, names, smallCatalog())
		if len(t.Users) != 1_000_000 {
			b.Fatal("users are missing")
		}
	}
}

func BenchmarkNearestLicense(b *testing.B) {
	names := names.New(realCatalog(b), nil)
	for b.Loop() {
		if len(names.Nearest("Mircosoft 365 E3 (no teams)")) == 0 {
			b.Fatal("nothing is near")
		}
	}
}
