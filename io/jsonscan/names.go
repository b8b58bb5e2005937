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

// UserNames are the members of a user.
func UserNames() []string { return userNames[:] }

// LicenseNames are the members of an assignedLicense.
func LicenseNames() []string { return stateNames[:2] }

// StateNames are the members of a licenseAssignmentState.
func StateNames() []string { return stateNames[:] }

// SignInNames are the members of signInActivity; those behind the moments are
// texts.
func SignInNames() []string { return signInNames[:] }

var (
	userNames = [...]string{
		ID: "id", UserPrincipalName: "userPrincipalName", DisplayName: "displayName", GivenName: "givenName", Surname: "surname", Mail: "mail",
		AccountEnabled: "accountEnabled", UserType: "userType", UsageLocation: "usageLocation", Department: "department", JobTitle: "jobTitle",
		EmployeeID: "employeeId", OnPremisesSyncEnabled: "onPremisesSyncEnabled", SignInActivity: "signInActivity",
		AssignedLicenses: "assignedLicenses", LicenseAssignmentStates: "licenseAssignmentStates",
	}
	stateNames = [...]string{
		SKUID: "skuId", DisabledPlans: "disabledPlans", AssignedByGroup: "assignedByGroup", State: "state", Error: "error",
		LastUpdatedDateTime: "lastUpdatedDateTime",
	}
	signInNames = [...]string{
		LastSignIn: "lastSignInDateTime", LastNonInteractiveSignIn: "lastNonInteractiveSignInDateTime", LastSuccessfulSignIn: "lastSuccessfulSignInDateTime",
		3: "lastSignInRequestId", 4: "lastNonInteractiveSignInRequestId", 5: "lastSuccessfulSignInRequestId",
	}
)
