package sandbox_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"licet/io/sandbox"
	"licet/io/tenant"
)

// pages reads a list to its end and gives the size of each page and all ids.
func pages(c *client, path string, headers ...string) (sizes []int, ids []string) {
	c.t.Helper()
	for path != "" {
		r := c.get(path, headers...).want(c.t, 200)
		sizes = append(sizes, len(r.entries()))
		ids = append(ids, r.column("id")...)
		path, _ = r.body["@odata.nextLink"].(string)
	}
	return sizes, ids
}

func TestListingGivesEveryUserOnce(t *testing.T) {
	c := connect(t, sandbox.New(sandbox.NewStore(newTenant(1050)), sandbox.Options{}))
	for _, tc := range []struct {
		query string
		sizes string
	}{
		{"", "[100 100 100 100 100 100 100 100 100 100 50]"},
		{"?$top=999", "[999 51]"},
		{"?%24top=999&%24select=id", "[999 51]"},
		{"?$select=id,signInActivity&$top=999", "[500 500 50]"},
		{"?$top=1050", ""},
	} {
		if tc.sizes == "" {
			want := "400 Request_UnsupportedQuery: Invalid page size specified: '1050'. Must be between 1 and 999 inclusive."
			if got := c.get("/users" + tc.query).refusal(); got != want {
				t.Errorf("%s: %s", tc.query, got)
			}
			continue
		}
		sizes, ids := pages(c, "/users"+tc.query)
		slices.Sort(ids)
		if fmt.Sprint(sizes) != tc.sizes || len(slices.Compact(ids)) != 1050 {
			t.Errorf("%s: pages %v with %d users, want %s", tc.query, sizes, len(ids), tc.sizes)
		}
	}
}

func TestPageEndsExactlyAtTheLastUser(t *testing.T) {
	c := connect(t, sandbox.New(sandbox.NewStore(newTenant(200)), sandbox.Options{}))
	if sizes, _ := pages(c, "/users"); fmt.Sprint(sizes) != "[100 100]" {
		t.Errorf("pages %v", sizes)
	}
}

func TestUserHasWhatIsSelected(t *testing.T) {
	f := newTenant(2)
	at := time.Date(2026, 9, 1, 7, 0, 0, 0, time.UTC)
	f.Groups = []tenant.Group{{ID: groupID(1), DisplayName: "Sales"}}
	f.Users[0].SignInActivity = &tenant.SignInActivity{LastSignInDateTime: &at}
	f.Users[0].DisplayName = "Zoë \"<Q>\" \u2603"
	give(f, 1, 'A', 0, planID(2))
	give(f, 1, 'A', 1, planID(2), planID(1))
	f.Users[0].LicenseAssignmentStates[0].LastUpdatedDateTime = "2026-09-01T07:12:44Z"
	c := connect(t, sandbox.New(sandbox.NewStore(f), sandbox.Options{}))
	for _, tc := range []struct{ query, want string }{
		{"", `{"@odata.context":"http://graph.test/v1.0/$metadata#users/$entity","businessPhones":[],"displayName":"Zoë \"\u003cQ\u003e\" ☃","givenName":null,"jobTitle":null,"mail":"user1@contoso.com","mobilePhone":null,"officeLocation":null,"preferredLanguage":null,"surname":null,"userPrincipalName":"user1@contoso.com","id":"` + userID(1) + `"}`},
		{"?$select=usageLocation,ACCOUNTENABLED,userType,onPremisesSyncEnabled", `{"@odata.context":"http://graph.test/v1.0/$metadata#users(usageLocation,accountEnabled,userType,onPremisesSyncEnabled)/$entity","usageLocation":"DE","accountEnabled":true,"userType":"Member","onPremisesSyncEnabled":null}`},
		{"?$select=assignedLicenses", `{"@odata.context":"http://graph.test/v1.0/$metadata#users(assignedLicenses)/$entity","assignedLicenses":[{"skuId":"` + skuID('A') + `","disabledPlans":["` + planID(2) + `"]}]}`},
		{"?$select=licenseAssignmentStates", `{"@odata.context":"http://graph.test/v1.0/$metadata#users(licenseAssignmentStates)/$entity","licenseAssignmentStates":[{"skuId":"` + skuID('A') + `","disabledPlans":["` + planID(2) + `"],"assignedByGroup":null,"state":"Active","error":"None","lastUpdatedDateTime":"2026-09-01T07:12:44Z"},{"skuId":"` + skuID('A') + `","disabledPlans":["` + planID(1) + `","` + planID(2) + `"],"assignedByGroup":"` + groupID(1) + `","state":"Active","error":"None"}]}`},
		{"?$select=signInActivity", `{"@odata.context":"http://graph.test/v1.0/$metadata#users(signInActivity)/$entity","signInActivity":{"lastSignInDateTime":"2026-09-01T07:00:00Z","lastSignInRequestId":null,"lastNonInteractiveSignInDateTime":null,"lastNonInteractiveSignInRequestId":null,"lastSuccessfulSignInDateTime":null,"lastSuccessfulSignInRequestId":null}}`},
	} {
		if got := c.get("/users/"+upn(1)+tc.query).want(t, 200).raw; got != tc.want {
			t.Errorf("%s\n got %s\nwant %s", tc.query, got, tc.want)
		}
	}
	if got := c.get("/users/" + userID(2) + "?$select=id,signInActivity").body; got["signInActivity"] != nil || len(got) != 2 {
		t.Errorf("a user who never signed in has signInActivity: %v", got)
	}
}

func TestUsersAreFoundByEveryFormOfAddress(t *testing.T) {
	f := newTenant(3)
	f.Users[0].UserPrincipalName = "ann_fabrikam.com#EXT#@contoso.com"
	f.Users[1].UserPrincipalName = "$odd@contoso.com"
	f.Users[2].UserPrincipalName = "o'hara@contoso.com"
	c := connect(t, sandbox.New(sandbox.NewStore(f), sandbox.Options{}))
	for path, want := range map[string]int{
		"/users/" + strings.ToUpper(userID(1)):         1,
		"/users/ANN_fabrikam.com%23EXT%23@contoso.com": 1,
		"/users('$odd@contoso.com')":                   2,
		"/users('" + userID(2) + "')":                  2,
		"/users/o'hara@contoso.com":                    3,
		"/users('o''hara@contoso.com')":                3,
		"/users('o%27%27hara@contoso.com')?$select=id": 3,
		"/users/" + userID(3) + "/?%24select=id":       3,
	} {
		if got := c.get(path).want(t, 200).body["id"]; got != userID(want) {
			t.Errorf("%s: %v", path, got)
		}
	}
}

func TestListRefusesWhatGraphRefuses(t *testing.T) {
	c := connect(t, sandbox.New(sandbox.NewStore(newTenant(3)), sandbox.Options{}))
	for _, tc := range []struct{ path, want string }{
		{"/users?$top=0", "400 Request_UnsupportedQuery: Invalid page size specified: '0'. Must be between 1 and 999 inclusive."},
		{"/users?$top=1000", "400 Request_UnsupportedQuery: Invalid page size specified: '1000'. Must be between 1 and 999 inclusive."},
		{"/users?$skip=10", "400 Request_BadRequest: '$skip' is not supported by the service."},
		{"/users?$orderby=displayName", "400 Request_UnsupportedQuery: Sorting not supported for current query."},
		{"/users?$search=%22displayName:a%22", "400 Request_UnsupportedQuery: Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'"},
		{"/users?$select=id,aboutMe", "501 NotImplemented: This operation target is not yet supported."},
		{"/users?$select=id,skuId", "400 BadRequest: Parsing OData Select and Expand failed: Could not find a property named 'skuId' on type 'microsoft.graph.user'."},
		{"/users?$skiptoken=nonsense", "400 Request_BadRequest: The specified page token value is invalid for this query."},
		{"/users/$count", "400 Request_BadRequest: $count is not currently supported."},
		{"/me", "400 BadRequest: /me request is only valid with delegated authentication flow."},
		{"/teams", "400 BadRequest: Resource not found for the segment 'teams'."},
		{"/subscribedSkus?$filter=skuId", "400 Request_BadRequest: The query option '$filter' is not supported for this resource."},
		{"http://graph.test/v2.0/users", "400 BadRequest: Invalid version: v2.0"},
	} {
		if got := c.get(tc.path).refusal(); got != tc.want {
			t.Errorf("%s:\n got %s\nwant %s", tc.path, got, tc.want)
		}
	}
	if got := c.do("DELETE", "/users/"+userID(1), ""); got.status != http.StatusMethodNotAllowed {
		t.Errorf("DELETE: %s", got.raw)
	}
}

func TestPageTokenBelongsToItsQuery(t *testing.T) {
	c := connect(t, sandbox.New(sandbox.NewStore(newTenant(250)), sandbox.Options{}))
	next := c.get("/users?$select=id").body["@odata.nextLink"].(string)
	if !strings.HasPrefix(next, "http://graph.test/v1.0/users?$select=id&$skiptoken=") {
		t.Errorf("next link %s", next)
	}
	other := strings.Replace(next, "$select=id", "$select=mail", 1)
	if got := c.get(other); got.status != 400 {
		t.Errorf("the token served another query: %d", got.status)
	}
	c.get(next).want(t, 200)
}

func TestCountNeedsItsHeader(t *testing.T) {
	c := connect(t, sandbox.New(sandbox.NewStore(newTenant(120)), sandbox.Options{}))
	eventual := []string{"ConsistencyLevel", "eventual"}
	if got := c.get("/users?$count=true").body["@odata.count"]; got != nil {
		t.Errorf("without the header: %v", got)
	}
	first := c.get("/users?$count=true", eventual...)
	if got := first.body["@odata.count"]; got != 120.0 {
		t.Errorf("with the header: %v", got)
	}
	if got := c.get(first.body["@odata.nextLink"].(string), eventual...).body["@odata.count"]; got != nil {
		t.Errorf("on the second page: %v", got)
	}
	if got := c.get("/users/$count", eventual...); got.raw != "120" || got.header.Get("Content-Type") != "text/plain" {
		t.Errorf("count %q", got.raw)
	}
}

func TestBearerTokenIsAskedFor(t *testing.T) {
	store := sandbox.NewStore(newTenant(1))
	open, closed := connect(t, sandbox.New(store, sandbox.Options{})), connect(t, sandbox.New(store, sandbox.Options{Token: "secret"}))
	open.get("/users").want(t, 200)
	for _, r := range []reply{
		open.get("/users", "Authorization", ""), open.get("/users", "Authorization", "Bearer "), open.get("/users", "Authorization", "Basic x"),
		closed.get("/users"), closed.do("POST", "/$batch", `{"requests":[]}`),
	} {
		if r.status != 401 || !strings.HasPrefix(r.refusal(), "401 InvalidAuthenticationToken") || r.header.Get("Www-Authenticate") == "" {
			t.Errorf("got %s", r.refusal())
		}
	}
	closed.get("/users", "Authorization", "Bearer secret").want(t, 200)
}
