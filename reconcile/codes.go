package reconcile

// Codes of the findings that Build makes, by what they are about. What each
// means and how to mend it stands in docs/findings.md.
const (
	// Rows and users.

	// CodeUnknownUser: the tenant has no such user.
	CodeUnknownUser Code = "unknown-user"
	// CodeAmbiguousUser: a mail address belongs to several users.
	CodeAmbiguousUser Code = "ambiguous-user"
	// CodeUnlistedUser: a list of assignments does not name the user.
	CodeUnlistedUser Code = "unlisted-user"
	// CodeDeletedUser: the user is soft-deleted.
	CodeDeletedUser Code = "deleted-user"
	// CodeDisabledUser: the account is disabled and gets a licence.
	CodeDisabledUser Code = "disabled-user"
	// CodeGuestUser: the account is a guest and gets a licence.
	CodeGuestUser Code = "guest-user"
	// CodeDuplicateRow: the same is said twice.
	CodeDuplicateRow Code = "duplicate-row"
	// CodeContradictoryRows: two rows cannot both be true.
	CodeContradictoryRows Code = "contradictory-rows"
	// CodeNoneBesideLicense: a user has "none" and a licence.
	CodeNoneBesideLicense Code = "none-beside-license"
	// CodeNoneIgnored: "none" says nothing in add mode.
	CodeNoneIgnored Code = "none-ignored"

	// Licences.

	// CodeEmptyLicense: a licence cell is empty.
	CodeEmptyLicense Code = "empty-license"
	// CodeUnknownLicense: nobody knows a licence of this name.
	CodeUnknownLicense Code = "unknown-license"
	// CodeAmbiguousLicense: the name stands for several licences.
	CodeAmbiguousLicense Code = "ambiguous-license"
	// CodeLicenseNotOwned: the tenant has no such licence.
	CodeLicenseNotOwned Code = "license-not-owned"
	// CodeLicenseForCompany: the licence is for the tenant, not for users.
	CodeLicenseForCompany Code = "license-for-company"
	// CodeLicenseUnusable: the licence is suspended, locked out or deleted.
	CodeLicenseUnusable Code = "license-unusable"
	// CodeLicenseInGrace: the plan takes seats that are past their term.
	CodeLicenseInGrace Code = "license-in-grace"
	// CodeLicenseNotManaged: a row names a licence that is not managed.
	CodeLicenseNotManaged Code = "license-not-managed"
	// CodeLeftAlone: users hold licences that the plan does not manage.
	CodeLeftAlone Code = "left-alone"

	// Apps.

	// CodeUnknownApp: the licence has no such app.
	CodeUnknownApp Code = "unknown-app"
	// CodeAmbiguousApp: the name stands for several apps of the licence.
	CodeAmbiguousApp Code = "ambiguous-app"
	// CodeAppForCompany: the app cannot be turned off per user.
	CodeAppForCompany Code = "app-for-company"
	// CodeBothAppColumns: a row fills enabled and disabled apps.
	CodeBothAppColumns Code = "both-app-columns"
	// CodeAppsInherited: apps of an inherited licence are the group's.
	CodeAppsInherited Code = "apps-inherited"
	// CodeAppsUnknown: the source does not tell which apps are off.
	CodeAppsUnknown Code = "apps-unknown"

	// Groups and origins.

	// CodeInherited: a licence that is not wanted comes from a group.
	CodeInherited Code = "inherited-license"
	// CodeRedundantDirect: a licence is held directly and through a group.
	CodeRedundantDirect Code = "redundant-direct"
	// CodeSeatStays: the direct licence goes, the group's stays.
	CodeSeatStays Code = "seat-stays"
	// CodeGroupError: a group cannot give the licence.
	CodeGroupError Code = "group-error"
	// CodeUnknownOrigin: nobody can say how the user came to the licence.
	CodeUnknownOrigin Code = "unknown-origin"

	// Locations.

	// CodeNoLocation: the user has no usage location and gets a licence.
	CodeNoLocation Code = "no-location"
	// CodeBadLocation: not a country code.
	CodeBadLocation Code = "bad-location"
	// CodeLocationSynced: the location may be mastered on premises.
	CodeLocationSynced Code = "location-synced"

	// Conflicts of the planned end state.

	// CodeMutuallyExclusive: two apps that are on exclude each other.
	CodeMutuallyExclusive Code = "mutually-exclusive"
	// CodeMissingDependency: an app that is on lacks one that it needs.
	CodeMissingDependency Code = "missing-dependency"
	// CodeCovered: a licence appears to be covered by another one.
	CodeCovered Code = "covered-license"
	// CodeMailboxLost: the user's last licence with a mailbox goes.
	CodeMailboxLost Code = "mailbox-lost"

	// Seats and limits.

	// CodeNoSeats: there are fewer seats than users who need one.
	CodeNoSeats Code = "no-seats"
	// CodeSeatRing: swaps wait for each other's seats.
	CodeSeatRing Code = "seat-ring"
	// CodeOverAssigned: more seats are in use than owned.
	CodeOverAssigned Code = "over-assigned"
	// CodeTooManyRemovals: the plan takes away more than the limit allows.
	CodeTooManyRemovals Code = "too-many-removals"
	// CodeLastLicense: users lose the last licence that they have.
	CodeLastLicense Code = "last-license"

	// Whole inputs.

	// CodeNoKnownUsers: the tenant has none of the sheet's users.
	CodeNoKnownUsers Code = "no-known-users"
	// CodeNoKnownLicenses: no licence of the sheet is known.
	CodeNoKnownLicenses Code = "no-known-licenses"
	// CodeShortTenant: the tenant was read with fewer users than it counts.
	CodeShortTenant Code = "short-tenant"
	// CodeNotJudged: the source cannot tell something.
	CodeNotJudged Code = "not-judged"
	// CodeDrift: a user holds something else than when the plan was made.
	CodeDrift Code = "drift"
)
