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
func userRecord(st *Store, a *account) odata.Record {
	return func(property string) (values []string) {
		if property != "assignedLicenses" {
			return shown(st, a, userResource.properties, property)
		}
		for _, n := range a.skus() {
			values = append(values, st.skus[n].facts.SkuID)
		}
		return values
	}
}

func groupRecord(st *Store, g *group) odata.Record {
	return func(property string) (values []string) {
		switch property {
		case "assignedLicenses":
			for _, l := range g.facts.AssignedLicenses {
				values = append(values, l.SkuID)
			}
			return values
		case "hasMembersWithLicenseErrors":
			return []string{strconv.FormatBool(st.hasErrors(g))}
		default:
			return shown(st, g, groupResource.properties, property)
		}
	}
}

// shown gives the text or the boolean that an answer would show.
func shown[T any](st *Store, of T, known []property[T], name string) []string {
	i := slices.IndexFunc(known, func(p property[T]) bool { return p.name == name })
	if i < 0 {
		return nil
	}
	switch v := known[i].value(st, of).(type) {
	case bool:
		return []string{strconv.FormatBool(v)}
	case string:
		return []string{v}
	default: // null
		return nil
	}
}
