package sandbox

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"licet/io/sandbox/odata"
)

// userSchema and groupSchema are what can be filtered by, with the operators that
// Graph allows (Graph documentation: user resource, group resource). Keys are what
// the store can look up.
var userSchema = odata.Schema{Resource: "User", Properties: []odata.Property{
	{Name: "id", Operators: odata.Exact, Key: true},
	{Name: "userPrincipalName", Operators: odata.Ending, Key: true},
	{Name: "mail", Operators: odata.Ending, Key: true},
	{Name: "displayName", Operators: odata.Order},
	{Name: "givenName", Operators: odata.Order},
	{Name: "surname", Operators: odata.Order},
	{Name: "department", Operators: odata.Order},
	{Name: "jobTitle", Operators: odata.Order},
	{Name: "employeeId", Operators: odata.Order},
	{Name: "usageLocation", Operators: odata.Order},
	{Name: "userType", Operators: odata.Exact},
	{Name: "accountEnabled", Operators: odata.Exact, Boolean: true},
	{Name: "onPremisesSyncEnabled", Operators: odata.Exact, Boolean: true},
}}

var groupSchema = odata.Schema{Resource: "Group", Properties: []odata.Property{
	{Name: "id", Operators: odata.Exact},
	{Name: "displayName", Operators: odata.Order},
	{Name: "securityEnabled", Operators: odata.Exact, Boolean: true},
	{Name: "hasMembersWithLicenseErrors", Operators: "eq", Boolean: true},
}}

// parseFilter understands a $filter; one that is empty lets everything through.
func parseFilter(text string, in odata.Schema, advanced bool) (odata.Filter, *refusal) {
	if text == "" {
		return odata.Filter{Match: func(odata.Record) bool { return true }}, nil
	}
	f, err := odata.Parse(text, in, advanced)
	if bad := (*odata.Error)(nil); errors.As(err, &bad) {
		return f, refuse(http.StatusBadRequest, bad.Code, "%s", bad.Message)
	}
	return f, nil
}

// userRecord and groupRecord are what a filter looks at.
type userRecord struct {
	st   *Store
	user *account
}

func (r userRecord) Field(name string) (values []string, ok bool) {
	if name != "assignedLicenses" {
		return shown(r.st, r.user, userResource.properties, name)
	}
	for _, n := range r.user.skus() {
		values = append(values, r.st.skus[n].facts.SkuID)
	}
	return values, true
}

type groupRecord struct {
	st    *Store
	group *group
}

func (r groupRecord) Field(name string) (values []string, ok bool) {
	switch name {
	case "assignedLicenses":
		for _, l := range r.group.facts.AssignedLicenses {
			values = append(values, l.SkuID)
		}
		return values, true
	case "hasMembersWithLicenseErrors":
		return []string{strconv.FormatBool(r.st.hasErrors(r.group))}, true
	default:
		return shown(r.st, r.group, groupResource.properties, name)
	}
}

// shown gives the text or the boolean that an answer would show.
func shown[T any](st *Store, of T, known []property[T], name string) ([]string, bool) {
	i := slices.IndexFunc(known, func(p property[T]) bool { return p.name == name })
	if i < 0 {
		return nil, false
	}
	switch v := known[i].value(st, of).(type) {
	case nil:
		return nil, true
	case bool:
		return []string{strconv.FormatBool(v)}, true
	default:
		return []string{v.(string)}, true
	}
}
