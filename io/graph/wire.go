package graph

import (
	"encoding/json"
	"time"
)

// The shapes of Graph's JSON, as far as licet reads and writes them (Graph v1.0
// metadata). Nullable collections and strings decode to nil and "".

type wirePage[T any] struct {
	NextLink string `json:"@odata.nextLink"`
	// DeltaLink is in the last page of a delta query.
	DeltaLink string `json:"@odata.deltaLink"`
	// Value is nil when the answer is no page at all.
	Value *[]T `json:"value"`
}

// wireChanged is a user who changed; a reason says that there is none any more,
// "changed" for one who can be restored.
type wireChanged struct {
	ID      string `json:"id"`
	Removed struct {
		Reason string `json:"reason"`
	} `json:"@removed"`
}

type wireOrganization struct {
	ID                string `json:"id"`
	DisplayName       string `json:"displayName"`
	CountryLetterCode string `json:"countryLetterCode"`
}

type wireSKU struct {
	// AccountID is the tenant's id, AccountName its first domain label.
	AccountID        string `json:"accountId"`
	AccountName      string `json:"accountName"`
	SKUID            string `json:"skuId"`
	PartNumber       string `json:"skuPartNumber"`
	AppliesTo        string `json:"appliesTo"`
	CapabilityStatus string `json:"capabilityStatus"`
	ConsumedUnits    int    `json:"consumedUnits"`
	// PrepaidUnits have no lockedOut in US Government and China.
	PrepaidUnits struct{ Enabled, Suspended, Warning, LockedOut int } `json:"prepaidUnits"`
	ServicePlans []wireServicePlan                                    `json:"servicePlans"`
}

type wireServicePlan struct {
	ID                 string `json:"servicePlanId"`
	Name               string `json:"servicePlanName"`
	ProvisioningStatus string `json:"provisioningStatus"`
	AppliesTo          string `json:"appliesTo"`
}

// wireSubscription is companySubscription. Its skuId is no Guid in the
// metadata.
type wireSubscription struct {
	SKUID         string     `json:"skuId"`
	Status        string     `json:"status"`
	Trial         bool       `json:"isTrial"`
	Seats         int        `json:"totalLicenses"`
	NextLifecycle *time.Time `json:"nextLifecycleDateTime"`
}

type wireLicense struct {
	SKUID         string   `json:"skuId"`
	DisabledPlans []string `json:"disabledPlans"`
}

// wireAssign is the body of assignLicense. Both lists are always there: one
// that is missing or null is refused (Graph: user: assignLicense).
type wireAssign struct {
	Add    []wireLicense `json:"addLicenses"`
	Remove []string      `json:"removeLicenses"`
}

// wireStep is one request of a batch. Headers are needed where there is a body
// (Graph: JSON batching).
type wireStep struct {
	ID      string            `json:"id"`
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Headers map[string]string `json:"headers,omitempty"`
	Body    any               `json:"body,omitempty"`
}

type wireBatchAnswer struct {
	// Responses is nil when the answer is none to a batch.
	Responses *[]wireStepAnswer `json:"responses"`
}

type wireStepAnswer struct {
	ID     string `json:"id"`
	Status int    `json:"status"`
	// Headers should be strings; others are left out.
	Headers map[string]any  `json:"headers"`
	Body    json.RawMessage `json:"body"`
}

type wireErrorBody struct {
	Error *wireError `json:"error"`
}

// wireError is Graph's error. encoding/json matches names without case, so
// innerError is read in both spellings that Graph uses.
type wireError struct {
	Code      string      `json:"code"`
	Message   string      `json:"message"`
	Inner     *wireError  `json:"innerError"`
	Details   []wireError `json:"details"`
	RequestID string      `json:"request-id"`
}
