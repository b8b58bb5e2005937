package sandbox

import (
	"slices"
	"strconv"
	"strings"

	"licet/io/tenant"
)

// notInLists are properties that Graph gives for one user only, or through
// another service (Graph documentation: List users).
var notInLists = []string{
	"aboutMe", "birthday", "hireDate", "interests", "mySite", "pastProjects",
	"preferredName", "responsibilities", "schools", "skills", "mailboxSettings",
}

// userResource has what the tenant file knows; the rest is null or empty.
var userResource = resource[*account]{kind: "user", unlisted: notInLists,
	usual: []string{
		"businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone",
		"officeLocation", "preferredLanguage", "surname", "userPrincipalName", "id",
	},
	properties: slices.Concat([]property[*account]{
		text("id", func(a *account) string { return a.profile.ID }),
		text("userPrincipalName", func(a *account) string { return a.profile.UserPrincipalName }),
		text("displayName", func(a *account) string { return a.profile.DisplayName }),
		text("givenName", func(a *account) string { return a.profile.more().GivenName }),
		text("surname", func(a *account) string { return a.profile.more().Surname }),
		text("mail", func(a *account) string { return a.profile.Mail }),
		{"accountEnabled", func(b []byte, _ *Store, a *account) []byte { return strconv.AppendBool(b, a.enabled()) }},
		text("userType", (*account).userType),
		text("usageLocation", func(a *account) string { return a.profile.UsageLocation }),
		text("department", func(a *account) string { return a.profile.more().Department }),
		text("jobTitle", func(a *account) string { return a.profile.more().JobTitle }),
		text("employeeId", func(a *account) string { return a.profile.more().EmployeeID }),
		{"onPremisesSyncEnabled", appendSynced},
		{"signInActivity", appendSignIn},
		{"assignedLicenses", appendLicenses},
		{"licenseAssignmentStates", appendStates},
		{"assignedPlans", appendAssignedPlans},
		text("mailNickname", func(a *account) string {
			nick, _, _ := strings.Cut(a.profile.UserPrincipalName, "@")
			return nick
		}),
	}, always[*account]("[]", "businessPhones", "otherMails", "proxyAddresses"), always[*account]("null",
		"city", "companyName", "country", "createdDateTime", "deletedDateTime", "employeeType", "mobilePhone",
		"officeLocation", "postalCode", "preferredDataLocation", "preferredLanguage", "state", "streetAddress")),
}

// usualUser are the properties that every write answers with.
var usualUser, _ = userResource.choose(nil)

func (a *account) enabled() bool { return a.profile.AccountEnabled != enabledNo }

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
	b = appendTime(append(b, `{"lastSignInDateTime":`...), s.LastSignInDateTime)
	b = append(b, `,"lastSignInRequestId":null,"lastNonInteractiveSignInDateTime":`...)
	b = appendTime(b, s.LastNonInteractiveSignInDateTime)
	b = append(b, `,"lastNonInteractiveSignInRequestId":null,"lastSuccessfulSignInDateTime":`...)
	b = appendTime(b, s.LastSuccessfulSignInDateTime)
	return append(b, `,"lastSuccessfulSignInRequestId":null}`...)
}

func appendLicenses(b []byte, st *Store, a *account) []byte {
	return appendList(b, st.effective(a), func(b []byte, l license) []byte {
		return appendLicense(b, st.skus[l.sku].facts.SkuID, l.disabled.ids)
	})
}

// appendLicense writes an assignedLicense.
func appendLicense(b []byte, sku string, disabled []string) []byte {
	b = appendStrings(append(b, `{"disabledPlans":`...), disabled)
	b = appendString(append(b, `,"skuId":`...), sku)
	return append(b, '}')
}

type assignmentState = tenant.LicenseAssignmentState

var assignmentStates = []property[assignmentState]{
	text("skuId", func(s assignmentState) string { return s.SkuID }),
	{"disabledPlans", func(b []byte, _ *Store, s assignmentState) []byte { return appendStrings(b, s.DisabledPlans) }},
	text("assignedByGroup", func(s assignmentState) string {
		if s.AssignedByGroup == nil {
			return ""
		}
		return *s.AssignedByGroup
	}),
	text("state", func(s assignmentState) string { return s.State }),
	text("error", func(s assignmentState) string { return s.Error }),
	text("lastUpdatedDateTime", func(s assignmentState) string { return s.LastUpdatedDateTime }),
}

func appendStates(b []byte, st *Store, a *account) []byte {
	var states []assignmentState
	for _, w := range a.ways {
		if w.group != unknownOrigin {
			states = append(states, st.assignmentState(w))
		}
	}
	return appendAll(b, st, states, assignmentStates)
}

// assignedPlan are the properties of assignedPlan. The name of the plan stands for
// that of the service, which the tenant file does not know.
var assignedPlan = slices.Concat(always[tenant.ServicePlan]("null", "assignedDateTime"),
	always[tenant.ServicePlan](`"Enabled"`, "capabilityStatus"), []property[tenant.ServicePlan]{
		text("service", func(p tenant.ServicePlan) string { return p.ServicePlanName }),
		text("servicePlanId", func(p tenant.ServicePlan) string { return p.ServicePlanID }),
	})

func appendAssignedPlans(b []byte, st *Store, a *account) []byte {
	var on []tenant.ServicePlan
	for _, l := range st.effective(a) {
		for _, p := range st.skus[l.sku].facts.ServicePlans {
			if !l.disabled.contains(p.ServicePlanID) {
				on = append(on, p)
			}
		}
	}
	return appendAll(b, st, on, assignedPlan)
}

// contains reports whether a plan is in the set, of which a nil one has none.
func (s *planSet) contains(id string) bool {
	return s != nil && slices.ContainsFunc(s.ids, func(x string) bool { return equalID(x, id) })
}
