package plan_test

import (
	"fmt"
	"slices"
	"testing"

	"licet/reconcile"
	"licet/reconcile/names"
	"licet/reconcile/plan"
)

// Changes share what they say, as far as it is remembered. Where nearly everybody
// holds something else, each change is its user's own all the same: else somebody
// would get the apps of another back by undo.
func TestMoreDifferentChangesThanAreRemembered(t *testing.T) {
	const users, apps = 70_000, 17
	off := make([][]string, users)
	for bit := range apps {
		id := fmt.Sprintf("app%02d", bit)
		for i := range users {
			if i>>bit&1 != 0 {
				off[i] = append(off[i], id)
			}
		}
	}
	b := reconcile.NewTenantBuilder(reconcile.FullKnowledge(), smallCatalog())
	b.AddSKU(smallSKU(e3, users, users))
	b.AddSKU(smallSKU(ems, users, users))
	rows := make([]reconcile.Row, users)
	for i := range users {
		r := reconcile.UserRecord{ID: fmt.Sprintf("%08d", i), UserPrincipalName: benchUser(i), UsageLocation: "US"}
		for _, l := range []string{sku(e3), sku(ems)} {
			r.States = append(r.States, reconcile.StateRecord{SKUID: l, State: "Active", DisabledPlans: off[i]})
		}
		b.AddUser(r)
		rows[i] = reconcile.Row{At: reconcile.Place{File: "a.csv", Row: i + 2, Column: 2}, User: benchUser(i), License: "SPE_E3"}
	}
	c := smallCatalog()
	tenant := b.Tenant()
	plan, err := plan.Build(plan.Input{Sheets: reconcile.RowsOf(slices.Values(rows)), Tenant: tenant, Catalog: c,
		Names: names.New(c, tenant), Options: reconcile.Options{Mode: reconcile.Remove}})
	if err != nil || len(plan.Changes) != users {
		t.Fatal(len(plan.Changes), err)
	}
	for i := range plan.Changes {
		x := &plan.Changes[i]
		same := func(h reconcile.Holding) bool { return slices.Equal(h.DisabledPlans, off[i]) }
		if x.User.UserPrincipalName != benchUser(i) || x.Sources[0].Row != i+2 ||
			len(x.Unassign) != 1 || !same(x.Unassign[0]) || len(x.Before) != 2 || !same(x.Before[0]) || !same(x.Before[1]) ||
			x.Before[0].SKUID >= x.Before[1].SKUID || !slices.Equal(x.Releases, []string{sku(e3)}) {
			t.Fatalf("%s, row %d, with %q off: %+v", benchUser(i), i+2, off[i], x)
		}
	}
}

// oneSheet makes a sheet of rows.
func oneSheet(rows []reconcile.Row) *reconcile.Rows {
	sheets := reconcile.RowsOf(slices.Values(rows))
	if len(sheets) == 0 {
		return nil
	}
	return sheets[0]
}
