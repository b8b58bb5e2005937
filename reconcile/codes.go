package reconcile

// Codes of the findings that Build makes, by what they are about. What each
// means and how to fix it stands in docs/findings.md.
const (
	// Rows and users.
	CodeUnknownUser       Code = "unknown-user"        // the tenant has no such user.
	CodeAmbiguousUser     Code = "ambiguous-user"      // a mail address belongs to several users.
	CodeUnlistedUser      Code = "unlisted-user"       // a list of assignments does not name the user.
	CodeDeletedUser       Code = "deleted-user"        // the user is soft-deleted.
	CodeDisabledUser      Code = "disabled-user"       // the account is disabled and gets a licence.
	CodeGuestUser         Code = "guest-user"          // the account is a guest and gets a licence.
	CodeDuplicateRow      Code = "duplicate-row"       // the same is said twice.
	CodeContradictoryRows Code = "contradictory-rows"  // two rows cannot both be true.
	CodeNoneBesideLicense Code = "none-beside-license" // a user has "none" and a licence.
	CodeNoneIgnored       Code = "none-ignored"        // "none" says nothing in add mode.

	// Licences.
	CodeEmptyLicense      Code = "empty-license"       // a licence cell is empty.
	CodeUnknownLicense    Code = "unknown-license"     // nobody knows a licence of this name.
	CodeAmbiguousLicense  Code = "ambiguous-license"   // the name stands for several licences.
	CodeLicenseNotOwned   Code = "license-not-owned"   // the tenant has no such licence.
	CodeLicenseForCompany Code = "license-for-company" // the licence is for the tenant, not for users.
	CodeLicenseUnusable   Code = "license-unusable"    // the licence is suspended, locked out or deleted.
	CodeLicenseInGrace    Code = "license-in-grace"    // the plan takes seats that are past their term.
	CodeLicenseNotManaged Code = "license-not-managed" // a row names a licence that is not managed.
	CodeLeftAlone         Code = "left-alone"          // users hold licences that the plan does not manage.

	// Apps.
	CodeUnknownApp     Code = "unknown-app"      // the licence has no such app.
	CodeAmbiguousApp   Code = "ambiguous-app"    // the name stands for several apps of the licence.
	CodeAppForCompany  Code = "app-for-company"  // the app cannot be turned off per user.
	CodeBothAppColumns Code = "both-app-columns" // a row fills enabled and disabled apps.
	CodeAppsInherited  Code = "apps-inherited"   // apps of an inherited licence are the group's.
	CodeAppsUnknown    Code = "apps-unknown"     // the source does not tell which apps are off.

	// Groups and origins.
	CodeInherited       Code = "inherited-license" // a licence that is not wanted comes from a group.
	CodeRedundantDirect Code = "redundant-direct"  // a licence is held directly and through a group.
	CodeSeatStays       Code = "seat-stays"        // the direct licence goes, the group's stays.
	CodeGroupError      Code = "group-error"       // a group cannot give the licence.
	CodeUnknownOrigin   Code = "unknown-origin"    // nobody can say how the user came to the licence.

	// Locations.
	CodeNoLocation     Code = "no-location"     // the user has no usage location and gets a licence.
	CodeBadLocation    Code = "bad-location"    // not a country code.
	CodeLocationSynced Code = "location-synced" // the location may be mastered on premises.

	// Conflicts of the planned end state.
	CodeMutuallyExclusive Code = "mutually-exclusive" // two apps that are on exclude each other.
	CodeMissingDependency Code = "missing-dependency" // an app that is on lacks one that it needs.
	CodeCovered           Code = "covered-license"    // a licence appears to be covered by another one.
	CodeNoWayBack         Code = "no-way-back"        // undo could not assign again what is removed.
	CodeMailboxLost       Code = "mailbox-lost"       // the user's last licence with a mailbox goes.

	// Seats and limits.
	CodeNoSeats         Code = "no-seats"          // there are fewer seats than users who need one.
	CodeSeatRing        Code = "seat-ring"         // swaps wait for each other's seats.
	CodeOverAssigned    Code = "over-assigned"     // more seats are in use than owned.
	CodeTooManyRemovals Code = "too-many-removals" // the plan takes away more than the limit allows.
	CodeLastLicense     Code = "last-license"      // users lose the last licence that they have.

	// Whole inputs.
	CodeNoKnownUsers    Code = "no-known-users"    // the tenant has none of the sheet's users.
	CodeNoKnownLicenses Code = "no-known-licenses" // no licence of the sheet is known.
	CodeShortTenant     Code = "short-tenant"      // the tenant was read with fewer users than it counts.
	CodeNotJudged       Code = "not-judged"        // the source cannot tell something.
	CodeDrift           Code = "drift"             // a user holds something else than when the plan was made.
)
