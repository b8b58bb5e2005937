package tenant

import (
	"encoding/json"
	"time"
)

// Format names the tenant file and its version.
const Format = "licet-tenant/1"

// File is a whole tenant file in Graph's own property names. It is what
// snapshot writes and what the sandbox serves; users stand one a line.
type File struct {
	Format string       `json:"format"`
	Tenant Organization `json:"tenant"`
	// DeltaLink asks the tenant what changed since the file was made (Graph:
	// delta query); empty where it was not read from a tenant.
	DeltaLink      string          `json:"deltaLink,omitempty"`
	SubscribedSkus []SubscribedSku `json:"subscribedSkus"`
	Groups         []Group         `json:"groups"`
	// Subscriptions are directory/subscriptions, for renewal dates.
	Subscriptions []CompanySubscription `json:"subscriptions,omitempty"`
	// DeletedUsers are directory/deletedItems of type user.
	DeletedUsers []User `json:"deletedUsers,omitempty"`
	// Users come one a line, so that a reader may stream them. A file that was
	// written while the tenant was read has groups and what follows behind them.
	Users []User `json:"users"`
}

// Organization is the tenant itself (Graph: organization).
type Organization struct {
	ID                string `json:"id"`
	DisplayName       string `json:"displayName"`
	CountryLetterCode string `json:"countryLetterCode,omitempty"`
	// UserCount is what the tenant counted when the file was made; 0 if unknown.
	UserCount int `json:"userCount,omitempty"`
}

// SubscribedSku is Graph's subscribedSku.
type SubscribedSku struct {
	SkuID            string        `json:"skuId"`
	SkuPartNumber    string        `json:"skuPartNumber"`
	AppliesTo        string        `json:"appliesTo"`
	CapabilityStatus string        `json:"capabilityStatus"`
	ConsumedUnits    int           `json:"consumedUnits"`
	PrepaidUnits     PrepaidUnits  `json:"prepaidUnits"`
	SubscriptionIDs  []string      `json:"subscriptionIds,omitempty"`
	ServicePlans     []ServicePlan `json:"servicePlans"`
}

// PrepaidUnits is Graph's licenseUnitsDetail.
type PrepaidUnits struct {
	Enabled   int `json:"enabled"`
	Suspended int `json:"suspended"`
	Warning   int `json:"warning"`
	LockedOut int `json:"lockedOut"`
}

// ServicePlan is Graph's servicePlanInfo.
type ServicePlan struct {
	ID                 string `json:"servicePlanId"`
	Name               string `json:"servicePlanName"`
	ProvisioningStatus string `json:"provisioningStatus"`
	AppliesTo          string `json:"appliesTo"`
}

// Group is a group that assigns licences to its direct members.
type Group struct {
	ID               string            `json:"id"`
	DisplayName      string            `json:"displayName"`
	AssignedLicenses []AssignedLicense `json:"assignedLicenses"`
}

// CompanySubscription is Graph's companySubscription.
type CompanySubscription struct {
	ID                     string     `json:"id"`
	CommerceSubscriptionID string     `json:"commerceSubscriptionId,omitempty"`
	SkuID                  string     `json:"skuId"`
	SkuPartNumber          string     `json:"skuPartNumber"`
	Status                 string     `json:"status"`
	IsTrial                bool       `json:"isTrial"`
	TotalLicenses          int        `json:"totalLicenses"`
	CreatedDateTime        *time.Time `json:"createdDateTime,omitempty"`
	NextLifecycleDateTime  *time.Time `json:"nextLifecycleDateTime,omitempty"`
}

// User is Graph's user, as far as licet reads it. A nil AccountEnabled counts
// as enabled.
type User struct {
	ID                      string                   `json:"id"`
	UserPrincipalName       string                   `json:"userPrincipalName"`
	DisplayName             string                   `json:"displayName,omitempty"`
	GivenName               string                   `json:"givenName,omitempty"`
	Surname                 string                   `json:"surname,omitempty"`
	Mail                    string                   `json:"mail,omitempty"`
	AccountEnabled          *bool                    `json:"accountEnabled,omitempty"`
	UserType                string                   `json:"userType,omitempty"`
	UsageLocation           string                   `json:"usageLocation,omitempty"`
	Department              string                   `json:"department,omitempty"`
	JobTitle                string                   `json:"jobTitle,omitempty"`
	EmployeeID              string                   `json:"employeeId,omitempty"`
	OnPremisesSyncEnabled   bool                     `json:"onPremisesSyncEnabled,omitempty"`
	SignInActivity          *SignInActivity          `json:"signInActivity,omitempty"`
	AssignedLicenses        []AssignedLicense        `json:"assignedLicenses,omitempty"`
	LicenseAssignmentStates []LicenseAssignmentState `json:"licenseAssignmentStates,omitempty"`
}

// SignInActivity is Graph's signInActivity, as far as audits read it.
type SignInActivity struct {
	LastSignInDateTime               *time.Time `json:"lastSignInDateTime,omitempty"`
	LastNonInteractiveSignInDateTime *time.Time `json:"lastNonInteractiveSignInDateTime,omitempty"`
	LastSuccessfulSignInDateTime     *time.Time `json:"lastSuccessfulSignInDateTime,omitempty"`
}

// AssignedLicense is Graph's assignedLicense: what the user effectively holds.
type AssignedLicense struct {
	SkuID         string `json:"skuId"`
	DisabledPlans Plans  `json:"disabledPlans"`
}

// Plans are ids of service plans. They are never written as null, as Graph has it
// (Graph: assignedLicense, disabledPlans is not nullable).
type Plans []string

// MarshalJSON writes a list.
func (p Plans) MarshalJSON() ([]byte, error) {
	if p == nil {
		return []byte("[]"), nil
	}
	return json.Marshal([]string(p))
}

// LicenseAssignmentState is Graph's licenseAssignmentState: one way in which a
// user has a SKU. A nil AssignedByGroup means a direct assignment.
type LicenseAssignmentState struct {
	SkuID               string  `json:"skuId"`
	DisabledPlans       Plans   `json:"disabledPlans"`
	AssignedByGroup     *string `json:"assignedByGroup"`
	State               string  `json:"state"`
	Error               string  `json:"error"`
	LastUpdatedDateTime string  `json:"lastUpdatedDateTime,omitempty"`
}
