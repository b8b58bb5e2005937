package sandbox_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"licet/io/sandbox"
	"licet/io/tenant"
)

// filterTenant: 1 Ann, a guest with another mail; 2 Bob, disabled, no location;
// 3 O'Hara with A; 4 synced with A and C.
func filterTenant() *tenant.File {
	f := newTenant(4)
	f.Users[0].DisplayName, f.Users[0].UserType, f.Users[0].Mail = "Ann", "Guest", "ann@fabrikam.com"
	f.Users[1].DisplayName, f.Users[1].AccountEnabled, f.Users[1].UsageLocation = "Bob", new(false), ""
	f.Users[2].DisplayName, f.Users[2].Department = "O'Hara", "Sales"
	f.Users[3].OnPremisesSyncEnabled = true
	give(f, 3, 'A', 0)
	give(f, 4, 'A', 0)
	give(f, 4, 'C', 0)
	return f
}

func filterPath(filter string) string {
	return "/users?$select=id&$count=true&$filter=" + url.QueryEscape(filter)
}

func TestFilters(t *testing.T) {
	c := connect(t, sandbox.New(sandbox.NewStore(filterTenant()), sandbox.Options{}))
	quoted := func(from, n int) string {
		var out []string
		for i := range n {
			out = append(out, "'"+userID(from+i)+"'")
		}
		return strings.Join(out, ",")
	}
	for _, tc := range []struct {
		filter string
		// want is the users found, or a part of the refusal; advanced is that
		// with ConsistencyLevel and $count, when it differs.
		want, advanced string
	}{
		{"id eq '" + userID(2) + "'", "2", ""},
		{"id eq '" + strings.ToUpper(userID(2)) + "'", "2", ""},
		{"id in (" + quoted(1, 15) + ")", "1234", ""},
		{"id in (" + quoted(2, 16) + ")", "Request_UnsupportedQuery: Too many child clauses specified in search filter expression containing 'OR' operators: 16. Max allowed: 15.", "234"},
		{"userPrincipalName in ('USER1@contoso.com','user3@contoso.com','nobody@contoso.com')", "13", ""},
		{"userPrincipalName eq 'user4@contoso.com'", "4", ""},
		{"mail eq 'ANN@fabrikam.com'", "1", ""},
		{"mail in ('ann@fabrikam.com','user2@contoso.com')", "12", ""},
		{"mail eq 'user1@contoso.com'", "", ""},
		{"userPrincipalName eq 'ann@fabrikam.com'", "", ""},
		{"displayName eq 'o''hara'", "3", ""},
		{"startsWith(displayName,'a')", "1", ""},
		{"startswith(userPrincipalName, 'user')", "1234", ""},
		{"endsWith(mail,'@contoso.com')", "Operator 'endsWith' is not supported", "234"},
		{"endsWith(displayName,'b')", "Unsupported or invalid query filter clause specified for property 'displayName' of resource 'User'.", ""},
		{"accountEnabled eq false", "2", ""},
		{"accountEnabled eq true and userType eq 'Member'", "34", ""},
		{"accountEnabled eq 'false'", "BadRequest: Invalid filter clause", ""},
		{"userType ne 'Guest'", "Operator 'NotEqualsMatch' is not supported", "234"},
		{"usageLocation eq null", "2", ""},
		{"usageLocation eq 'de' and not(userType eq 'Guest')", "Operator 'Not' is not supported", "34"},
		{"onPremisesSyncEnabled eq true", "4", ""},
		{"userPrincipalName ge 'user3@contoso.com'", "34", ""},
		{"userPrincipalName ge 'user2@contoso.com' and userPrincipalName le 'user3@contoso.com'", "23", ""},
		{"department eq 'Sales' or (id eq '" + userID(1) + "')", "13", ""},
		{"assignedLicenses/any(x:x/skuId eq " + skuID('A') + ")", "34", ""},
		{"assignedLicenses/any(l:l/skuId eq " + skuID('C') + ")", "4", ""},
		{"assignedLicenses/any(x:x/skuId eq '" + skuID('C') + "')", "Found operand types 'Edm.Guid' and 'Edm.String'", ""},
		{"assignedLicenses/$count eq 0", "Unsupported or invalid query filter clause specified for property 'assignedLicenses' of resource 'User'.", "12"},
		{"assignedLicenses/$count gt 1", "property 'assignedLicenses'", "4"},
		{"licenseAssignmentStates/any(x:x/state eq 'Error')", "property 'licenseAssignmentStates' of resource 'User'.", ""},
		{"id gt 'x'", "property 'id'", ""},
		{"displayName eq '" + strings.Repeat("x", 121) + "'", "longer than 120", "none"},
		{"id eq", "Invalid filter clause", ""},
		{"id eq 'x", "unterminated string literal", ""},
		{"(id eq 'x'", "syntax error", ""},
		{"id eq 'x' id eq 'y'", "syntax error", ""},
		{strings.Repeat("(", 100) + "id eq 'x'" + strings.Repeat(")", 100), "syntax error", ""},
	} {
		for _, advanced := range []bool{false, true} {
			want, headers := tc.want, []string{}
			if advanced {
				headers = []string{"ConsistencyLevel", "eventual"}
				switch tc.advanced {
				case "":
				case "none":
					want = ""
				default:
					want = tc.advanced
				}
			}
			r := c.get(filterPath(tc.filter), headers...)
			got := r.refusal()
			if r.status == 200 {
				got = ""
				for _, id := range r.column("id") {
					got += id[len(id)-1:]
				}
			}
			if r.status == 200 && got != want || r.status != 200 && (want == "" || !strings.Contains(got, want)) {
				t.Errorf("%s (advanced %v):\n got %s\nwant %s", tc.filter, advanced, got, want)
			}
		}
	}
}

func TestFilteredListHasPagesAndCount(t *testing.T) {
	f := newTenant(300)
	for i := 1; i <= 300; i += 2 {
		give(f, i, 'C', 0)
	}
	c := connect(t, sandbox.New(sandbox.NewStore(f), sandbox.Options{}))
	path := filterPath("assignedLicenses/any(x:x/skuId eq " + skuID('C') + ")")
	if got := c.get(path, "ConsistencyLevel", "eventual").body["@odata.count"]; got != 150.0 {
		t.Errorf("count %v", got)
	}
	if sizes, ids := pages(c, path+"&$top=60"); fmt.Sprint(sizes) != "[60 60 30]" || len(ids) != 150 {
		t.Errorf("pages %v", sizes)
	}
	n := c.get("/users/$count?$filter=usageLocation%20ne%20null", "ConsistencyLevel", "eventual")
	if n.raw != "300" {
		t.Errorf("count %s", n.raw)
	}
}

// Any filter gets an answer that is either a list or a refusal of Graph's form.
func FuzzFilter(f *testing.F) {
	for _, seed := range []string{
		"id eq 'x'", "not (id in ('a','b')) or startsWith(mail,'x')", "assignedLicenses/any(x:x/skuId eq " + skuID('A') + ")",
		"assignedLicenses/$count ne 0", "accountEnabled eq null and", "'''", "id eq 'a''b'", "((((", "any(", "x/y:z,",
	} {
		f.Add(seed)
	}
	s := sandbox.New(sandbox.NewStore(filterTenant()), sandbox.Options{})
	f.Fuzz(func(t *testing.T, filter string) {
		c := connect(t, s)
		for _, headers := range [][]string{nil, {"ConsistencyLevel", "eventual"}} {
			r := c.get(filterPath(filter), headers...)
			e, _ := r.body["error"].(map[string]any)
			if r.status != 200 && (r.status != 400 || e["code"] == nil) {
				t.Errorf("%q: %d %s", filter, r.status, r.raw)
			}
		}
	})
}
