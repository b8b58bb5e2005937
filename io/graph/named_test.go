package graph_test

import (
	"fmt"
	"testing"

	"licet/io/graph"
	"licet/reconcile"
)

// Whoever a sheet means is asked for as plans compare names: {GUID} was not
// found in tenants in which users are read by name.
func TestNamedUsersAreFoundHoweverTheyAreWritten(t *testing.T) {
	const guid = "5f5127f6-f1c9-450f-b2ab-745f17a9f952"
	users := append(people(6_500), fmt.Sprintf(`{"id":%q,"userPrincipalName":"zoé@contoso.com","mail":"Z@fabrikam.com"}`, guid))
	for _, name := range []string{
		guid, "{" + guid + "}", " {5F5127F6-F1C9-450F-B2AB-745F17A9F952} ", "zoé@contoso.com", "ZOÉ@contoso.com", "zoe\u0301@contoso.com",
		"zoé@contoso.com\u200b", "\u00a0zoé@contoso.com", "zoé\t@contoso.com", "z@Fabrikam.com",
	} {
		s := &tenantServer{t: t, users: users, pageSize: 999, count: "6501"}
		tenant, read, err := s.readNamed(graph.ReadOptions{}, []string{name})
		if err != nil {
			t.Fatal(err)
		}
		if read.Way != graph.NamedUsers || len(tenant.Users) != 1 || tenant.Users[0].ID != guid {
			t.Errorf("%q: %+v, %+v", name, read, tenant.Users)
		}
		id := reconcile.FoldUser(name)
		if u := &tenant.Users[0]; id != u.ID && id != reconcile.FoldUser(u.UserPrincipalName) && id != reconcile.FoldUser(u.Mail) {
			t.Errorf("%q: the reading finds whom the plan does not", name)
		}
	}
}
