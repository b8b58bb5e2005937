package sandbox_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"licet/io/sandbox"
	"licet/io/tenant"
)

func create(f *tenant.File) func() (*tenant.File, error) {
	return func() (*tenant.File, error) { return f, nil }
}

func open(t testing.TB, path string, f *tenant.File) *sandbox.Store {
	t.Helper()
	store, err := sandbox.OpenStore(path, create(f))
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// licenses gives what the users of a file hold, without the times.
func licenses(f *tenant.File) map[string][]tenant.LicenseAssignmentState {
	out := map[string][]tenant.LicenseAssignmentState{}
	for _, u := range f.Users {
		for _, s := range u.LicenseAssignmentStates {
			s.LastUpdatedDateTime = ""
			if len(s.DisabledPlans) == 0 {
				s.DisabledPlans = nil
			}
			out[u.ID+u.UsageLocation] = append(out[u.ID+u.UsageLocation], s)
		}
	}
	return out
}

func TestStoreKeepsWhatWasAnswered(t *testing.T) {
	for _, name := range []string{"tenant.json", "tenant.json.gz"} {
		path := filepath.Join(t.TempDir(), name)
		store := open(t, path, newTenant(3))
		c := connect(t, sandbox.New(store, sandbox.Options{}))
		c.assign(1, []string{"A-1"}).want(t, 200)
		c.do("PATCH", "/users/"+userID(2), `{"usageLocation":"FR"}`).want(t, 204)
		want := store.File()
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		entries, err := os.ReadDir(filepath.Dir(path))
		if err != nil || len(entries) != 1 {
			t.Errorf("%s: files left beside the tenant file: %v %v", name, entries, err)
		}
		again := open(t, path, nil)
		if diff := cmp.Diff(licenses(want), licenses(again.File())); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
		if u, _ := sandbox.User(again, upn(2)); u.UsageLocation != "FR" {
			t.Errorf("%s: the location is %q", name, u.UsageLocation)
		}
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// A crash leaves the file as it was and the log cut anywhere. Every write whose
// line is whole was answered, and must be there; nothing else may be.
func TestCrashAtAnyByteLosesNoAnsweredWrite(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "tenant.json")
	store := open(t, path, newTenant(4))
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s := sandbox.New(store, sandbox.Options{Faults: &sandbox.Faults{List: []sandbox.Fault{
		{Kind: sandbox.FaultDeleteUser, Users: []string{upn(4)}, After: 3},
		{Kind: sandbox.FaultTakeSeat, SKUs: []string{skuID('A')}, Units: 2, After: 4},
	}}})
	c := connect(t, s)
	states := []map[string][]tenant.LicenseAssignmentState{licenses(store.File())}
	ends := []int{0}
	logged := func() int {
		data, err := os.ReadFile(path + ".log")
		if err != nil {
			t.Fatal(err)
		}
		return len(data)
	}
	for i, do := range []func() reply{
		func() reply { return c.assign(1, []string{"A-1"}) },
		func() reply { return c.assign(1, []string{"C"}, "A") },
		func() reply { return c.do("PATCH", "/users/"+userID(1), `{"usageLocation":"US"}`) },
		func() reply { return c.assign(2, []string{"B"}) },
		func() reply { return c.assign(3, []string{"A"}) },
	} {
		if r := do(); r.status >= 300 {
			t.Fatalf("write %d: %s", i, r.raw)
		}
		states, ends = append(states, licenses(store.File())), append(ends, logged())
	}
	log, err := os.ReadFile(path + ".log")
	if err != nil {
		t.Fatal(err)
	}
	for cut := range len(log) + 1 {
		near := slices.ContainsFunc(ends, func(end int) bool { return max(cut-end, end-cut) <= 2 })
		if !near && cut%17 != 0 {
			continue // opening syncs the disk: every byte would take long
		}
		crashed := filepath.Join(dir, fmt.Sprintf("crash-%d.json", cut))
		if err := errors.Join(os.WriteFile(crashed, before, 0o600), os.WriteFile(crashed+".log", log[:cut], 0o600)); err != nil {
			t.Fatal(err)
		}
		answered := 0
		for i, end := range ends {
			if cut >= end {
				answered = i
			}
		}
		again := open(t, crashed, nil)
		if diff := cmp.Diff(states[answered], licenses(again.File())); diff != "" {
			t.Fatalf("cut at %d of %d, %d writes answered:\n%s", cut, len(log), answered, diff)
		}
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
		folded, err := tenant.ReadFile(crashed)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(states[answered], licenses(folded)); diff != "" {
			t.Fatalf("cut at %d: the log was not folded into the file:\n%s", cut, diff)
		}
	}
	// The log may also be folded in and then read once more.
	if err := os.WriteFile(path+".old", log, 0o600); err != nil {
		t.Fatal(err)
	}
	want := store.File()
	if err := errors.Join(store.Close(), os.Rename(path+".old", path+".log")); err != nil {
		t.Fatal(err)
	}
	again := open(t, path, nil)
	defer again.Close()
	if diff := cmp.Diff(licenses(want), licenses(again.File())); diff != "" {
		t.Errorf("a log that is read twice:\n%s", diff)
	}
	if a := again.File().SubscribedSkus[0]; a.ConsumedUnits != 3 {
		t.Errorf("%d units of A consumed, want 1 and 2 of somebody else", a.ConsumedUnits)
	}
	if u := again.File().DeletedUsers; len(u) != 1 || u[0].UserPrincipalName != upn(4) {
		t.Errorf("deleted users %v", u)
	}
}

func TestDamagedLogIsAnErrorThatSaysWhere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tenant.json")
	if err := open(t, path, newTenant(1)).Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+".log", []byte("{}\nrubbish\n{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := sandbox.OpenStore(path, nil)
	if err == nil || !strings.Contains(err.Error(), "tenant.json.log: write 2 is not readable") {
		t.Errorf("got %v", err)
	}
}

func TestOneFileIsOpenedOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tenant.json")
	store := open(t, path, newTenant(1))
	if _, err := sandbox.OpenStore(path, nil); !errors.Is(err, sandbox.ErrInUse) {
		t.Errorf("got %v, want ErrInUse", err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := sandbox.OpenStore(filepath.Join(t.TempDir(), "none.json"), nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}

func TestWriteThatCannotBeLoggedIsNotDone(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("there is no /dev/full here")
	}
	path := filepath.Join(t.TempDir(), "tenant.json")
	if err := open(t, path, newTenant(1)).Close(); err != nil {
		t.Fatal(err)
	}
	store := open(t, path, nil)
	defer store.Close()
	if err := sandbox.FillDisk(store); err != nil {
		t.Fatal(err)
	}
	c := connect(t, sandbox.New(store, sandbox.Options{}))
	if got := c.assign(1, []string{"A"}); got.status != 500 {
		t.Errorf("got %s", got.raw)
	}
	if got, _ := c.holdings(1); got != "" {
		t.Errorf("holds %q", got)
	}
}

// Whatever many callers do at once, no pool is exceeded, and consumedUnits are
// the users who hold the SKU.
func TestSeatsAreNeverExceeded(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		const users = 6
		f := newTenant(users)
		for i := range f.SubscribedSkus[:3] {
			f.SubscribedSkus[i].PrepaidUnits.Enabled = rapid.IntRange(0, 4).Draw(r, "seats")
		}
		store := sandbox.NewStore(f)
		c := connect(t, sandbox.New(store, sandbox.Options{}))
		letters := rapid.SampledFrom([]string{"A", "B", "C"})
		var work sync.WaitGroup
		for range rapid.IntRange(1, 4).Draw(r, "callers") {
			type change struct {
				user   int
				add    []string
				remove []string
			}
			changes := rapid.SliceOfN(rapid.Custom(func(r *rapid.T) change {
				return change{
					rapid.IntRange(1, users).Draw(r, "user"),
					rapid.SliceOfNDistinct(letters, 0, 2, rapid.ID).Draw(r, "add"),
					rapid.SliceOfNDistinct(letters, 0, 2, rapid.ID).Draw(r, "remove"),
				}
			}), 1, 10).Draw(r, "changes")
			work.Go(func() {
				for _, x := range changes {
					c.assign(x.user, x.add, x.remove...)
				}
			})
		}
		work.Wait()
		after := store.File()
		for _, s := range after.SubscribedSkus[:3] {
			holders := 0
			for _, u := range after.Users {
				for _, l := range u.AssignedLicenses {
					if l.SkuID == s.SkuID {
						holders++
					}
				}
			}
			if s.ConsumedUnits > s.PrepaidUnits.Enabled || s.ConsumedUnits != holders {
				r.Fatalf("%s: %d consumed of %d, %d holders", s.SkuPartNumber, s.ConsumedUnits, s.PrepaidUnits.Enabled, holders)
			}
		}
	})
}
