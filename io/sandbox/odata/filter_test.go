package odata_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"licet/io/sandbox/odata"
)

// record holds values by the names of properties; nil is null.
type record map[string][]string

func (r record) field(name string) []string { return r[name] }

var schema = odata.Schema{Resource: "User", Properties: []odata.Property{
	{Name: "id", Operators: odata.Exact, Key: true},
	{Name: "mail", Operators: odata.Ending, Key: true},
	{Name: "city", Operators: odata.Order},
	{Name: "enabled", Operators: odata.Exact, Boolean: true},
}}

const sku = "c42b9cae-ea4f-4ab7-9717-81576235ccac"

var ann = record{"id": {"1"}, "mail": {"Ann@Contoso.com"}, "city": nil, "enabled": {"true"}, "assignedLicenses": {strings.ToUpper(sku)}}

func TestFilters(t *testing.T) {
	for filter, want := range map[string]bool{
		"id eq '1'":                                      true,
		"ID EQ '1'":                                      true,
		"id ne '1'":                                      false,
		"mail eq 'ANN@contoso.COM'":                      true,
		"mail in ('x','ann@contoso.com')":                true,
		"startsWith(mail,'ANN@')":                        true,
		"endsWith(mail,'.COM')":                          true,
		"city eq null":                                   true,
		"city ne null":                                   false,
		"city ge 'a'":                                    false,
		"city eq ''":                                     false,
		"mail ge 'ann' and mail le 'anz'":                true,
		"enabled eq true":                                true,
		"not(enabled eq true)":                           false,
		"id eq '2' or enabled eq true":                   true,
		"id eq '2' or id eq '1' and city eq 'x'":         false,
		"(id eq '2' or id eq '1') and id ne '2'":         true,
		"assignedLicenses/any()":                         true,
		"assignedLicenses/any(x:x/skuId eq " + sku + ")": true,
		"assignedLicenses/$count eq 1":                   true,
		"assignedLicenses/$count gt 1":                   false,
	} {
		f, err := odata.Parse(filter, schema, true)
		if err != nil {
			t.Errorf("%s: %v", filter, err)
			continue
		}
		if f.Match(ann.field) != want {
			t.Errorf("%s: %v", filter, !want)
		}
	}
}

// What can be looked up need not be scanned; nothing that matches may be missed.
func TestKeysOfAFilter(t *testing.T) {
	for filter, want := range map[string]string{
		"id eq '1'":                             "1",
		"id in ('1','2')":                       "1 2",
		"id eq '1' or mail eq 'x'":              "1 x",
		"id eq '1' or city eq 'x'":              "all",
		"id eq '1' and city eq 'x'":             "1",
		"city eq 'x' and mail eq 'A'":           "a",
		"not(id eq '1')":                        "all",
		"id ne '1'":                             "all",
		"startsWith(mail,'a')":                  "all",
		"city eq 'x' or assignedLicenses/any()": "all",
	} {
		f, err := odata.Parse(filter, schema, true)
		got := "all"
		if f.Keyed {
			got = strings.Join(f.Keys, " ")
		}
		if err != nil || got != want {
			t.Errorf("%s: %s, %v; want %s", filter, got, err, want)
		}
	}
}

func TestFiltersThatAreRefused(t *testing.T) {
	many := "id in (" + strings.TrimSuffix(strings.Repeat("'a',", 16), ",") + ")"
	for _, c := range []struct {
		filter, want string
		// advanced is true where only a query that is not advanced is refused.
		advanced bool
	}{
		{"id eq", "incompatible types", false},
		{"id eq 'x", "unterminated", false},
		{"'id' eq 'x'", "syntax error near 'eq'", false},
		{"(id eq 'x'", "syntax error near ''", false},
		{"id eq 'x' id", "syntax error near 'id'", false},
		{"id gt 'x'", "property 'id' of resource 'User'", false},
		{"nobody eq 'x'", "property 'nobody'", false},
		{"endsWith(city,'x')", "property 'city'", false},
		{"enabled eq 'true'", "incompatible types was detected for property 'enabled'", false},
		{"startsWith(city,null)", "syntax error", false},
		{"assignedLicenses/any(x:x/skuId eq '" + sku + "')", "'Edm.Guid'", false},
		{"assignedLicenses/$count is 1", "syntax error", false},
		{strings.Repeat("(", 40) + "id eq 'x'" + strings.Repeat(")", 40), "syntax error", false},
		{"id ne 'x'", "'NotEqualsMatch'", true},
		{"not(id eq 'x')", "'Not'", true},
		{"endsWith(mail,'x')", "'endsWith'", true},
		{"assignedLicenses/$count eq 1", "'assignedLicenses'", true},
		{many, "'OR' operators: 16. Max allowed: 15", true},
		{"city eq '" + strings.Repeat("x", 121) + "'", "longer than 120", true},
	} {
		_, err := odata.Parse(c.filter, schema, false)
		var bad *odata.Error
		if !errors.As(err, &bad) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.filter, err, c.want)
		}
		if bad != nil && !slices.Contains([]string{"BadRequest", "Request_UnsupportedQuery"}, bad.Code) {
			t.Errorf("%s: code %s", c.filter, bad.Code)
		}
		if _, err := odata.Parse(c.filter, schema, true); (err == nil) != c.advanced {
			t.Errorf("%s, advanced: %v", c.filter, err)
		}
	}
}
