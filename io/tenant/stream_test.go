package tenant_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"licet/io/tenant"
	"licet/io/users"
	"licet/reconcile"
)

// streamed writes a tenant as it would be read from Graph: users one by one, and
// groups by name alone behind them.
func streamed(t *testing.T, path string, f *tenant.File) {
	t.Helper()
	head := *f
	head.Groups, head.Subscriptions, head.DeletedUsers = nil, nil, nil // told behind the users
	err := tenant.Create(path, &head, func(w *tenant.Writer) (*tenant.File, error) {
		for i := range f.Users {
			var r reconcile.UserRecord
			text, err := json.Marshal(&f.Users[i])
			if err = errors.Join(err, users.NewDecoder().Decode(text, &r), w.Text(text, &r)); err != nil {
				return nil, err
			}
		}
		tail := &tenant.File{Subscriptions: f.Subscriptions, DeletedUsers: f.DeletedUsers}
		for _, g := range f.Groups {
			tail.Groups = append(tail.Groups, tenant.Group{ID: strings.ToUpper(g.ID), DisplayName: g.DisplayName})
		}
		return tail, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAStreamedFileIsTheSameTenant(t *testing.T) {
	group := "5a1e5000-0e3a-4c6d-9b1f-2f6f4b7c1e03"
	f := large(300)
	f.DeltaLink = "https://graph.microsoft.com/v1.0/users/delta?$deltatoken=x"
	f.Tenant = tenant.Organization{ID: "t-1", DisplayName: "Contoso", CountryLetterCode: "DE", UserCount: 300}
	f.Groups = []tenant.Group{{ID: group, DisplayName: "Sales", AssignedLicenses: f.Users[0].AssignedLicenses[:1]}}
	f.Subscriptions = []tenant.CompanySubscription{{ID: "s-1", SkuID: f.SubscribedSkus[0].SkuID, Status: "Enabled", TotalLicenses: 300}}
	f.DeletedUsers = []tenant.User{{ID: "gone", UserPrincipalName: "gone@contoso.com"}}
	for _, name := range []string{"tenant.json", "tenant.json.gz"} {
		path := filepath.Join(t.TempDir(), name)
		streamed(t, path, f)
		got, err := tenant.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		got.SubscribedSkus, f.SubscribedSkus = slices.Clip(got.SubscribedSkus), slices.Clip(f.SubscribedSkus)
		if diff := cmp.Diff(f.Users, got.Users); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(f.Groups, got.Groups); diff != "" {
			t.Errorf("groups: %s", diff)
		}
		if got.DeltaLink != f.DeltaLink || got.Tenant != f.Tenant || len(got.Subscriptions) != 1 || len(got.DeletedUsers) != 1 || len(got.SubscribedSkus) != len(f.SubscribedSkus) {
			t.Errorf("%s: %+v, link %q", name, got.Tenant, got.DeltaLink)
		}
		visited := 0
		head, err := tenant.Visit(path, func(text []byte, u *reconcile.UserRecord) error {
			if u.ID != f.Users[visited].ID || !strings.Contains(string(text), `"id":"`+u.ID+`"`) {
				t.Fatalf("user %d is %s: %s", visited, u.ID, text)
			}
			visited++
			return nil
		})
		if err != nil || visited != 300 || len(head.Users) != 0 || head.DeltaLink != f.DeltaLink {
			t.Errorf("visited %d users, %v", visited, err)
		}
	}
}

// A tenant that could not be read to its end leaves the file that was there.
func TestAStreamThatFailsLeavesTheOldFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tenant.json")
	streamed(t, path, large(3))
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lost := errors.New("the connection was lost")
	err = tenant.Create(path, large(0), func(w *tenant.Writer) (*tenant.File, error) {
		return nil, errors.Join(w.User(&tenant.User{ID: "1"}), lost)
	})
	after, _ := os.ReadFile(path)
	if !errors.Is(err, lost) || string(after) != string(before) {
		t.Errorf("%v, and the file has %d bytes, before %d", err, len(after), len(before))
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("%d files are left", len(left))
	}
	full := errors.New("enough")
	if _, err := tenant.Visit(path, func([]byte, *reconcile.UserRecord) error { return full }); !errors.Is(err, full) {
		t.Errorf("who visits the users failed: %v", err)
	}
}

// A record is what a plan sees of a user; written and read it is the same.
func TestARecordSurvivesTheFile(t *testing.T) {
	record := reconcile.UserRecord{
		ID: "u-1", UserPrincipalName: "ada@contoso.com", DisplayName: "Ada", Mail: "ada@contoso.com", UsageLocation: "DE",
		Enabled: reconcile.No, Guest: true, Synced: true, LastSignIn: 1_700_000_000,
		AssignedLicenses: []reconcile.LicenseRecord{{SKUID: "sku-1", DisabledPlans: []string{"p-1"}}},
		States: []reconcile.StateRecord{
			{SKUID: "sku-1", State: "Active", Error: "None", DisabledPlans: []string{"p-1"}},
			{SKUID: "sku-1", AssignedByGroup: "g-1", State: "Error", Error: "CountViolation"},
		},
	}
	path := filepath.Join(t.TempDir(), "tenant.json")
	err := tenant.Create(path, &tenant.File{}, func(w *tenant.Writer) (*tenant.File, error) {
		return &tenant.File{}, w.Record(&record)
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := tenant.Load(t.Context(), path, noNames)
	if err != nil {
		t.Fatal(err)
	}
	b := reconcile.NewTenantBuilder(reconcile.FullKnowledge(), noNames)
	b.AddUser(record)
	want := b.Tenant()
	if diff := cmp.Diff(want.Users, got.Users); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want.Holdings, got.Holdings); diff != "" {
		t.Error(diff)
	}
}

// Whatever a record says, it says the same behind the file.
func TestEveryRecordSurvivesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tenant.json")
	word, list := rapid.String(), rapid.SliceOfN(rapid.String(), 0, 3)
	rapid.Check(t, func(t *rapid.T) {
		var want []reconcile.UserRecord
		for i := range rapid.IntRange(0, 4).Draw(t, "users") {
			r := reconcile.UserRecord{
				ID: fmt.Sprint(i), UserPrincipalName: word.Draw(t, "upn"), DisplayName: word.Draw(t, "name"), Mail: word.Draw(t, "mail"),
				UsageLocation: word.Draw(t, "location"), Enabled: rapid.SampledFrom([]reconcile.Answer{0, 1, 2}).Draw(t, "enabled"),
				Guest: rapid.Bool().Draw(t, "guest"), Synced: rapid.Bool().Draw(t, "synced"), LastSignIn: rapid.Int64Range(0, 1<<35).Draw(t, "signed in"),
			}
			for range rapid.IntRange(0, 2).Draw(t, "licences") {
				r.AssignedLicenses = append(r.AssignedLicenses, reconcile.LicenseRecord{SKUID: word.Draw(t, "sku"), DisabledPlans: list.Draw(t, "off")})
			}
			for range rapid.IntRange(0, 2).Draw(t, "states") {
				r.States = append(r.States, reconcile.StateRecord{SKUID: word.Draw(t, "sku"), AssignedByGroup: word.Draw(t, "group"),
					State: word.Draw(t, "state"), Error: word.Draw(t, "error"), DisabledPlans: list.Draw(t, "off")})
			}
			want = append(want, r)
		}
		err := tenant.Create(path, &tenant.File{}, func(w *tenant.Writer) (*tenant.File, error) {
			for i := range want {
				if err := w.Record(&want[i]); err != nil {
					return nil, err
				}
			}
			return nil, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		at := 0
		_, err = tenant.Visit(path, func(text []byte, got *reconcile.UserRecord) error {
			if diff := cmp.Diff(&want[at], got, cmpopts.EquateEmpty()); diff != "" || strings.Contains(string(text), `"disabledPlans":null`) {
				t.Fatalf("%s\n(-written +read):\n%s", text, diff)
			}
			at++
			return nil
		})
		if err != nil || at != len(want) {
			t.Fatalf("%d of %d users, %v", at, len(want), err)
		}
	})
}
