package tenant_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"licet/io/tenant"
	"licet/reconcile"
)

var noNames = &reconcile.Catalog{}

// files draws tenant files: a few SKUs, groups and users, with text of all
// kinds in the names.
func files() *rapid.Generator[*tenant.File] {
	return rapid.Custom(func(t *rapid.T) *tenant.File {
		f := &tenant.File{
			Format: tenant.Format,
			Groups: []tenant.Group{},
			Tenant: tenant.Organization{ID: "t", DisplayName: rapid.String().Draw(t, "tenant"), UserCount: rapid.IntRange(0, 9).Draw(t, "count")},
		}
		plans := []string{"p1", "p2", "p3"}
		set := rapid.Custom(func(t *rapid.T) []string {
			return reconcile.NormalizePlans(rapid.SliceOfDistinct(rapid.SampledFrom(plans), rapid.ID[string]).Draw(t, "plans"))
		})
		for i := range rapid.IntRange(0, 3).Draw(t, "skus") {
			s := tenant.SubscribedSku{SkuID: fmt.Sprintf("s%d", i), SkuPartNumber: "S", AppliesTo: "User", CapabilityStatus: "Enabled", ConsumedUnits: i, PrepaidUnits: tenant.PrepaidUnits{Enabled: 5, Warning: i}}
			for _, p := range plans {
				s.ServicePlans = append(s.ServicePlans, tenant.ServicePlan{ID: p, Name: strings.ToUpper(p), AppliesTo: "User", ProvisioningStatus: "Success"})
			}
			f.SubscribedSkus = append(f.SubscribedSkus, s)
		}
		for i := range rapid.IntRange(0, 2).Draw(t, "groups") {
			f.Groups = append(f.Groups, tenant.Group{ID: fmt.Sprintf("g%d", i), DisplayName: rapid.String().Draw(t, "group")})
		}
		for i := range rapid.IntRange(0, 30).Draw(t, "users") {
			f.Users = append(f.Users, user(t, f, set, i))
		}
		if rapid.Bool().Draw(t, "deleted") {
			f.DeletedUsers = []tenant.User{{ID: "gone", UserPrincipalName: "gone@contoso.com"}}
			day := time.Date(2027, 1, 2, 3, 4, 5, 0, time.UTC)
			f.Subscriptions = []tenant.CompanySubscription{{ID: "c", SkuID: "s0", Status: "Enabled", TotalLicenses: 5, NextLifecycleDateTime: &day}}
		}
		return f
	})
}

func user(t *rapid.T, f *tenant.File, set *rapid.Generator[[]string], i int) tenant.User {
	enabled := rapid.Bool().Draw(t, "enabled")
	u := tenant.User{
		ID:                fmt.Sprintf("u%02d", i),
		UserPrincipalName: fmt.Sprintf("u%d@contoso.com", i),
		DisplayName:       rapid.String().Draw(t, "name"),
		AccountEnabled:    &enabled,
		UserType:          rapid.SampledFrom([]string{"Member", "Guest"}).Draw(t, "type"),
		UsageLocation:     rapid.SampledFrom([]string{"", "DE", "CN"}).Draw(t, "country"),
	}
	u.Mail = u.UserPrincipalName
	for _, s := range f.SubscribedSkus {
		switch rapid.IntRange(0, 3).Draw(t, "way") {
		case 1:
			off := set.Draw(t, "off")
			u.AssignedLicenses = append(u.AssignedLicenses, tenant.AssignedLicense{SkuID: s.SkuID, DisabledPlans: off})
			u.LicenseAssignmentStates = append(u.LicenseAssignmentStates, tenant.LicenseAssignmentState{SkuID: s.SkuID, DisabledPlans: off, State: "Active", Error: "None"})
		case 2:
			if len(f.Groups) > 0 {
				u.LicenseAssignmentStates = append(u.LicenseAssignmentStates, tenant.LicenseAssignmentState{SkuID: s.SkuID, AssignedByGroup: &f.Groups[0].ID, State: "Error", Error: "CountViolation"})
			}
		case 3:
			u.AssignedLicenses = append(u.AssignedLicenses, tenant.AssignedLicense{SkuID: s.SkuID, DisabledPlans: set.Draw(t, "off")})
		}
	}
	return u
}

func write(tb interface{ Fatal(...any) }, f *tenant.File) []byte {
	var b bytes.Buffer
	if err := tenant.Write(&b, f); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		f := files().Draw(t, "file")
		path := filepath.Join(dir, rapid.SampledFrom([]string{"a.json", "b.json.gz"}).Draw(t, "path"))
		if err := tenant.WriteFile(path, f); err != nil {
			t.Fatal(err)
		}
		got, err := tenant.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(f, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestTenantSurvivesTheWayThroughAFile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first, err := tenant.Read(bytes.NewReader(write(t, files().Draw(t, "file"))), noNames)
		if err != nil {
			t.Fatal(err)
		}
		again, err := tenant.Read(bytes.NewReader(write(t, fileOf(first))), noNames)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(first, again, cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestGroupsAreGivenWhatTheirMembersHaveWhatTheirMembersHave(t *testing.T) {
	group := "g0"
	f := &tenant.File{
		Format:         tenant.Format,
		Groups:         []tenant.Group{{ID: group, DisplayName: "Licences"}},
		SubscribedSkus: []tenant.SubscribedSku{{SkuID: "s0"}},
		Users: []tenant.User{{ID: "u0", LicenseAssignmentStates: []tenant.LicenseAssignmentState{
			{SkuID: "s0", DisabledPlans: []string{"p1", "p2"}, State: "Active"},
			{SkuID: "s0", DisabledPlans: []string{"p2", "p3"}, AssignedByGroup: &group, State: "Active"},
		}}},
	}
	read, err := tenant.Read(bytes.NewReader(write(t, f)), noNames)
	if err != nil {
		t.Fatal(err)
	}
	got := fileOf(read)
	if diff := cmp.Diff([]tenant.AssignedLicense{{SkuID: "s0", DisabledPlans: []string{"p2", "p3"}}}, got.Groups[0].AssignedLicenses); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]tenant.AssignedLicense{{SkuID: "s0", DisabledPlans: []string{"p2"}}}, got.Users[0].AssignedLicenses); diff != "" {
		t.Error(diff)
	}
}

// fileOf gives the file of a tenant.
func fileOf(t *reconcile.Tenant) *tenant.File {
	f := tenant.HeadOf(t)
	for i := range t.Users {
		f.Users = append(f.Users, tenant.UserOf(t, &t.Users[i]))
	}
	return f
}

func TestUsersStandOneALine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := files().Draw(t, "file")
		_, users, found := strings.Cut(string(write(t, f)), "\"users\":[")
		if !found || strings.Count(users, "\n")-1 != len(f.Users)+min(len(f.Users), 1) {
			t.Fatalf("%d users:\n%s", len(f.Users), users)
		}
	})
}

func TestNullIsNeverWrittenForDisabledPlans(t *testing.T) {
	f := &tenant.File{Users: []tenant.User{{
		ID: "u", AssignedLicenses: []tenant.AssignedLicense{{SkuID: "s"}},
		LicenseAssignmentStates: []tenant.LicenseAssignmentState{{SkuID: "s"}},
	}}}
	if text := string(write(t, f)); strings.Contains(text, `"disabledPlans":null`) || !strings.Contains(text, `"disabledPlans":[]`) {
		t.Error(text)
	}
	if f.Users[0].AssignedLicenses[0].DisabledPlans != nil {
		t.Error("writing changed what was written")
	}
}

func TestAFileThatWasCutOffIsNeverASmallerTenant(t *testing.T) {
	whole := write(t, small())
	for n := range len(whole) - 1 {
		if _, err := tenant.Read(bytes.NewReader(whole[:n]), noNames); err == nil {
			t.Fatalf("%d of %d bytes were read as a tenant:\n%s", n, len(whole), whole[:n])
		}
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(whole); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for n := range packed.Len() {
		if _, err := tenant.Read(bytes.NewReader(packed.Bytes()[:n]), noNames); err == nil {
			t.Fatalf("%d of %d packed bytes were read as a tenant", n, packed.Len())
		}
	}
}

func small() *tenant.File {
	return &tenant.File{
		Tenant:         tenant.Organization{ID: "t", DisplayName: `Quote " and \ brackets ]}`},
		SubscribedSkus: []tenant.SubscribedSku{{SkuID: "s0"}},
		Users:          []tenant.User{{ID: "u0", DisplayName: "Zoë"}, {ID: "u1"}, {ID: "u2"}},
	}
}

func TestFaultsAreToldWithTheirPlace(t *testing.T) {
	lines := func(users string) string {
		return "{\"format\":\"licet-tenant/1\",\n\"tenant\":{\"id\":\"t\"},\n\"subscribedSkus\":[],\n\"users\":[\n" + users + "\n]}\n"
	}
	for name, c := range map[string]struct{ text, want string }{
		"wrong type":     {lines("{\"id\":\"u0\"},\n{\"id\":7}"), "line 6 (users, entry 2)"},
		"no id":          {lines("{\"id\":\"u0\"},\n{\"userPrincipalName\":\"x\"}"), "line 6 (users, entry 2): it has no id"},
		"twice":          {lines("{\"id\":\"u0\"},\n{\"id\":\"u1\"},\n{\"id\":\"U0\"}"), "line 7 (users, entry 3): the id u0 is there twice"},
		"pretty-printed": {lines("{\n\"id\":\n\"u0\"\n},\n{\"id\":7}"), "line 9 (users, entry 2)"},
		"stray text":     {lines("{\"id\":\"u0\"}\n{\"id\":\"u1\"}"), "line 6 (users, entry 2): expected comma"},
		"empty entry":    {lines("{\"id\":\"u0\"},\n,{\"id\":\"u1\"}"), "line 6 (users, entry 2): invalid character ','"},
		"not a list":     {strings.Replace(lines(""), "[\n\n]", "{}", 1), `line 4: "users" is not a list`},
		"no users":       {`{"format":"licet-tenant/1","tenant":{},"subscribedSkus":[]}`, `it has no "users"`},
		"users twice":    {`{"format":"licet-tenant/1","users":[],"users":[]}`, `"users" is there twice`},
		"more behind":    {lines("") + "{}", "line 7: found '{' after the end"},
		"SKU twice":      {`{"format":"licet-tenant/1","subscribedSkus":[{"skuId":"a"},{"skuId":"A"}]}`, "(subscribedSkus, entry 2)"},
		"cut in a user":  {strings.TrimSuffix(lines("{\"id\":\"u0\"},\n{\"id\":"), "\n]}\n"), "was cut off"},
		"an endless one": {lines(`{"id":"` + strings.Repeat("x", 17<<20) + `"}`), "larger than 16 MB"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := tenant.Read(strings.NewReader(c.text), noNames)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
			if errors.Is(err, tenant.ErrFormat) {
				t.Error("it is a tenant file, if a broken one")
			}
		})
	}
}

func TestOtherFormatsAreRefusedByName(t *testing.T) {
	for text, want := range map[string]string{
		`{"format":"licet-tenant/2","users":[]}`:         `it is "licet-tenant/2", and this licet reads "licet-tenant/1"`,
		`{"format":"licet-plan/1"}`:                      `it is "licet-plan/1", and "licet-tenant/1" is needed`,
		"{\"format\":\"licet-tenant/9\",\n\"users\":[]}": "line 1: ",
		`{"users":[]}`:                       "it names no format",
		`{"format":1}`:                       "its format is not a text",
		"user,license\nann@contoso.com,E3\n": "it begins with 'u'",
		"":                                   "cut off",
		"\x1f\x8bnonsense":                   "gzip",
	} {
		_, err := tenant.Read(strings.NewReader(text), noNames)
		if !errors.Is(err, tenant.ErrFormat) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}

func TestForeignJSONIsReadAsWell(t *testing.T) {
	text := "\xef\xbb\xbf{ \"more\" : [ {\"a\": \"]\"} , -1.5e3 ], \"users\"\t:\r\n[ { \"id\" : \"u0\",\n \"assignedLicenses\": null } , {\"id\":\"u1\"}\n] ,\"tenant\": {\"id\":\"t\"}, \"groups\": null, \"subscribedSkus\":[ ],\"format\":\"licet-tenant/1\" } \n\n"
	got, err := tenant.Read(strings.NewReader(text), noNames)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Users) != 2 || got.ID != "t" {
		t.Errorf("got %d users of %q", len(got.Users), got.ID)
	}
}

func TestPathsAreInTheErrors(t *testing.T) {
	broken := filepath.Join(t.TempDir(), "broken.json")
	if err := os.WriteFile(broken, []byte(`{"format":"licet-tenant/1"`), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := tenant.ReadFile(broken)
	_, loadErr := tenant.Load(t.Context(), broken, noNames)
	for _, err := range []error{err, loadErr} {
		if !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), broken) {
			t.Errorf("got %v", err)
		}
	}
	path := filepath.Join(t.TempDir(), "nowhere", "contoso.json")
	if _, err := tenant.ReadFile(path); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v", err)
	}
	if err := tenant.WriteFile(path, small()); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v", err)
	}
}

func TestAFailedWriteLeavesEverythingAsItWas(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "contoso.json")
	if err := tenant.WriteFile(path, small()); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	broken := time.Date(20_000, 1, 1, 0, 0, 0, 0, time.UTC) // a year that JSON has no form for
	f := small()
	f.Subscriptions = []tenant.CompanySubscription{{ID: "c", CreatedDateTime: &broken}}
	if err := tenant.WriteFile(path, f); err == nil {
		t.Fatal("no error")
	}
	after, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed: %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("files were left behind: %v", left)
	}
}

func TestTheFileIsItsOwnersAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	dir := t.TempDir()
	path, link := filepath.Join(dir, "contoso.json"), filepath.Join(dir, "link.json")
	if err := os.Symlink("contoso.json", link); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := tenant.WriteFile(path, small()); err != nil {
			t.Fatal(err)
		}
	}
	if err := tenant.WriteFile(link, small()); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(path)
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("got %v, %v", info.Mode(), err)
	}
	if info, err = os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link was replaced by a file: %v", err)
	}
}

func TestAPipeIsWrittenToAndNotReplaced(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no /dev/fd")
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := tenant.WriteFile(fmt.Sprintf("/dev/fd/%d", w.Fd()), small()); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r)
	if err != nil || !bytes.Equal(got, write(t, small())) {
		t.Errorf("got %q, %v", got, err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(write(f, small()))
	f.Add([]byte(`{"format":"licet-tenant/1","tenant":{},"subscribedSkus":[],"users":[{"id":"\\\"]}"}],"x":-1}`))
	f.Add([]byte("{\"users\":[{},\n,]"))
	f.Add([]byte("\x1f\x8b"))
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := tenant.Read(bytes.NewReader(text), noNames)
		slow, slowErr := tenant.Read(&byByte{text}, noNames)
		if (err == nil) != (slowErr == nil) {
			t.Fatalf("whole: %v; byte by byte: %v", err, slowErr)
		}
		if err != nil {
			return
		}
		if diff := cmp.Diff(got, slow); diff != "" {
			t.Fatal(diff)
		}
		if _, err := tenant.Read(bytes.NewReader(write(t, fileOf(got))), noNames); err != nil {
			t.Fatalf("what was read cannot be written and read again: %v", err)
		}
	})
}

// byByte reads one byte at a time, so that each falls on the edge of a window.
type byByte struct{ rest []byte }

func (r *byByte) Read(b []byte) (int, error) {
	if len(r.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(b[:1], r.rest)
	r.rest = r.rest[n:]
	return n, nil
}
