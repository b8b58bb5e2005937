package sandbox_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"licet/io/sandbox"
	"licet/io/tenant"
)

// The properties of each type in Microsoft's published v1.0 metadata, as far as
// the sandbox has to do with them. A name that is not here does not exist.
var metadata = map[string]string{
	"user": "id deletedDateTime accountEnabled assignedLicenses assignedPlans businessPhones city companyName country createdDateTime " +
		"department displayName employeeId employeeType givenName jobTitle licenseAssignmentStates mail mailNickname mobilePhone " +
		"officeLocation onPremisesSyncEnabled otherMails postalCode preferredDataLocation preferredLanguage proxyAddresses " +
		"signInActivity state streetAddress surname usageLocation userPrincipalName userType",
	"assignedLicenses":        "disabledPlans skuId",
	"licenseAssignmentStates": "assignedByGroup disabledPlans error lastUpdatedDateTime skuId state",
	"assignedPlans":           "assignedDateTime capabilityStatus service servicePlanId",
	"signInActivity": "lastNonInteractiveSignInDateTime lastNonInteractiveSignInRequestId lastSignInDateTime lastSignInRequestId " +
		"lastSuccessfulSignInDateTime lastSuccessfulSignInRequestId",
	"subscribedSku": "id accountId accountName appliesTo capabilityStatus consumedUnits prepaidUnits servicePlans skuId skuPartNumber subscriptionIds",
	"prepaidUnits":  "enabled lockedOut suspended warning",
	"servicePlans":  "appliesTo provisioningStatus servicePlanId servicePlanName",
	"serviceStatus": "appliesTo provisioningStatus servicePlanId servicePlanName",
	"companySubscription": "id commerceSubscriptionId createdDateTime isTrial nextLifecycleDateTime ownerId ownerTenantId ownerType " +
		"serviceStatus skuId skuPartNumber status totalLicenses",
	"group": "id deletedDateTime assignedLicenses createdDateTime description displayName groupTypes hasMembersWithLicenseErrors " +
		"licenseProcessingState mail mailEnabled membershipRule securityEnabled",
	"licenseProcessingState": "state",
	"organization": "id deletedDateTime assignedPlans city country countryLetterCode createdDateTime displayName onPremisesSyncEnabled " +
		"preferredLanguage provisionedPlans tenantType verifiedDomains",
	"verifiedDomains": "capabilities isDefault isInitial name type",
	"licenseDetails":  "id servicePlans skuId skuPartNumber",
}

// foreign gives the names in v that its type does not have.
func foreign(kind string, v any) []string {
	var out []string
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			out = append(out, foreign(kind, e)...)
		}
	case map[string]any:
		for name, x := range v {
			if strings.HasPrefix(name, "@") {
				continue
			}
			if !slices.Contains(strings.Fields(metadata[kind]), name) {
				out = append(out, kind+"."+name)
			}
			out = append(out, foreign(name, x)...)
		}
	}
	return out
}

func TestAnswersHaveOnlyPropertiesOfTheMetadata(t *testing.T) {
	f := newTenant(2)
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	f.Groups = []tenant.Group{{ID: groupID(1), DisplayName: "Sales", AssignedLicenses: []tenant.AssignedLicense{{SkuID: skuID('A')}}}}
	f.Subscriptions = []tenant.CompanySubscription{{ID: "1", SkuID: skuID('A'), SkuPartNumber: "SKU_A", Status: "Enabled", TotalLicenses: 10, NextLifecycleDateTime: &at}}
	f.DeletedUsers = []tenant.User{{ID: userID(9), UserPrincipalName: upn(9)}}
	f.Users[0].SignInActivity = &tenant.SignInActivity{LastSignInDateTime: &at}
	give(f, 1, 'A', 0, planID(2))
	give(f, 1, 'A', 1, planID(1), planID(2))
	c := connect(t, sandbox.New(sandbox.NewStore(f), sandbox.Options{}))
	all := strings.ReplaceAll(metadata["user"], " ", ",")
	for path, kind := range map[string]string{
		"/users":                                            "user",
		"/users?$select=" + all:                             "user",
		"/users/" + userID(1):                               "user",
		"/users/delta?$select=" + all:                       "user",
		"/groups/" + groupID(1) + "/members":                "user",
		"/directory/deletedItems/microsoft.graph.user":      "user",
		"/users/" + userID(1) + "/licenseDetails":           "licenseDetails",
		"/subscribedSkus":                                   "subscribedSku",
		"/subscribedSkus/" + f.Tenant.ID + "_" + skuID('A'): "subscribedSku",
		"/directory/subscriptions":                          "companySubscription",
		"/groups":                                           "group",
		"/groups/" + groupID(1) + "?$select=licenseProcessingState,assignedLicenses": "group",
		"/organization":                "organization",
		"/organization/" + f.Tenant.ID: "organization",
	} {
		r := c.get(path).want(t, 200)
		var body any = r.body
		if list, ok := r.body["value"]; ok {
			if body = list; len(r.entries()) == 0 {
				t.Errorf("%s: no entries", path)
			}
		}
		if bad := foreign(kind, body); len(bad) > 0 {
			t.Errorf("%s: no such properties: %v", path, bad)
		}
	}
	if bad := foreign("user", map[string]any{"skuid": 1, "assignedLicenses": []any{map[string]any{"skuID": 1}}}); len(bad) != 2 {
		t.Errorf("the check lets wrong names through: %v", bad)
	}
}

func TestSmallCollections(t *testing.T) {
	f := newTenant(2)
	f.Subscriptions = []tenant.CompanySubscription{{ID: "sub", SkuID: skuID('A'), SkuPartNumber: "SKU_A", Status: "Enabled", TotalLicenses: 10}}
	give(f, 1, 'B', 0, planID(4))
	c := connect(t, sandbox.New(sandbox.NewStore(f), sandbox.Options{}))
	plan := func(n int, status string) string {
		return fmt.Sprintf(`{"servicePlanId":%q,"servicePlanName":"PLAN_%d","provisioningStatus":%q,"appliesTo":"User"}`, planID(n), n, status)
	}
	for path, want := range map[string]string{
		"/users/" + upn(1) + "/licenseDetails":                     `"value":[{"id":"` + userID(1) + "_" + skuID('B') + `","skuId":"` + skuID('B') + `","skuPartNumber":"SKU_B","servicePlans":[` + plan(1, "Success") + "," + plan(4, "Disabled") + `]}]`,
		"/subscribedSkus?$select=skuId,prepaidUnits,consumedUnits": `"value":[{"skuId":"` + skuID('A') + `","prepaidUnits":{"enabled":10,"suspended":0,"warning":0,"lockedOut":0},"consumedUnits":0},{"skuId":"` + skuID('B') + `","prepaidUnits":{"enabled":2,"suspended":0,"warning":0,"lockedOut":0},"consumedUnits":1},`,
		"/subscribedSkus":          `"value":[{"id":"eeeeeeee-0000-4000-8000-000000000001_` + skuID('A') + `","accountId":"eeeeeeee-0000-4000-8000-000000000001","accountName":"Contoso","skuId":`,
		"/directory/subscriptions": `"value":[{"id":"sub","commerceSubscriptionId":null,"skuId":"` + skuID('A') + `","skuPartNumber":"SKU_A","status":"Enabled","isTrial":false,"totalLicenses":10,"createdDateTime":null,"nextLifecycleDateTime":null,"ownerId":null,"ownerTenantId":null,"ownerType":null,"serviceStatus":[` + plan(1, "Success"),
		"/organization?$select=id,displayName,countryLetterCode": `"value":[{"id":"eeeeeeee-0000-4000-8000-000000000001","displayName":"Contoso","countryLetterCode":"DE"}]`,
	} {
		if got := c.get(path).want(t, 200).raw; !strings.Contains(got, want) {
			t.Errorf("%s:\n got %s\nwant %s", path, got, want)
		}
	}
	r := c.do("POST", "/directoryObjects/getByIds?$select=id", `{"ids":["`+userID(2)+`","`+userID(9)+`"],"types":["user"]}`).want(t, 200)
	if got := r.column("id"); fmt.Sprint(got) != fmt.Sprint([]string{userID(2)}) {
		t.Errorf("getByIds: %s", r.raw)
	}
}

func TestResourceUnitsAreThoseOfTheTable(t *testing.T) {
	f := newTenant(1)
	f.Groups = []tenant.Group{{ID: groupID(1)}}
	c := connect(t, sandbox.New(sandbox.NewStore(f), sandbox.Options{}))
	for path, want := range map[string]string{
		"/users": "2", "/users?$select=id": "1", "/users?$top=10": "1", "/users?$top=20": "2", "/users/" + userID(1): "1",
		"/users/" + userID(1) + "/licenseDetails": "2", "/subscribedSkus": "3", "/subscribedSkus?$select=skuId": "2",
		"/groups/" + groupID(1) + "/members": "3", "/users/delta": "2", "/organization": "1",
	} {
		if got := c.get(path).want(t, 200).header.Get("x-ms-resource-unit"); got != want {
			t.Errorf("%s costs %s, want %s", path, got, want)
		}
	}
}
