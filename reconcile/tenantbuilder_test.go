package reconcile_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"licet/reconcile"
)

// Users come out in the order of their ids, then of their names, whatever the
// ids are and however they came; whoever is equal in both stays in the order in
// which they came.
func TestBuilderSortsUsers(t *testing.T) {
	id := rapid.OneOf(rapid.StringMatching(`[ab\x00]{0,3}`), rapid.StringMatching(`[ab]{7,10}`))
	rapid.Check(t, func(t *rapid.T) {
		b := reconcile.NewTenantBuilder(reconcile.FullKnowledge(), smallCatalog())
		b.SetUserCount(rapid.IntRange(-1, 20).Draw(t, "count"), rapid.Bool().Draw(t, "partial"))
		var want []string
		for i, id := range rapid.SliceOf(id).Draw(t, "ids") {
			name := rapid.StringMatching(`[xy]?`).Draw(t, "name")
			r := reconcile.UserRecord{ID: id, UserPrincipalName: name, DisplayName: fmt.Sprint(i)}
			if b.AddUser(r) {
				want = append(want, fmt.Sprintf("%q %q %d", id, name, i))
				continue
			}
			// The one who was there is replaced, in their place.
			for k, w := range want {
				var wid, wname string
				var n int
				if _, err := fmt.Sscanf(w, "%q %q %d", &wid, &wname, &n); err != nil {
					t.Fatal(err)
				}
				if wid == id && (id != "" || wname == name) {
					want[k] = fmt.Sprintf("%q %q %d", id, name, i)
				}
			}
		}
		type seen struct{ id, name, order string }
		sorted := make([]seen, len(want))
		for i, w := range want {
			if _, err := fmt.Sscanf(w, "%q %q %s", &sorted[i].id, &sorted[i].name, &sorted[i].order); err != nil {
				t.Fatal(err)
			}
		}
		slices.SortStableFunc(sorted, func(x, y seen) int { return cmp.Or(cmp.Compare(x.id, y.id), cmp.Compare(x.name, y.name)) })
		var got []seen
		for _, u := range b.Tenant().Users {
			got = append(got, seen{u.ID, u.UserPrincipalName, u.DisplayName})
		}
		if !slices.Equal(got, sorted) {
			t.Fatalf("got  %q\nwant %q", got, sorted)
		}
	})
}

// What a user has does not depend on the memory that the builder shares.
func TestBuilderKeepsUsersApart(t *testing.T) {
	b := reconcile.NewTenantBuilder(reconcile.FullKnowledge(), smallCatalog())
	off := []string{planID(viva), planID(teams)}
	states := []reconcile.StateRecord{{SKUID: sku(e3), State: "Active", DisabledPlans: off}}
	for i := range 5_000 {
		states[0].State = []string{"Active", "Disabled"}[i%2]
		off[0] = []string{planID(viva), "p"}[i%3%2]
		b.AddUser(reconcile.UserRecord{ID: fmt.Sprintf("%05d", i), States: states[:i%5%2]})
	}
	tenant := b.Tenant()
	if n := len(tenant.Holdings); n > 5 {
		t.Errorf("%d lists for what 4 kinds of users have", n)
	}
	for i := range tenant.Users {
		as := tenant.Assignments(&tenant.Users[i])
		if len(as) != i%5%2 {
			t.Fatalf("user %d has %d licences", i, len(as))
		}
		if len(as) == 0 {
			continue
		}
		a := as[0]
		want := reconcile.NormalizePlans([]string{[]string{planID(viva), "p"}[i%3%2], planID(teams)})
		if (a.State == reconcile.StateDisabled) != (i%2 == 1) || !slices.Equal(a.DisabledPlans, want) {
			t.Fatalf("user %d has %+v, want %q off", i, a, want)
		}
	}
}

// What a user has does not depend on who else has the same, nor on how it is
// written: a list of another user, remembered by mistake, would be licences that
// nobody gave.
func TestBuilderTellsHoldingsApart(t *testing.T) {
	text := rapid.SampledFrom([]string{"", "a", "b", "ab", "a|", "=", "\x00", "\x01a", "A"})
	rapid.Check(t, func(t *rapid.T) {
		b := reconcile.NewTenantBuilder(reconcile.FullKnowledge(), smallCatalog())
		var alone []*reconcile.Tenant
		for i := range rapid.IntRange(0, 12).Draw(t, "users") {
			r := reconcile.UserRecord{ID: fmt.Sprintf("%02d", i)}
			for range rapid.IntRange(0, 2).Draw(t, "held") {
				r.AssignedLicenses = append(r.AssignedLicenses, reconcile.LicenseRecord{SKUID: text.Draw(t, "sku"), DisabledPlans: rapid.SliceOfN(text, 0, 2).Draw(t, "off")})
			}
			for range rapid.IntRange(0, 2).Draw(t, "ways") {
				r.States = append(r.States, reconcile.StateRecord{SKUID: text.Draw(t, "sku"), AssignedByGroup: text.Draw(t, "group"),
					State: text.Draw(t, "state"), Error: text.Draw(t, "error"), DisabledPlans: rapid.SliceOfN(text, 0, 2).Draw(t, "off")})
			}
			b.AddUser(r)
			one := reconcile.NewTenantBuilder(reconcile.FullKnowledge(), smallCatalog())
			one.AddUser(r)
			alone = append(alone, one.Tenant())
		}
		all := b.Tenant()
		for i, one := range alone {
			if got, want := holdingsOf(all, &all.Users[i]), holdingsOf(one, &one.Users[0]); !slices.Equal(got, want) {
				t.Fatalf("user %d has %q, alone %q", i, got, want)
			}
		}
	})
}

func holdingsOf(t *reconcile.Tenant, u *reconcile.User) []string {
	var out []string
	for _, a := range t.Assignments(u) {
		group := fmt.Sprint(a.Group)
		if a.Group >= 0 {
			group = t.Groups[a.Group].ID
		}
		out = append(out, fmt.Sprintf("%q by %q, %s %q, off %q", t.SKUs[a.SKU].ID, group, a.State, a.Error, a.DisabledPlans))
	}
	slices.Sort(out)
	return out
}

// An id means the same user in capitals: a user who stood there twice could get
// what somebody else is to lose.
func TestBuilderKnowsAUserInCapitals(t *testing.T) {
	for _, ids := range [][2]string{{"ab-1", "AB-1"}, {"AB-1", "ab-1"}, {"äb-1", "ÄB-1"}} {
		b := reconcile.NewTenantBuilder(reconcile.FullKnowledge(), smallCatalog())
		for i, id := range ids {
			if fresh := b.AddUser(reconcile.UserRecord{ID: id, DisplayName: fmt.Sprint(i)}); fresh != (i == 0) {
				t.Errorf("%q: the user %d is new: %v", ids, i, fresh)
			}
		}
		if users := b.Tenant().Users; len(users) != 1 || users[0].DisplayName != "1" {
			t.Errorf("%q: %+v", ids, users)
		}
	}
}

// Very many users are sorted, and come out as few do, whatever
// their ids are: a user in the wrong place is not found, or found twice.
func TestBuilderSortsVeryManyUsers(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 5))
	few := func(n int) uint32 { return random.Uint32N(uint32(n)) }
	for name, id := range map[string]func(n, i int) string{
		"often the first eight bytes are those of others": func(n, i int) string { return fmt.Sprintf("%08x-%d", few(n), i%7) },
		"the first eight bytes are the same":              func(n, _ int) string { return fmt.Sprintf("0123456789-%d", few(n)) },
		"of all lengths, with zeros behind":               func(n, i int) string { return fmt.Sprint(few(n)) + strings.Repeat("\x00", i%3) },
		"no ASCII":                                        func(n, _ int) string { return string(rune(0x4e00+few(5000))) + fmt.Sprint(few(100)) },
		"sorted already":                                  func(_, i int) string { return fmt.Sprintf("%08d", i) },
		"sorted the other way round":                      func(n, i int) string { return fmt.Sprintf("%08d", n-i) },
	} {
		for _, n := range []int{8_191, 8_193, 50_001} {
			b := reconcile.NewTenantBuilder(reconcile.FullKnowledge(), smallCatalog())
			var want []string
			for i := range n {
				id := id(n, i)
				if b.AddUser(reconcile.UserRecord{ID: id, DisplayName: id}) {
					want = append(want, id)
				}
			}
			slices.Sort(want)
			var got []string
			for _, u := range b.Tenant().Users {
				if u.DisplayName != u.ID {
					t.Fatalf("%s: %q is called %q", name, u.ID, u.DisplayName)
				}
				got = append(got, u.ID)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%s: of %d users, %d in order", name, n, len(got))
			}
		}
	}
}
