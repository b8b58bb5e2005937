package jsonscan

// Members by number, in the order in which the tenant file has them; Graph keeps
// to none. Those of a user that the core does not read must be texts.
const (
	ID = iota
	UserPrincipalName
	DisplayName
	GivenName
	Surname
	Mail
	AccountEnabled
	UserType
	UsageLocation
	Department
	JobTitle
	EmployeeID
	OnPremisesSyncEnabled
	SignInActivity
	AssignedLicenses
	LicenseAssignmentStates
)

// Members of assignedLicense and licenseAssignmentState, by number.
const (
	SKUID = iota
	DisabledPlans
	AssignedByGroup
	State
	Error
	LastUpdatedDateTime
)

// Members of signInActivity, by number.
const (
	LastSignIn = iota
	LastNonInteractiveSignIn
	LastSuccessfulSignIn
)

// Members are the names of an object's members as they stand in front of their
// values, e.g. `"id":`, in the order in which they usually come.
type Members []string

// UserMembers are those of a user.
func UserMembers() Members { return userMembers[:] }

// LicenseMembers are those of an assignedLicense.
func LicenseMembers() Members { return stateMembers[:2] }

// StateMembers are those of a licenseAssignmentState.
func StateMembers() Members { return stateMembers[:] }

// SignInMembers are those of signInActivity; behind the moments are texts.
func SignInMembers() Members { return signInMembers[:] }

var (
	userMembers = [...]string{
		ID: `"id":`, UserPrincipalName: `"userPrincipalName":`, DisplayName: `"displayName":`, GivenName: `"givenName":`, Surname: `"surname":`, Mail: `"mail":`,
		AccountEnabled: `"accountEnabled":`, UserType: `"userType":`, UsageLocation: `"usageLocation":`, Department: `"department":`, JobTitle: `"jobTitle":`,
		EmployeeID: `"employeeId":`, OnPremisesSyncEnabled: `"onPremisesSyncEnabled":`, SignInActivity: `"signInActivity":`,
		AssignedLicenses: `"assignedLicenses":`, LicenseAssignmentStates: `"licenseAssignmentStates":`,
	}
	stateMembers = [...]string{
		SKUID: `"skuId":`, DisabledPlans: `"disabledPlans":`, AssignedByGroup: `"assignedByGroup":`, State: `"state":`, Error: `"error":`,
		LastUpdatedDateTime: `"lastUpdatedDateTime":`,
	}
	signInMembers = [...]string{
		LastSignIn: `"lastSignInDateTime":`, LastNonInteractiveSignIn: `"lastNonInteractiveSignInDateTime":`, LastSuccessfulSignIn: `"lastSuccessfulSignInDateTime":`,
		3: `"lastSignInRequestId":`, 4: `"lastNonInteractiveSignInRequestId":`, 5: `"lastSuccessfulSignInRequestId":`,
	}
)
