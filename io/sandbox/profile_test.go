package sandbox_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"licet/io/sandbox"
	"licet/io/tenant"
)

// Whatever a tenant file says of users besides licences is there as it was, told or
// untold, and a new location changes nothing else: a sandbox that loses a department
// would make a sheet that is filtered by it another one.
func TestUsersKeepWhatTheirFileSays(t *testing.T) {
	signIn := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	f := newTenant(4)
	f.Users[1] = tenant.User{
		ID: userID(2), UserPrincipalName: upn(2), DisplayName: "Ann Lee", GivenName: "Ann", Surname: "Lee", Mail: "ann@fabrikam.com",
		AccountEnabled: new(true), UserType: "Guest", UsageLocation: "DE", Department: "Sales", JobTitle: "Head", EmployeeID: "7",
		OnPremisesSyncEnabled: true, SignInActivity: &tenant.SignInActivity{LastSignInDateTime: &signIn},
	}
	f.Users[2].AccountEnabled = new(false)
	f.Users[3].EmployeeID = "8"
	want := slices.Clone(f.Users)
	store := sandbox.NewStore(f)
	if diff := cmp.Diff(want, store.File().Users); diff != "" {
		t.Error(diff)
	}
	c := connect(t, sandbox.New(store, sandbox.Options{}))
	for i := range want {
		c.do("PATCH", "/users/"+want[i].ID, `{"usageLocation":"FR"}`).want(t, 204)
		want[i].UsageLocation = "FR"
	}
	if diff := cmp.Diff(want, store.File().Users); diff != "" {
		t.Error(diff)
	}
}

// Each of many users is found by id and UPN in any case, and no other in their place;
// one who was deleted is not found any more: else a write would reach somebody else.
func TestEachOfManyUsersIsFound(t *testing.T) {
	const users = 3000
	f := newTenant(users)
	store := sandbox.NewStore(f)
	c := connect(t, sandbox.New(store, withFaults(sandbox.Fault{Kind: sandbox.FaultDeleteUser, Users: []string{userID(7)}})))
	c.do("PATCH", "/users/"+userID(7), `{"usageLocation":"FR"}`).want(t, 404)
	for i := 1; i <= users; i++ {
		for _, key := range []string{userID(i), strings.ToUpper(userID(i)), upn(i), strings.ToUpper(upn(i))} {
			if u, ok := sandbox.User(store, key); ok == (i == 7) || ok && u.ID != userID(i) {
				t.Fatalf("%s: found %v, %s", key, ok, u.ID)
			}
		}
	}
	for _, key := range []string{"", upn(users + 1), userID(users + 1)} {
		if u, ok := sandbox.User(store, key); ok {
			t.Errorf("%q: found %s", key, u.ID)
		}
	}
}
