package sandbox

import (
	"cmp"
	"slices"
	"strings"
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
		text("givenName", func(a *account) string { return a.profile.GivenName }),
		text("surname", func(a *account) string { return a.profile.Surname }),
		text("mail", func(a *account) string { return a.profile.Mail }),
		{"accountEnabled", func(_ *Store, a *account) any { return a.profile.AccountEnabled == nil || *a.profile.AccountEnabled }},
		text("userType", (*account).userType),
		text("usageLocation", func(a *account) string { return a.profile.UsageLocation }),
		text("department", func(a *account) string { return a.profile.Department }),
		text("jobTitle", func(a *account) string { return a.profile.JobTitle }),
		text("employeeId", func(a *account) string { return a.profile.EmployeeID }),
		{"onPremisesSyncEnabled", synced},
		{"signInActivity", signIns},
		{"assignedLicenses", func(st *Store, a *account) any { return list(st.assignedLicenses(a)) }},
		{"licenseAssignmentStates", func(st *Store, a *account) any { return list(st.assignmentStates(a)) }},
		{"assignedPlans", assignedPlans},
		text("mailNickname", func(a *account) string {
			nick, _, _ := strings.Cut(a.profile.UserPrincipalName, "@")
			return nick
		}),
	}, always[*account]([]string{}, "businessPhones", "otherMails", "proxyAddresses"), always[*account](nil,
		"city", "companyName", "country", "createdDateTime", "deletedDateTime", "employeeType", "mobilePhone",
		"officeLocation", "postalCode", "preferredDataLocation", "preferredLanguage", "state", "streetAddress")),
}

// usualUser are the properties that every write answers with.
var usualUser, _ = userResource.choose(nil)

func (a *account) userType() string { return cmp.Or(a.profile.UserType, "Member") }

// synced: Graph says null for an account that was never synced.
func synced(_ *Store, a *account) any {
	if a.profile.OnPremisesSyncEnabled {
		return true
	}
	return nil
}

// signIns is absent for a user who never signed in, as in Graph.
func signIns(_ *Store, a *account) any {
	s := a.profile.SignInActivity
	if s == nil {
		return absent{}
	}
	return object{
		{"lastSignInDateTime", timeOrNull(s.LastSignInDateTime)}, {"lastSignInRequestId", nil},
		{"lastNonInteractiveSignInDateTime", timeOrNull(s.LastNonInteractiveSignInDateTime)},
		{"lastNonInteractiveSignInRequestId", nil},
		{"lastSuccessfulSignInDateTime", timeOrNull(s.LastSuccessfulSignInDateTime)}, {"lastSuccessfulSignInRequestId", nil},
	}
}

// assignedPlans tells the name of the plan for that of the service, which the
// tenant file does not know.
func assignedPlans(st *Store, a *account) any {
	out := []object{}
	for _, l := range st.effective(a) {
		for _, p := range st.skus[l.sku].facts.ServicePlans {
			if !l.disabled.contains(p.ID) {
				out = append(out, object{{"assignedDateTime", nil}, {"capabilityStatus", "Enabled"},
					{"service", orNull(p.Name)}, {"servicePlanId", orNull(p.ID)}})
			}
		}
	}
	return out
}
