package plan_test

import (
	"fmt"
	"slices"
	"testing"

	"licet/reconcile"
	"licet/reconcile/names"
	"licet/reconcile/plan"
)

// Of many users who have but a name of one kind each is found by it: who is not
// found stays without licences, and the sheet is said to be wrong.
func TestEachOfManyUsersIsFoundByTheOneNameTheyHave(t *testing.T) {
	const users = 300
	kinds := map[string]func(i int) reconcile.UserRecord{
		"user principal name": func(i int) reconcile.UserRecord { return reconcile.UserRecord{UserPrincipalName: upn(fmt.Sprint(i))} },
		"mail": func(i int) reconcile.UserRecord {
			return reconcile.UserRecord{ID: id(kindUser, i), Mail: upn(fmt.Sprint(i))}
		},
		"id": func(i int) reconcile.UserRecord { return reconcile.UserRecord{ID: id(kindUser, i)} },
	}
	for kind, user := range kinds {
		b := reconcile.NewTenantBuilder(reconcile.FullKnowledge(), smallCatalog())
		b.AddSKU(smallSKU(e3, users, 0))
		var asked []reconcile.Row
		for i := range users {
			r := user(i)
			name := r.UserPrincipalName + r.Mail
			if name == "" {
				name = r.ID
			}
			r.UsageLocation = "DE"
			b.AddUser(r)
			asked = append(asked, reconcile.Row{User: name, License: sku(e3), At: at(i + 2)})
		}
		tn := b.Tenant()
		p, err := plan.Build(plan.Input{
			Sheets: reconcile.RowsOf(slices.Values(asked)), Tenant: tn, Catalog: smallCatalog(), Names: names.New(smallCatalog(), tn)})
		if err != nil {
			t.Fatal(err)
		}
		if unknown := find(p, reconcile.CodeUnknownUser); len(unknown) > 0 || p.Summary.Assign != users {
			t.Errorf("%s: %d users are not found, %d get a licence of %d", kind, len(unknown), p.Summary.Assign, users)
		}
	}
}
