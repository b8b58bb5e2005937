package contoso

import "licet/reconcile"

// Part numbers of the SKUs that Contoso owns.
const (
	e3           = "SPE_E3"
	e5           = "SPE_E5"
	f3           = "SPE_F1"
	office       = "ENTERPRISEPACK"
	ems          = "EMS"
	exchange     = "EXCHANGESTANDARD"
	entraP2      = "AAD_PREMIUM_P2"
	powerBI      = "POWER_BI_PRO"
	visio        = "VISIOCLIENT"
	project      = "PROJECTPROFESSIONAL"
	plannerP1    = "PROJECT_P1"
	phone        = "MCOEV"
	conferencing = "MCOMEETADV"
	copilot      = "Microsoft_365_Copilot"
	powerApps    = "POWERAPPS_PER_USER"
	flowFree     = "FLOW_FREE"
	fabricFree   = "POWER_BI_STANDARD"
	storage      = "SHAREPOINTSTORAGE" // for the whole tenant, not for users
	private      = "CONTOSO_PRIVATE_SKU"
)

// privateSKU is what a partner sells to Contoso alone: Microsoft's list does
// not have it, so nobody knows its name.
var privateSKU = reconcile.Product{
	SKUID:      "3f1c9d52-6d0a-4b67-9c55-0b8a2f6e7d41",
	PartNumber: private,
	Plans:      []string{"7be0a9d4-52c1-4f39-8c1e-6d3f0a9b2c58"},
}

// pool says how many seats of a SKU there are and in what state.
type pool struct {
	part string
	// spare is how many seats stand free for each 100 used.
	spare int
	// fixed is the size of a pool that does not follow its use; 0 for others.
	fixed int
	// status is the capabilityStatus; the units are in the state of that name.
	status string
	// months is the time to the next renewal, 0 for what is never renewed.
	months int
}

// pools lists what Contoso owns, as subscribedSkus gives it. Visio and F3 are
// full, E5 is scarce.
var pools = []pool{
	{part: e3, spare: 22, status: "Enabled", months: 7},
	{part: e5, spare: 30, status: "Enabled", months: 7},
	{part: f3, status: "Enabled", months: 7},
	{part: office, spare: 5, status: "Enabled", months: 2},
	{part: ems, spare: 5, status: "Enabled", months: 2},
	{part: exchange, spare: 50, status: "Enabled", months: 4},
	{part: entraP2, spare: 40, status: "Enabled", months: 10},
	{part: powerBI, spare: 60, status: "Enabled", months: 10},
	{part: visio, status: "Enabled", months: 1},
	{part: project, spare: 25, status: "Enabled", months: 5},
	{part: plannerP1, spare: 50, status: "Suspended"},
	{part: phone, spare: 45, status: "Enabled", months: 9},
	{part: conferencing, spare: 90, status: "Enabled", months: 9},
	{part: copilot, spare: 40, status: "Enabled", months: 3},
	{part: powerApps, spare: 30, status: "Warning", months: 1},
	{part: flowFree, fixed: 10_000, status: "Enabled"},
	{part: fabricFree, fixed: 1_000_000, status: "Enabled"},
	{part: storage, fixed: 2_000, status: "Enabled", months: 7},
	{part: private, spare: 20, status: "Enabled", months: 6},
}
