package reconcile_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
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
			if rapid.Bool().Draw(t, "tagged") {
				r.Tag = b.Tag(id)
				b.Foresee([]reconcile.UserRecord{r})
			}
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
	for i, u := range b.Tenant().Users {
		if len(u.Assignments) != i%5%2 {
			t.Fatalf("user %d has %d licences", i, len(u.Assignments))
		}
		if len(u.Assignments) == 0 {
			continue
		}
		a := u.Assignments[0]
		want := reconcile.NormalizePlans([]string{[]string{planID(viva), "p"}[i%3%2], planID(teams)})
		if (a.State == reconcile.StateDisabled) != (i%2 == 1) || !slices.Equal(a.DisabledPlans, want) {
			t.Fatalf("user %d has %+v, want %q off", i, a, want)
		}
	}
}

// What a user has does not depend on whether the record's lists last, and on
// how many users have the same ones: a list of another user, remembered by
// mistake, would be licences that nobody gave.
func TestBuilderRemembersWhatLasts(t *testing.T) {
	parts := []string{sku(e3), sku(e5), sku(ems)}
	rapid.Check(t, func(t *rapid.T) {
		lists := make([]reconcile.UserRecord, 5)
		for i := range lists {
			for _, id := range rapid.SliceOfNDistinct(rapid.SampledFrom(parts), 0, 3, rapid.ID).Draw(t, "held") {
				lists[i].AssignedLicenses = append(lists[i].AssignedLicenses, reconcile.LicenseRecord{SKUID: id})
			}
			for _, id := range rapid.SliceOfN(rapid.SampledFrom(parts), 0, 3).Draw(t, "ways") {
				group := rapid.SampledFrom([]string{"", "G1", "g1", "g2"}).Draw(t, "group")
				lists[i].States = append(lists[i].States, reconcile.StateRecord{SKUID: id, AssignedByGroup: group, State: "Active"})
			}
		}
		plain, lasting := reconcile.NewTenantBuilder(reconcile.FullKnowledge(), smallCatalog()), reconcile.NewTenantBuilder(reconcile.FullKnowledge(), smallCatalog())
		for i := range rapid.IntRange(0, 12).Draw(t, "users") {
			held, ways := rapid.SampledFrom(lists).Draw(t, "a"), rapid.SampledFrom(lists).Draw(t, "b")
			r := reconcile.UserRecord{ID: fmt.Sprint(i), AssignedLicenses: held.AssignedLicenses, States: ways.States}
			if n := len(r.States); n > 0 {
				r.States = r.States[:rapid.IntRange(0, n).Draw(t, "of them")]
			}
			plain.AddUser(r)
			r.Lasting = true
			lasting.AddUser(r)
		}
		if diff := gocmp.Diff(plain.Tenant(), lasting.Tenant()); diff != "" {
			t.Fatal(diff)
		}
	})
}

// An id means the same user in capitals, whether its tag was asked for or
// not: a user who stood there twice could get what somebody else is to lose.
func TestBuilderKnowsAUserInCapitals(t *testing.T) {
	for _, tagged := range [][2]bool{{false, false}, {true, false}, {false, true}, {true, true}} {
		for _, ids := range [][2]string{{"ab-1", "AB-1"}, {"AB-1", "ab-1"}, {"äb-1", "ÄB-1"}} {
			b := reconcile.NewTenantBuilder(reconcile.FullKnowledge(), smallCatalog())
			for i, id := range ids {
				r := reconcile.UserRecord{ID: id, DisplayName: fmt.Sprint(i)}
				if tagged[i] {
					r.Tag = b.Tag(id)
				}
				if fresh := b.AddUser(r); fresh != (i == 0) {
					t.Errorf("%q, tagged %v: the user %d is new: %v", ids, tagged, i, fresh)
				}
			}
			if users := b.Tenant().Users; len(users) != 1 || users[0].DisplayName != "1" {
				t.Errorf("%q, tagged %v: %+v", ids, tagged, users)
			}
		}
	}
}

// Very many users are sorted on several cores, and come out as few do, whatever
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
