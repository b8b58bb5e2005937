package planfile

import "licet/io/findings"

// The structs of this file are licet-plan/1 as it stands on disk, in the order
// of its fields. Lists are never null. Fields are never renamed within a
// version. Where a struct has the fields of one of the core in the core's
// order, the two are converted into each other as they are. Those of the head
// are in header.go.

type wireOptions struct {
	Mode      string   `json:"mode"`
	Scope     string   `json:"scope"`
	Manage    []string `json:"manage"`
	ManageAll bool     `json:"manageAll"`
}

type wireSummary struct {
	Users       int `json:"users"`
	Changes     int `json:"changes"`
	Assign      int `json:"assign"`
	Update      int `json:"update"`
	Unassign    int `json:"unassign"`
	SetLocation int `json:"setLocation"`
	Unchanged   int `json:"unchanged"`
	LeftOut     int `json:"leftOut"`
	Errors      int `json:"errors"`
	Warnings    int `json:"warnings"`
}

type wireLeftAlone struct {
	Licenses    int `json:"licenses"`
	Assignments int `json:"assignments"`
}

type wireRemovals struct {
	Count  int `json:"count"`
	Limit  int `json:"limit"`
	Direct int `json:"direct"`
}

type wireSeat struct {
	SKUID         string `json:"skuId"`
	SKUPartNumber string `json:"skuPartNumber"`
	Name          string `json:"name"`
	Owned         int    `json:"owned"`
	Used          int    `json:"used"`
	Free          int    `json:"free"`
	Release       int    `json:"release"`
	Take          int    `json:"take"`
	After         int    `json:"after"`
	Assign        int    `json:"assign"`
	Unassign      int    `json:"unassign"`
	// Known is false where the source tells no seats; missing means true.
	Known  bool   `json:"known"`
	NoCost string `json:"noCost"`
}

type wirePlan struct {
	ID           string `json:"servicePlanId"`
	Name         string `json:"servicePlanName"`
	FriendlyName string `json:"friendlyName"`
}

type wireUser struct {
	ID                string `json:"id"`
	UserPrincipalName string `json:"userPrincipalName"`
	DisplayName       string `json:"displayName"`
}

type wireHolding struct {
	SKUID         string   `json:"skuId"`
	DisabledPlans []string `json:"disabledPlans"`
}

type wireUpdate struct {
	SKUID         string   `json:"skuId"`
	DisabledPlans []string `json:"disabledPlans"`
	Was           []string `json:"was"`
}

type wireLocation struct {
	From string `json:"from"`
	To   string `json:"to"`
}

type wireChange struct {
	User             wireUser      `json:"user"`
	Assign           []wireHolding `json:"assign"`
	Update           []wireUpdate  `json:"update"`
	Unassign         []wireHolding `json:"unassign"`
	SetUsageLocation *wireLocation `json:"setUsageLocation"`
	Before           []wireHolding `json:"before"`
	// Releases and Takes are the skuIds of which the change frees or needs a
	// seat; where they are missing, every unassign frees and every assign
	// needs one.
	Releases []string `json:"releases"`
	Takes    []string `json:"takes"`
	// Split is true for a change that is carried out in two calls.
	Split   bool             `json:"split"`
	Sources []findings.Place `json:"sources"`
}
