package graph_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"licet/io/graph"
	"licet/reconcile"
)

const ann = `{"id":"ann","userPrincipalName":"Ann@contoso.com","displayName":"Ann","mail":"ann@contoso.com","accountEnabled":false,"userType":"Guest","usageLocation":"de","onPremisesSyncEnabled":true,
 "assignedLicenses":[{"skuId":"` + e5 + `","disabledPlans":["p1"]},{"skuId":"` + e3 + `","disabledPlans":[]}],
 "licenseAssignmentStates":[
  {"skuId":"` + e5 + `","disabledPlans":["P2","p1"],"assignedByGroup":null,"state":"Active","error":"None","lastUpdatedDateTime":"2026-09-01T07:12:44Z"},
  {"skuId":"` + e5 + `","disabledPlans":["p1"],"assignedByGroup":"G1","state":"Active","error":null},
  {"skuId":"f1","disabledPlans":[],"assignedByGroup":"g2","state":"Error","error":"CountViolation"}]}`

func TestReadTenant(t *testing.T) {
	s := &tenantServer{
		t: t, users: []string{ann, `{"id":"bob","userPrincipalName":"bob@contoso.com","onPremisesSyncEnabled":null,"mail":null,"usageLocation":null,"assignedLicenses":[],"licenseAssignmentStates":null}`},
		pageSize: 999, count: "2",
		groups:  map[string]string{"G1": "All staff"},
		deleted: `{"id":"0a-1b","userPrincipalName":"0a1bcarl@contoso.com"}`,
	}
	var progress []int
	tenant, reading, err := s.read(graph.ReadOptions{Progress: func(n int) { progress = append(progress, n) }})
	if err != nil {
		t.Fatal(err)
	}
	want := &graph.Reading{Way: graph.WholeTenant, Users: 2, Count: 2}
	if diff := cmp.Diff(want, reading); diff != "" {
		t.Errorf("reading (-want +got):\n%s", diff)
	}
	if !slices.Equal(progress, []int{2}) {
		t.Errorf("progress %v", progress)
	}
	if tenant.ID != "org-1" || tenant.DisplayName != "Contoso" || tenant.CountryLetterCode != "US" || tenant.UserCount != 2 || tenant.Partial {
		t.Errorf("tenant %q %q %q %d %v", tenant.ID, tenant.DisplayName, tenant.CountryLetterCode, tenant.UserCount, tenant.Partial)
	}
	sku := tenant.SKUs[0]
	if sku.ID != e5 || sku.PartNumber != "SPE_E5" || sku.Enabled != 10 || sku.Consumed != 2 || sku.Plans[0].ID != "p1" || !sku.Owned {
		t.Errorf("SKU %+v", sku)
	}
	if diff := cmp.Diff([]reconcile.Group{{ID: "g1", DisplayName: "All staff"}, {ID: "g2"}}, tenant.Groups); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	if len(tenant.Deleted) != 1 || tenant.Deleted[0].UserPrincipalName != "carl@contoso.com" {
		t.Errorf("deleted %+v", tenant.Deleted)
	}
	u := tenant.Users[0]
	if u.ID != "ann" || u.UsageLocation != "DE" || !u.Disabled || !u.Guest || !u.Synced {
		t.Errorf("user %+v", u)
	}
	var got []string
	for _, a := range tenant.Assignments(&u) {
		got = append(got, fmt.Sprintf("%s group %d %s %s %v", tenant.SKUs[a.SKU].ID, a.Group, a.State, a.Error, a.DisabledPlans))
	}
	wantAssignments := []string{
		e5 + " group -1 Active  [p1 p2]",
		e5 + " group 0 Active  [p1]",
		"f1 group 1 Error CountViolation []",
		e3 + " group -2 Active  []",
	}
	if diff := cmp.Diff(wantAssignments, got); diff != "" {
		t.Errorf("assignments (-want +got):\n%s", diff)
	}
	if bob := tenant.Users[1]; bob.Disabled || bob.Guest || bob.Synced || bob.Holds > 0 {
		t.Errorf("bob %+v", bob)
	}
}

func TestTheFirstPageIsAskedForAsGraphLikesIt(t *testing.T) {
	s := &tenantServer{t: t, users: people(3), pageSize: 2, count: "3"}
	var queries []string
	s.before = func(_ http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/v1.0/users" {
			queries = append(queries, r.URL.RawQuery)
		}
		return false
	}
	if _, _, err := s.read(graph.ReadOptions{}); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"$select=id,userPrincipalName,displayName,mail,accountEnabled,userType,usageLocation,onPremisesSyncEnabled,assignedLicenses,licenseAssignmentStates&$top=999",
		"$select=x&$skiptoken=1", // the next link whole, nothing added
	}
	if diff := cmp.Diff(want, queries); diff != "" {
		t.Error(diff)
	}
}

// TestEveryUserIsReadOnce: however pages fall, empty ones and doubled users
// among them, each user is there once.
func TestEveryUserIsReadOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(rt, "users")
		doubled := rapid.SliceOfN(rapid.IntRange(0, n-1), 0, 10).Draw(rt, "doubled")
		order := rapid.Permutation(append(indexes(n), doubled...)).Draw(rt, "order")
		var pages [][]int
		for len(order) > 0 {
			k := rapid.IntRange(0, len(order)).Draw(rt, "page")
			pages = append(pages, order[:k])
			order = order[k:]
		}
		s := &tenantServer{t: t, users: people(n), pages: pages, count: fmt.Sprint(n)}
		tenant, reading, err := s.read(graph.ReadOptions{})
		if err != nil {
			rt.Fatal(err)
		}
		if len(tenant.Users) != n || reading.Users != n || s.asked("GET /users") != len(pages) {
			rt.Fatalf("%d users, %d told, %d pages asked of %d", len(tenant.Users), reading.Users, s.asked("GET /users"), len(pages))
		}
	})
}

func TestAnExpiredPageTokenBeginsAnew(t *testing.T) {
	for _, c := range []struct {
		name    string
		expired int // so often
		lists   int // requests for pages
		fails   bool
	}{
		{"once", 1, 2 + 3, false},
		{"three times", 3, 3*2 + 3, false},
		{"for ever", 1000, 4 * 2, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &tenantServer{t: t, users: people(6), pageSize: 2, count: "6"}
			left := c.expired
			s.before = func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Query().Get("$skiptoken") != "1" || left == 0 {
					return false
				}
				left--
				w.WriteHeader(http.StatusBadRequest)
				io.WriteString(w, `{"error":{"code":"Directory_ExpiredPageToken","message":"The specified page token value has expired and can no longer be included in your request."}}`)
				return true
			}
			tenant, _, err := s.read(graph.ReadOptions{})
			if (err != nil) != c.fails || !c.fails && len(tenant.Users) != 6 {
				t.Errorf("error %v", err)
			}
			if n := s.asked("GET /users"); n != c.lists {
				t.Errorf("%d pages asked, want %d", n, c.lists)
			}
		})
	}
}

// TestAShortListIsNoTenant: pages that get lost must never become removals.
func TestAShortListIsNoTenant(t *testing.T) {
	for _, c := range []struct {
		name  string
		users int
		count string
		fails bool
	}{
		{"as counted", 100, "100", false},
		{"more than counted", 100, "90", false},
		{"a few short", 95, "100", false},
		{"six short", 94, "100", true},
		{"a page short", 10000 - 999, "10000", true},
		{"one in 2,000 short", 11994, "12000", false},
		{"nobody", 0, "100", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &tenantServer{t: t, users: people(c.users), pageSize: 999, count: c.count}
			_, _, err := s.read(graph.ReadOptions{})
			if (err != nil) != c.fails {
				t.Errorf("error %v", err)
			}
			if c.fails && (!strings.Contains(err.Error(), fmt.Sprint(c.users)) || !strings.Contains(err.Error(), c.count)) {
				t.Errorf("%q does not name both numbers", err)
			}
		})
	}
}

func TestAListThatWasShortForAMomentIsReadAgain(t *testing.T) {
	s := &tenantServer{t: t, users: people(100), pages: [][]int{indexes(50)}, count: "100"}
	s.before = func(_ http.ResponseWriter, r *http.Request) bool {
		if s.asked("GET /users") == 1 && r.URL.Path == "/v1.0/users/$count" {
			s.pages = [][]int{indexes(100)}
		}
		return false
	}
	tenant, _, err := s.read(graph.ReadOptions{})
	if err != nil || len(tenant.Users) != 100 {
		t.Error(err)
	}
}

// TestBrokenPagesAreErrors: none of these may pass for the end of the list.
func TestBrokenPagesAreErrors(t *testing.T) {
	for name, body := range map[string]string{
		"an empty object":        `{}`,
		"null":                   `{"value":null}`,
		"HTML":                   `<html>proxy</html>`,
		"half of the JSON":       `{"value":[{"id":"a"}`,
		"a user without id":      `{"value":[{"userPrincipalName":"x@contoso.com"}]}`,
		"a page that is its own": `{"value":[],"@odata.nextLink":"https://graph.microsoft.com/v1.0/users?$select=x&$skiptoken=1"}`,
		"a next page elsewhere":  `{"value":[],"@odata.nextLink":"https://evil.example/v1.0/users"}`,
		"a next page over http":  `{"value":[],"@odata.nextLink":"http://graph.microsoft.com/v1.0/users"}`,
		"nothing":                ``,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &tenantServer{t: t, users: people(4), pageSize: 2, count: "4"}
				s.before = func(w http.ResponseWriter, r *http.Request) bool {
					if r.URL.Query().Get("$skiptoken") == "" {
						return false
					}
					io.WriteString(w, body)
					return true
				}
				if _, _, err := s.read(graph.ReadOptions{}); err == nil {
					t.Error("was taken for a page")
				}
			})
		})
	}
}

func TestWhatIsRefusedBesidesIsNoted(t *testing.T) {
	for path, want := range map[string]string{
		"/v1.0/organization": "Organization.Read.All",
		"/v1.0/users/$count": "not checked",
		"/v1.0/directory/deletedItems/microsoft.graph.user": "Deleted users",
		"/v1.0/$batch": "names of groups",
	} {
		t.Run(path, func(t *testing.T) {
			s := &tenantServer{t: t, users: []string{ann}, pageSize: 9, count: "1"}
			s.before = func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path != path {
					return false
				}
				w.WriteHeader(http.StatusForbidden)
				io.WriteString(w, `{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges to complete the operation."}}`)
				return true
			}
			tenant, reading, err := s.read(graph.ReadOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if len(reading.Notes) != 1 || !strings.Contains(reading.Notes[0].String(), want) {
				t.Errorf("notes %q do not say %q", reading.Notes, want)
			}
			if tenant.ID != "org-1" || len(tenant.Users) != 1 {
				t.Errorf("tenant %q with %d users", tenant.ID, len(tenant.Users))
			}
		})
	}
	for _, path := range []string{"/v1.0/users", "/v1.0/subscribedSkus"} {
		s := &tenantServer{t: t, users: []string{ann}, pageSize: 9, count: "1"}
		s.before = func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path == path {
				w.WriteHeader(http.StatusForbidden)
			}
			return r.URL.Path == path
		}
		var e *graph.Error
		if _, _, err := s.read(graph.ReadOptions{}); !errors.As(err, &e) || e.Hint == "" {
			t.Errorf("%s refused: %v", path, err)
		}
	}
}

func TestOnlyNamedUsersAreReadWhereThatIsCheaper(t *testing.T) {
	users := people(10000)
	users = append(users,
		`{"id":"guest-1","userPrincipalName":"pat_fabrikam.com#EXT#@contoso.com","mail":"o'pat@fabrikam.com"}`,
		`{"id":"guest-2","userPrincipalName":"kim_fabrikam.com#EXT#@contoso.com"}`)
	s := &tenantServer{t: t, users: users, pageSize: 999, count: "10002"}
	names := []string{" USER7@contoso.com", "user7@contoso.com", "user8@contoso.com\u200b", "id-00042", "o'Pat@fabrikam.com", "kim_fabrikam.com#EXT#@contoso.com", "nobody@contoso.com", "Just A Name", ""}
	tenant, reading, err := s.readNamed(graph.ReadOptions{}, names)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, u := range tenant.Users {
		got = append(got, u.ID)
	}
	if diff := cmp.Diff([]string{"guest-1", "guest-2", "id-00007", "id-00008", "id-00042"}, got); diff != "" {
		t.Error(diff)
	}
	if reading.Way != graph.NamedUsers || !tenant.Partial || tenant.UserCount != 10002 {
		t.Errorf("%+v, partial %v", reading, tenant.Partial)
	}
	if s.asked("GET /users") != 0 || s.asked("POST /$batch") != 2 {
		t.Errorf("asked %q", s.paths)
	}
	if s.asked("GET /directory/deletedItems/microsoft.graph.user") != 1 {
		t.Error("an unknown name was not looked for among the deleted users")
	}
}

// Somebody misspells a name in a small sheet, and is to be told whom it may
// mean: for that all names are needed. Without a misspelt name, or in a large
// tenant, they are not read.
func TestAllUsersAreReadForAMisspeltNameWhereThatIsQuick(t *testing.T) {
	for _, tt := range []struct {
		name  string
		count int
		users []string
		want  graph.Way
	}{
		{"misspelt", 4000, []string{"user7@contoso.com", "usr8@contoso.com"}, graph.WholeTenant},
		{"all found", 4000, []string{"user7@contoso.com"}, graph.NamedUsers},
		{"misspelt in a large tenant", 6000, []string{"user7@contoso.com", "usr8@contoso.com"}, graph.NamedUsers},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &tenantServer{t: t, users: people(tt.count), pageSize: 999, count: strconv.Itoa(tt.count)}
			tenant, reading, err := s.readNamed(graph.ReadOptions{}, tt.users)
			if err != nil {
				t.Fatal(err)
			}
			whole := tt.want == graph.WholeTenant
			if reading.Way != tt.want || tenant.Partial == whole || whole && len(tenant.Users) != tt.count {
				t.Errorf("read %s, %d users, partial %v", reading.Way, len(tenant.Users), tenant.Partial)
			}
		})
	}
}

// TestTwoHundredOfAHundredThousand is a figure that licet promises: at most
// 15 % of the calls of a full read.
func TestTwoHundredOfAHundredThousand(t *testing.T) {
	users := people(100_000)
	full := &tenantServer{t: t, users: users, pageSize: 999, count: "100000"}
	if _, _, err := full.read(graph.ReadOptions{}); err != nil {
		t.Fatal(err)
	}
	named := &tenantServer{t: t, users: users[:400], pageSize: 999, count: "100000"}
	var names []string
	for i := range 200 {
		names = append(names, fmt.Sprintf("user%d@contoso.com", i))
	}
	_, reading, err := named.readNamed(graph.ReadOptions{}, names)
	if err != nil || reading.Users != 200 {
		t.Fatalf("%+v %v", reading, err)
	}
	share := float64(len(named.paths)) / float64(len(full.paths))
	t.Logf("%d calls against %d: %.1f %%", len(named.paths), len(full.paths), 100*share)
	if share > 0.15 {
		t.Errorf("%d calls against %d", len(named.paths), len(full.paths))
	}
}

func TestTheWholeTenantIsReadWhereThatIsCheaper(t *testing.T) {
	for _, c := range []struct {
		name         string
		users, names int
		count        string
		way          graph.Way
	}{
		{"a page", 900, 1, "900", graph.WholeTenant},
		{"1 % of the users", 3000, 30, "3000", graph.NamedUsers},
		{"2 % of the users", 3000, 60, "3000", graph.WholeTenant},
		{"no names", 3000, 0, "3000", graph.NamedUsers},
		{"an unknown number", 3000, 1, "?", graph.WholeTenant},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &tenantServer{t: t, users: people(c.users), pageSize: 999, count: c.count}
			s.before = func(w http.ResponseWriter, r *http.Request) bool {
				if c.count != "?" || r.URL.Path != "/v1.0/users/$count" {
					return false
				}
				w.WriteHeader(http.StatusBadRequest)
				return true
			}
			names := []string{}
			for i := range c.names {
				names = append(names, fmt.Sprintf("user%d@contoso.com", i))
			}
			_, reading, err := s.readNamed(graph.ReadOptions{}, names)
			if err != nil || reading.Way != c.way {
				t.Errorf("%+v, %v", reading, err)
			}
		})
	}
}

func TestWithoutAMailFilterAllUsersAreRead(t *testing.T) {
	s := &tenantServer{t: t, users: people(2000), pageSize: 999, count: "2000"}
	client := s
	server := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v1.0/$batch" {
			batchHandler(t, func(it item) (int, map[string]string, string) {
				if strings.Contains(it.URL, "filter") {
					return 400, nil, `{"error":{"code":"Request_UnsupportedQuery","message":"Unsupported property filter clause"}}`
				}
				return client.one(it)
			}).ServeHTTP(w, r)
			return
		}
		client.ServeHTTP(w, r)
	})
	_, reading, err := readTenant(t.Context(), newClient(t, inMemory(server)), graph.ReadOptions{}, []string{"mail3@contoso.com"})
	if err != nil || reading.Way != graph.WholeTenant || reading.Users != 2000 || len(reading.Notes) != 1 {
		t.Errorf("%+v, %v", reading, err)
	}
}
