package sandbox_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"licet/io/sandbox"
	"licet/io/tenant"
)

// facts of the test tenant: plans 2 and 4 exclude each other, 5 needs 1.
var facts = sandbox.Facts{
	Exclusive:    [][]string{{planID(2), planID(4)}},
	Dependencies: []sandbox.Dependency{{Plan: planID(5), AnyOf: []string{planID(1), planID(9)}}},
}

// refusalTenant has users for every refusal: 1 holds nothing, 2 has no
// location, 3 has A by group, 4 has A directly, 5 and 6 fill B, 7 has C on A.
func refusalTenant() *tenant.File {
	f := newTenant(8)
	f.Users[1].UsageLocation = ""
	f.Groups = []tenant.Group{{ID: groupID(1), DisplayName: "Sales", AssignedLicenses: []tenant.AssignedLicense{{SkuID: skuID('A')}}}}
	give(f, 3, 'A', 1)
	give(f, 4, 'A', 0)
	give(f, 5, 'B', 0)
	give(f, 6, 'B', 0)
	give(f, 7, 'A', 0)
	give(f, 7, 'C', 0)
	return f
}

func TestAssignLicenseRefusesInGraphsWords(t *testing.T) {
	unknown := "99999999-0000-4000-8000-000000000000"
	for _, tc := range []struct {
		name string
		user int
		body string
		want string
	}{
		{"no removeLicenses", 1, `{"addLicenses":[]}`, "400 Request_BadRequest: One or more parameters of the operation 'assignLicense' are missing from the request payload. The missing parameters are: removeLicenses."},
		{"neither list", 1, `{}`, "400 Request_BadRequest: One or more parameters of the operation 'assignLicense' are missing from the request payload. The missing parameters are: addLicenses, removeLicenses."},
		{"no body", 1, ``, "400 Request_BadRequest: One or more parameters of the operation 'assignLicense' are missing from the request payload. The missing parameters are: addLicenses, removeLicenses."},
		{"misspelt list", 1, `{"addLicenses":[],"removeLicenses":[],"removelicenses":[]}`, "400 Request_BadRequest: The parameter 'removelicenses' in the request payload is not a valid parameter for the operation 'assignLicense'."},
		{"misspelt property", 1, `{"addLicenses":[{"skuid":"` + skuID('A') + `"}],"removeLicenses":[]}`, "400 Request_BadRequest: The property 'skuid' does not exist on type 'microsoft.graph.assignedLicense'."},
		{"no JSON", 1, `addLicenses`, "400 BadRequest: Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format."},
		{"no GUID", 1, `{"addLicenses":[{"skuId":"SPE_E3"}],"removeLicenses":[]}`, "400 Request_BadRequest: Cannot convert a primitive value to the expected type 'Edm.Guid'. See the inner exception for more details."},
		{"added twice", 1, assignBody([]string{"A", "A-1"}), "400 Request_BadRequest: The license " + skuID('A') + " occurs more than once in addLicenses."},
		{"added and removed", 4, assignBody([]string{"A"}, "A"), "400 Request_BadRequest: The license " + skuID('A') + " occurs in both addLicenses and removeLicenses."},
		{"no such user", 99, assignBody([]string{"A"}), "404 Request_ResourceNotFound: Resource '" + userID(99) + "' does not exist or one of its queried reference-property objects are not present."},
		{"parameters before the user", 99, `{"addLicenses":[]}`, "400 Request_BadRequest: One or more parameters of the operation 'assignLicense' are missing from the request payload. The missing parameters are: removeLicenses."},
		{"unknown SKU added", 1, `{"addLicenses":[{"skuId":"` + unknown + `"}],"removeLicenses":[]}`, "400 Request_BadRequest: License " + unknown + " does not correspond to a valid company License."},
		{"unknown SKU removed", 1, `{"addLicenses":[],"removeLicenses":["` + unknown + `"]}`, "400 Request_BadRequest: License " + unknown + " does not correspond to a valid company License."},
		{"company SKU", 1, assignBody([]string{"D"}), "400 Request_BadRequest: License " + skuID('D') + " cannot be assigned to a user."},
		{"plan of another SKU", 1, assignBody([]string{"A-4"}), "400 Request_BadRequest: License assignment failed because service plan " + planID(4) + " is not part of the license with SKU " + skuID('A') + "."},
		{"removed and not held", 1, assignBody(nil, "A"), "400 Request_BadRequest: User does not have a corresponding license."},
		{"removed and inherited", 3, assignBody(nil, "A"), "400 Request_BadRequest: User license is inherited from a group membership and it cannot be removed directly from the user."},
		{"not held before location", 2, assignBody([]string{"A"}, "C"), "400 Request_BadRequest: User does not have a corresponding license."},
		{"no location", 2, assignBody([]string{"A"}), "400 Request_BadRequest: License assignment cannot be done for user with invalid usage location."},
		{"location before seats", 2, assignBody([]string{"B"}), "400 Request_BadRequest: License assignment cannot be done for user with invalid usage location."},
		{"no seat", 1, assignBody([]string{"B"}), "400 Request_BadRequest: Subscription with SKU " + skuID('B') + " does not have any available licenses."},
		{"seats before exclusions", 4, assignBody([]string{"B"}), "400 Request_BadRequest: Subscription with SKU " + skuID('B') + " does not have any available licenses."},
		{"suspended", 1, assignBody([]string{"E"}), "400 Request_BadRequest: Subscription with SKU " + skuID('E') + " does not have any available licenses."},
		{"exclusive plans", 5, assignBody([]string{"A"}), "400 Request_BadRequest: License assignment failed because service plans " + planID(2) + "," + planID(4) + " are mutually exclusive."},
		{"dependency missing", 1, assignBody([]string{"C"}), "400 Request_BadRequest: License assignment failed because service plan " + planID(5) + " depends on the service plan(s) " + planID(1) + "," + planID(9)},
		{"dependency taken away", 7, assignBody(nil, "A"), "400 Request_BadRequest: License assignment failed because service plan " + planID(5) + " depends on the service plan(s) " + planID(1) + "," + planID(9)},
		{"dependency switched off", 7, assignBody([]string{"A-1"}), "400 Request_BadRequest: License assignment failed because service plan " + planID(5) + " depends on the service plan(s) " + planID(1) + "," + planID(9)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			store := sandbox.NewStore(refusalTenant())
			before := store.File()
			c := connect(t, sandbox.New(store, sandbox.Options{Facts: facts}))
			for _, action := range []string{"/assignLicense", "/microsoft.graph.assignLicense"} {
				if got := c.do("POST", "/users/"+userID(tc.user)+action, tc.body).refusal(); got != tc.want {
					t.Errorf("%s:\n got %s\nwant %s", action, got, tc.want)
				}
			}
			if diff := cmp.Diff(before, store.File()); diff != "" {
				t.Errorf("a refused call changed the tenant:\n%s", diff)
			}
		})
	}
}

func TestErrorBodyIsGraphsEnvelope(t *testing.T) {
	c := connect(t, sandbox.New(sandbox.NewStore(newTenant(1)), sandbox.Options{}))
	r := c.do("GET", "/users/nobody@contoso.com", "", "client-request-id", "my-id").want(t, 404)
	inner := r.body["error"].(map[string]any)["innerError"].(map[string]any)
	want := fmt.Sprintf(`{"error":{"code":"Request_ResourceNotFound","message":"Resource 'nobody@contoso.com' does not exist or one of its queried reference-property objects are not present.","innerError":{"date":%q,"request-id":%q,"client-request-id":"my-id"}}}`,
		inner["date"], r.header.Get("request-id"))
	if compact(t, r.raw) != want {
		t.Errorf("got  %s\nwant %s", r.raw, want)
	}
	if date := inner["date"].(string); len(date) != len("2026-01-02T03:04:05") {
		t.Errorf("date %q has a zone", date)
	}
	if got := c.get("/users/nobody@contoso.com"); !strings.Contains(got.raw, `"client-request-id":"`+got.header.Get("request-id")+`"`) {
		t.Errorf("without a client-request-id the request-id should stand twice: %s", got.raw)
	}
}

func TestAssignLicenseDoesWhatItSays(t *testing.T) {
	for _, tc := range []struct {
		name      string
		prepare   func(*tenant.File)
		add       []string
		remove    []string
		effective string
		ways      string
		seats     map[byte]int
	}{
		{"add", nil, []string{"A-1"}, nil, "A-1", "A-1(direct)", map[byte]int{'A': 1}},
		{"grace units can be taken", nil, []string{"F"}, nil, "F", "F(direct)", map[byte]int{'F': 1}},
		{"adding again replaces the plans", func(f *tenant.File) { give(f, 1, 'A', 0, planID(1), planID(2)) },
			[]string{"A-3"}, nil, "A-3", "A-3(direct)", map[byte]int{'A': 1}},
		{"swap", func(f *tenant.File) { give(f, 1, 'A', 0) },
			[]string{"B"}, []string{"A"}, "B", "B(direct)", map[byte]int{'A': 0, 'B': 1}},
		{"direct beside group takes no second seat", func(f *tenant.File) { give(f, 1, 'B', 1); give(f, 2, 'B', 0) },
			[]string{"B-1"}, nil, "B", "B-1(direct) B(group)", map[byte]int{'B': 2}},
		{"removing direct beside group frees no seat", func(f *tenant.File) { give(f, 1, 'A', 0); give(f, 1, 'A', 1) },
			nil, []string{"A"}, "A", "A(group)", map[byte]int{'A': 1}},
		{"effective plans are the intersection", func(f *tenant.File) { give(f, 1, 'A', 1, planID(1), planID(2)) },
			[]string{"A-2-3"}, nil, "A-2", "A-2-3(direct) A-1-2(group)", map[byte]int{'A': 1}},
		{"over-assigned holders may change plans", func(f *tenant.File) {
			for u := 1; u <= 4; u++ {
				give(f, u, 'B', 0)
			}
		}, []string{"B-1"}, nil, "B-1", "B-1(direct)", map[byte]int{'B': 4}},
		{"a removal needs no location", func(f *tenant.File) { give(f, 1, 'A', 0); f.Users[0].UsageLocation = "" },
			nil, []string{"A"}, "", "", map[byte]int{'A': 0}},
		{"a licence without a state is removed like a direct one", func(f *tenant.File) {
			f.Users[0].AssignedLicenses = []tenant.AssignedLicense{{SkuID: skuID('A')}}
		}, nil, []string{"A"}, "", "", map[byte]int{'A': 0}},
		{"a licence without a state is replaced", func(f *tenant.File) {
			f.Users[0].AssignedLicenses = []tenant.AssignedLicense{{SkuID: skuID('A')}}
		}, []string{"A-1"}, nil, "A-1", "A-1(direct)", map[byte]int{'A': 1}},
		{"a company plan that is off may stay off", func(f *tenant.File) {
			f.SubscribedSkus[0].ServicePlans[0].AppliesTo = "Company"
			give(f, 1, 'A', 0, planID(1))
		}, []string{"A-1-2"}, nil, "A-1-2", "A-1-2(direct)", nil},
		{"empty lists change nothing", func(f *tenant.File) { give(f, 1, 'A', 0) }, nil, nil, "A", "A(direct)", map[byte]int{'A': 1}},
		{"base and add-on in one call", nil, []string{"C", "A"}, nil, "A C", "A(direct) C(direct)", map[byte]int{'A': 1, 'C': 1}},
		{"what was wrong before is not held against it", func(f *tenant.File) { give(f, 1, 'C', 0) },
			[]string{"F"}, nil, "C F", "C(direct) F(direct)", nil},
		{"a swap out of a conflict", func(f *tenant.File) { give(f, 1, 'B', 0) }, []string{"A"}, []string{"B"}, "A", "A(direct)", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := newTenant(4)
			f.Groups = []tenant.Group{{ID: groupID(1), DisplayName: "Sales"}}
			if tc.prepare != nil {
				tc.prepare(f)
			}
			c := connect(t, sandbox.New(sandbox.NewStore(f), sandbox.Options{Facts: facts}))
			r := c.assign(1, tc.add, tc.remove...).want(t, 200)
			if r.body["userPrincipalName"] != upn(1) || r.body["assignedLicenses"] != nil {
				t.Errorf("the body is not the user with the default properties: %s", r.raw)
			}
			if effective, ways := c.holdings(1); effective != tc.effective || ways != tc.ways {
				t.Errorf("got %q (%s), want %q (%s)", effective, ways, tc.effective, tc.ways)
			}
			for letter, want := range tc.seats {
				if got := c.consumed(letter); got != want {
					t.Errorf("SKU %c: %d consumed, want %d", letter, got, want)
				}
			}
		})
	}
}

func TestCompanyPlansCannotBeSwitchedOff(t *testing.T) {
	f := newTenant(1)
	f.SubscribedSkus[0].ServicePlans[0].AppliesTo = "Company"
	c := connect(t, sandbox.New(sandbox.NewStore(f), sandbox.Options{}))
	if got := c.assign(1, []string{"A-1"}); got.status != 400 || !strings.Contains(got.raw, planID(1)) {
		t.Errorf("got %s", got.raw)
	}
	c.assign(1, []string{"A-2"}).want(t, 200)
}

func TestNullListsStandForEmptyOnes(t *testing.T) {
	c := connect(t, sandbox.New(sandbox.NewStore(newTenant(1)), sandbox.Options{}))
	body := `{"addLicenses":[{"skuId":"` + strings.ToUpper(skuID('A')) + `","disabledPlans":null}],"removeLicenses":null}`
	c.do("POST", "/users/"+strings.ToUpper(userID(1))+"/assignLicense", body).want(t, 200)
	if got, _ := c.holdings(1); got != "A" {
		t.Errorf("holds %q, want A", got)
	}
}

func TestSeatsOfOthersAreKept(t *testing.T) {
	f := newTenant(3)
	f.SubscribedSkus[1].ConsumedUnits = 1 // B has two seats, one is somebody's who is not in the file
	c := connect(t, sandbox.New(sandbox.NewStore(f), sandbox.Options{}))
	c.assign(1, []string{"B"}).want(t, 200)
	if got := c.assign(2, []string{"B"}); got.status != 400 {
		t.Errorf("a third seat of two was given: %s", got.raw)
	}
	if got := c.consumed('B'); got != 2 {
		t.Errorf("%d consumed, want 2", got)
	}
}

func TestPatchSetsTheUsageLocation(t *testing.T) {
	c := connect(t, sandbox.New(sandbox.NewStore(refusalTenant()), sandbox.Options{}))
	path := "/users/" + upn(2)
	for _, tc := range []struct{ body, want string }{
		{`{"usageLocation":"UK"}`, "400 Request_BadRequest: Property usageLocation is invalid."},
		{`{"usageLocation":"Germany"}`, "400 Request_BadRequest: Property usageLocation is invalid."},
		{`{"usageLocation":null}`, "400 Request_BadRequest: Property usageLocation is invalid."},
		{`{"usageLocation":""}`, "400 Request_BadRequest: Property usageLocation is invalid."},
		{`{"displayName":"X"}`, "400 Request_BadRequest: The sandbox can change usageLocation only, not 'displayName'."},
		{`{}`, "400 Request_BadRequest: The request body names no property to change."},
	} {
		if got := c.do("PATCH", path, tc.body).refusal(); got != tc.want {
			t.Errorf("%s: got %s", tc.body, got)
		}
	}
	if r := c.do("PATCH", path, `{"usageLocation":"gb"}`).want(t, 204); r.raw != "" {
		t.Errorf("204 with a body: %q", r.raw)
	}
	if got := c.get(path + "?$select=usageLocation").body["usageLocation"]; got != "GB" {
		t.Errorf("usageLocation is %v, want GB", got)
	}
	c.assign(2, []string{"A"}).want(t, 200)
	if got := c.do("PATCH", "/users/nobody", `{"usageLocation":"GB"}`); got.status != 404 {
		t.Errorf("unknown user: %s", got.raw)
	}
}
