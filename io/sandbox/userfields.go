package sandbox

import (
	"strconv"
	"strings"
)

// notInLists are properties that Graph gives for one user only, or through
// another service (Graph documentation: List users).
var notInLists = []string{
	"aboutMe", "birthday", "hireDate", "interests", "mySite", "pastProjects",
	"preferredName", "responsibilities", "schools", "skills", "mailboxSettings",
}

// defaultUser are the properties of a user without $select.
var defaultUser = []string{
	"businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone",
	"officeLocation", "preferredLanguage", "surname", "userPrincipalName", "id",
}

type userProperty = property[*account]

// userProperties are all that can be selected; those of which the tenant file
// knows nothing are null or empty.
var userProperties = []userProperty{
	{"id", func(b []byte, _ *Store, a *account) []byte { return appendString(b, a.profile.ID) }},
	{"userPrincipalName", func(b []byte, _ *Store, a *account) []byte { return appendString(b, a.profile.UserPrincipalName) }},
	{"displayName", func(b []byte, _ *Store, a *account) []byte { return appendText(b, a.profile.DisplayName) }},
	{"givenName", func(b []byte, _ *Store, a *account) []byte { return appendText(b, a.profile.more().GivenName) }},
	{"surname", func(b []byte, _ *Store, a *account) []byte { return appendText(b, a.profile.more().Surname) }},
	{"mail", func(b []byte, _ *Store, a *account) []byte { return appendText(b, a.profile.Mail) }},
	{"accountEnabled", func(b []byte, _ *Store, a *account) []byte { return strconv.AppendBool(b, a.enabled()) }},
	{"userType", func(b []byte, _ *Store, a *account) []byte { return appendText(b, a.userType()) }},
	{"usageLocation", func(b []byte, _ *Store, a *account) []byte { return appendText(b, a.profile.UsageLocation) }},
	{"department", func(b []byte, _ *Store, a *account) []byte { return appendText(b, a.profile.more().Department) }},
	{"jobTitle", func(b []byte, _ *Store, a *account) []byte { return appendText(b, a.profile.more().JobTitle) }},
	{"employeeId", func(b []byte, _ *Store, a *account) []byte { return appendText(b, a.profile.more().EmployeeID) }},
	{"onPremisesSyncEnabled", appendSynced},
	{"signInActivity", appendSignIn},
	{"assignedLicenses", appendLicenses},
	{"licenseAssignmentStates", appendStates},
	{"assignedPlans", appendAssignedPlans},
	{"mailNickname", func(b []byte, _ *Store, a *account) []byte {
		nick, _, _ := strings.Cut(a.profile.UserPrincipalName, "@")
		return appendString(b, nick)
	}},
	{"businessPhones", emptyList}, {"otherMails", emptyList}, {"proxyAddresses", emptyList},
	{"city", null}, {"companyName", null}, {"country", null}, {"createdDateTime", null},
	{"deletedDateTime", null}, {"employeeType", null}, {"mobilePhone", null}, {"officeLocation", null},
	{"postalCode", null}, {"preferredDataLocation", null}, {"preferredLanguage", null},
	{"state", null}, {"streetAddress", null},
}

func null(b []byte, _ *Store, _ *account) []byte      { return append(b, "null"...) }
func emptyList(b []byte, _ *Store, _ *account) []byte { return append(b, "[]"...) }

func (a *account) enabled() bool {
	return a.profile.AccountEnabled != enabledNo
}

func (a *account) userType() string { return orWord(a.profile.UserType, "Member") }

// appendSynced: Graph says null for an account that was never synced.
func appendSynced(b []byte, _ *Store, a *account) []byte {
	if a.profile.OnPremisesSyncEnabled {
		return append(b, "true"...)
	}
	return append(b, "null"...)
}

// appendSignIn writes nothing for a user who never signed in: Graph leaves the
// property out.
func appendSignIn(b []byte, _ *Store, a *account) []byte {
	s := a.profile.SignInActivity
	if s == nil {
		return b
	}
	b = append(b, `{"lastSignInDateTime":`...)
	b = appendTimePointer(b, s.LastSignInDateTime)
	b = append(b, `,"lastSignInRequestId":null,"lastNonInteractiveSignInDateTime":`...)
	b = appendTimePointer(b, s.LastNonInteractiveSignInDateTime)
	b = append(b, `,"lastNonInteractiveSignInRequestId":null,"lastSuccessfulSignInDateTime":`...)
	b = appendTimePointer(b, s.LastSuccessfulSignInDateTime)
	return append(b, `,"lastSuccessfulSignInRequestId":null}`...)
}

func appendLicenses(b []byte, st *Store, a *account) []byte {
	b = append(b, '[')
	for i, l := range st.effective(a) {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"disabledPlans":`...)
		b = appendStrings(b, l.disabled.ids)
		b = append(b, `,"skuId":`...)
		b = appendString(b, st.skus[l.sku].facts.SkuID)
		b = append(b, '}')
	}
	return append(b, ']')
}

func appendStates(b []byte, st *Store, a *account) []byte {
	b = append(b, '[')
	for _, w := range a.ways {
		if w.group == unknownOrigin {
			continue
		}
		if b[len(b)-1] != '[' {
			b = append(b, ',')
		}
		s := st.assignmentState(w)
		b = append(b, `{"skuId":`...)
		b = appendString(b, s.SkuID)
		b = append(b, `,"disabledPlans":`...)
		b = appendStrings(b, s.DisabledPlans)
		b = append(b, `,"assignedByGroup":`...)
		if s.AssignedByGroup == nil {
			b = append(b, "null"...)
		} else {
			b = appendString(b, *s.AssignedByGroup)
		}
		b = append(b, `,"state":`...)
		b = appendString(b, s.State)
		b = append(b, `,"error":`...)
		b = appendString(b, s.Error)
		b = append(b, `,"lastUpdatedDateTime":`...)
		b = appendText(b, s.LastUpdatedDateTime)
		b = append(b, '}')
	}
	return append(b, ']')
}

// appendAssignedPlans writes what is on; the name of the plan stands for that
// of the service, which the tenant file does not know.
func appendAssignedPlans(b []byte, st *Store, a *account) []byte {
	b = append(b, '[')
	for _, l := range st.effective(a) {
		for _, p := range st.skus[l.sku].facts.ServicePlans {
			if l.disabled.contains(p.ServicePlanID) {
				continue
			}
			if b[len(b)-1] != '[' {
				b = append(b, ',')
			}
			b = append(b, `{"assignedDateTime":null,"capabilityStatus":"Enabled","service":`...)
			b = appendString(b, p.ServicePlanName)
			b = append(b, `,"servicePlanId":`...)
			b = appendString(b, p.ServicePlanID)
			b = append(b, '}')
		}
	}
	return append(b, ']')
}

// contains reports whether a plan is in the set.
func (s *planSet) contains(id string) bool {
	for _, x := range s.ids {
		if equalID(x, id) {
			return true
		}
	}
	return false
}
