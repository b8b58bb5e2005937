package sandbox

import "strings"

// field is a property that can be filtered by, with the operators that Graph
// allows for it (Graph documentation: user resource, group resource).
type field struct {
	name string
	ops  string
	kind kind
	// isKey is true for what the store can look up.
	isKey bool
	get   func(record) value
}

// schema is what can be filtered of one resource.
type schema struct {
	// resource is its name in refusals.
	resource string
	fields   []field
}

const (
	opsExact  = "eq ne in"
	opsOrder  = "eq ne ge le in startswith"
	opsEnding = "eq ne ge le in startswith endswith"
)

// userSchema and groupSchema are tables.
var userSchema = schema{"User", []field{
	{"id", opsExact, kindText, true, func(r record) value { return textValue(r.user.profile.ID) }},
	{"userPrincipalName", opsEnding, kindText, true, func(r record) value { return textValue(r.user.profile.UserPrincipalName) }},
	{"mail", opsEnding, kindText, true, func(r record) value { return textValue(r.user.profile.Mail) }},
	{"displayName", opsOrder, kindText, false, func(r record) value { return textValue(r.user.profile.DisplayName) }},
	{"givenName", opsOrder, kindText, false, func(r record) value { return textValue(r.user.profile.more().GivenName) }},
	{"surname", opsOrder, kindText, false, func(r record) value { return textValue(r.user.profile.more().Surname) }},
	{"department", opsOrder, kindText, false, func(r record) value { return textValue(r.user.profile.more().Department) }},
	{"jobTitle", opsOrder, kindText, false, func(r record) value { return textValue(r.user.profile.more().JobTitle) }},
	{"employeeId", opsOrder, kindText, false, func(r record) value { return textValue(r.user.profile.more().EmployeeID) }},
	{"usageLocation", opsOrder, kindText, false, func(r record) value { return textValue(r.user.profile.UsageLocation) }},
	{"userType", opsExact, kindText, false, func(r record) value { return textValue(r.user.userType()) }},
	{"accountEnabled", opsExact, kindBool, false, func(r record) value { return boolValue(r.user.enabled()) }},
	{"onPremisesSyncEnabled", opsExact, kindBool, false, func(r record) value {
		if !r.user.profile.OnPremisesSyncEnabled {
			return value{}
		}
		return boolValue(true)
	}},
}}

var groupSchema = schema{"Group", []field{
	{"id", opsExact, kindText, false, func(r record) value { return textValue(r.group.facts.ID) }},
	{"displayName", opsOrder, kindText, false, func(r record) value { return textValue(r.group.facts.DisplayName) }},
	{"securityEnabled", opsExact, kindBool, false, func(record) value { return boolValue(true) }},
	{"hasMembersWithLicenseErrors", "eq", kindBool, false, func(r record) value { return boolValue(r.st.hasErrors(r.group)) }},
}}

func (s schema) field(name string) (field, bool) {
	for _, f := range s.fields {
		if strings.EqualFold(f.name, name) {
			return f, true
		}
	}
	return field{}, false
}

func (f field) allows(op string) bool {
	return strings.Contains(" "+f.ops+" ", " "+op+" ")
}
