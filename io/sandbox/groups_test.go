package sandbox_test

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"licet/io/sandbox"
	"licet/io/tenant"
)

// groupTenant has group 1 (A for users 1 to 3) and group 2 (nothing known).
func groupTenant() *tenant.File {
	f := newTenant(4)
	f.Groups = []tenant.Group{
		{ID: groupID(1), DisplayName: "Sales", AssignedLicenses: []tenant.AssignedLicense{{SkuID: skuID('A'), DisabledPlans: []string{planID(2)}}}},
		{ID: groupID(2), DisplayName: "Service"},
	}
	for u := 1; u <= 3; u++ {
		give(f, u, 'A', 1, planID(2))
	}
	return f
}

func TestGroupsAreListedAndFound(t *testing.T) {
	c := connect(t, sandbox.New(sandbox.NewStore(groupTenant()), sandbox.Options{}))
	for query, want := range map[string]string{
		"": "[Sales Service]",
		"?$filter=" + url.QueryEscape("assignedLicenses/any(x:x/skuId eq "+skuID('A')+")"): "[Sales]",
		"?$filter=" + url.QueryEscape("assignedLicenses/any()"):                            "[Sales]",
		"?$count=true&$filter=" + url.QueryEscape("assignedLicenses/$count ne 0"):          "[Sales]",
		"?$filter=" + url.QueryEscape("startsWith(displayName,'s')") + "&$top=1":           "[Sales]",
		"?$filter=" + url.QueryEscape("id in ('"+groupID(2)+"')"):                          "[Service]",
		"?$filter=" + url.QueryEscape("hasMembersWithLicenseErrors eq true"):               "[]",
	} {
		if got := fmt.Sprint(c.get("/groups"+query, "ConsistencyLevel", "eventual").want(t, 200).column("displayName")); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	if sizes, _ := pages(c, "/groups?$top=1"); fmt.Sprint(sizes) != "[1 1]" {
		t.Errorf("pages %v", sizes)
	}
	want := `{"@odata.context":"http://graph.test/v1.0/$metadata#groups(displayName,assignedLicenses,licenseProcessingState)/$entity","displayName":"Sales","assignedLicenses":[{"skuId":"` + skuID('A') + `","disabledPlans":["` + planID(2) + `"]}],"licenseProcessingState":{"state":"ProcessingComplete"}}`
	if got := c.get("/groups/" + strings.ToUpper(groupID(1)) + "?$select=displayName,assignedLicenses,licenseProcessingState").raw; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := c.get("/groups/" + groupID(9)); got.status != 404 {
		t.Errorf("unknown group: %s", got.raw)
	}
	members := c.get("/groups/"+groupID(1)+"/members?$select=id&$top=2").want(t, 200)
	if fmt.Sprint(members.column("id")) != fmt.Sprint([]string{userID(1), userID(2)}) || members.entries()[0]["@odata.type"] != "#microsoft.graph.user" || members.body["@odata.nextLink"] == nil {
		t.Errorf("members: %s", members.raw)
	}
}

func TestGroupLicencesReachMembersLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t, sandbox.New(sandbox.NewStore(groupTenant()), sandbox.Options{GroupDelay: time.Minute, Facts: facts}))
		url := "/groups/" + groupID(1)
		r := c.do("POST", url+"/assignLicense", assignBody([]string{"A", "C"})).want(t, 202)
		if r.header.Get("Location") == "" || r.body["id"] != groupID(1) {
			t.Errorf("202: %v %s", r.header, r.raw)
		}
		state := func() string { return c.get(url + "?$select=licenseProcessingState").raw }
		if !strings.Contains(state(), "QueuedForProcessing") {
			t.Errorf("state %s", state())
		}
		if _, ways := c.holdings(1); ways != "A-2(group)" {
			t.Errorf("before: %s", ways)
		}
		time.Sleep(time.Minute)
		if _, ways := c.holdings(1); ways != "A(group) C(group)" {
			t.Errorf("after: %s", ways)
		}
		if !strings.Contains(state(), "ProcessingComplete") || c.consumed('C') != 3 {
			t.Errorf("state %s, %d of C consumed", state(), c.consumed('C'))
		}
		if got := c.do("POST", url+"/assignLicense", assignBody(nil, "B")); got.status != 400 {
			t.Errorf("removing what the group has not: %s", got.raw)
		}
	})
}

func TestGroupGivesAllOrNothing(t *testing.T) {
	c := connect(t, sandbox.New(sandbox.NewStore(groupTenant()), sandbox.Options{}))
	c.do("POST", "/groups/"+groupID(1)+"/assignLicense", assignBody([]string{"B", "F"}, "A")).want(t, 202)
	// F has one seat, B two: user 1 gets both, the others nothing.
	for user, want := range map[int]string{
		1: "B(group) F(group)",
		2: "B(group)Error:Other F(group)Error:CountViolation",
	} {
		if _, ways := c.holdings(user); ways != want {
			t.Errorf("user %d: %s, want %s", user, ways, want)
		}
	}
	if n := c.consumed('B'); n != 1 {
		t.Errorf("%d of B consumed: what is in error uses no seat", n)
	}
	if got := c.get("/groups?$filter=hasMembersWithLicenseErrors+eq+true").column("id"); fmt.Sprint(got) != fmt.Sprint([]string{groupID(1)}) {
		t.Errorf("groups in trouble: %v", got)
	}
	if got := c.get("/groups/" + groupID(1) + "/membersWithLicenseErrors?$select=id").column("id"); len(got) != 2 {
		t.Errorf("members in trouble: %v", got)
	}
	reprocess := "/users/" + userID(2) + "/reprocessLicenseAssignment"
	want := "400 Request_BadRequest: Subscription with SKU " + skuID('F') + " does not have any available licenses."
	if got := c.do("POST", reprocess, "").refusal(); got != want {
		t.Errorf("got %s", got)
	}
}

func TestReprocessTriesAgain(t *testing.T) {
	f := groupTenant()
	give(f, 4, 'B', 0)
	f.Groups[1].AssignedLicenses = []tenant.AssignedLicense{{SkuID: skuID('B')}}
	f.Users[0].LicenseAssignmentStates = append(f.Users[0].LicenseAssignmentStates, tenant.LicenseAssignmentState{
		SkuID: skuID('B'), AssignedByGroup: new(groupID(2)), State: "Error", Error: "CountViolation",
	})
	c := connect(t, sandbox.New(sandbox.NewStore(f), sandbox.Options{}))
	if effective, _ := c.holdings(1); effective != "A-2" {
		t.Errorf("holds %s", effective)
	}
	c.do("POST", "/users/"+userID(1)+"/reprocessLicenseAssignment", "").want(t, 200)
	if effective, _ := c.holdings(1); effective != "A-2 B" {
		t.Errorf("holds %s", effective)
	}
}

func TestGroupWorkIsFinishedWhenTheStoreIsClosed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tenant.json")
	store := open(t, path, groupTenant())
	c := connect(t, sandbox.New(store, sandbox.Options{GroupDelay: time.Hour}))
	c.do("POST", "/groups/"+groupID(1)+"/assignLicense", assignBody([]string{"C"})).want(t, 202)
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, path, nil)
	defer again.Close()
	u, _ := sandbox.User(again, userID(1))
	if len(u.AssignedLicenses) != 2 || len(again.File().Groups[0].AssignedLicenses) != 2 {
		t.Errorf("user %v", u.AssignedLicenses)
	}
}
