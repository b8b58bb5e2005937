package contoso

// role says what users of one kind hold and how they look.
type role struct {
	// share is how many of each 1,000 users have it.
	share int
	// direct and group name the licences that everyone of the role has on the
	// account itself and through a group; group may be nil.
	direct []string
	group  *licensing
	// addOns says what some hold beyond that.
	addOns []addOn
	// department is empty where it does not follow from the role.
	department string
	// noCountry is how many of 100 have no usageLocation.
	noCountry int
	kind      kind
	// groupError is Graph's word for why the group could not give its licence;
	// the user then does not hold it, unless stuck says that they still do.
	groupError string
	stuck      bool
}

// kind says what sort of account it is.
type kind uint8

const (
	member  kind = iota
	joiner       // has never signed in
	leaver       // the account is disabled
	mailbox      // shared mailbox, room or equipment: disabled, no person
	guest
)

// addOn is a licence that percent of 100 users of a role hold directly.
type addOn struct {
	part    string
	percent int
}

// deskAddOns are what people with a desk hold beside their suite.
var deskAddOns = []addOn{
	{flowFree, 45}, {fabricFree, 35}, {powerBI, 10}, {visio, 6}, {project, 4},
	{phone, 9}, {conferencing, 8}, {copilot, 6}, {powerApps, 4}, {private, 3}, {entraP2, 4},
}

// leadAddOns are held beside E5, which covers some of them already.
var leadAddOns = []addOn{{flowFree, 50}, {fabricFree, 40}, {copilot, 40}, {powerBI, 15}, {visio, 8}, {phone, 6}}

// roles sum up to 1,000. The order does not show in the tenant.
var roles = []role{
	{share: 296, direct: []string{e3}, addOns: deskAddOns},
	{share: 130, group: &sales, department: "Sales", addOns: deskAddOns},
	{share: 12, direct: []string{e3}, group: &sales, department: "Sales"},
	{share: 4, group: &sales, department: "Sales", groupError: "ProhibitedInUsageLocationViolation"},
	{share: 48, direct: []string{e5}, addOns: leadAddOns},
	{share: 40, direct: []string{office, ems}, department: "Operations"},
	{share: 180, group: &store, department: "Retail", noCountry: 3},
	{share: 2, group: &store, department: "Retail", groupError: "Other", stuck: true},
	{share: 5, group: &store, department: "Retail", groupError: "CountViolation"},
	{share: 36, direct: []string{f3}, department: "Logistics"},
	{share: 20, direct: []string{exchange}, department: "Contractors", addOns: []addOn{{plannerP1, 40}, {fabricFree, 30}}},
	{share: 114, kind: joiner, noCountry: 15},
	{share: 32, direct: []string{e3}, kind: leaver, addOns: []addOn{{flowFree, 30}, {powerBI, 10}, {visio, 10}}},
	{share: 4, direct: []string{f3}, kind: leaver, department: "Logistics"},
	{share: 23, kind: leaver},
	{share: 24, kind: mailbox, noCountry: 100},
	{share: 26, kind: guest, noCountry: 100},
	{share: 4, kind: guest, direct: []string{powerBI}},
}

// licensing is a group that assigns a licence to its members, with some apps off.
type licensing struct {
	id, name, part string
	off            []string
}

var (
	sales = licensing{"5a1e5000-0e3a-4c6d-9b1f-2f6f4b7c1e03", "Licences E3 Sales", e3, []string{"YAMMER_ENTERPRISE", "VIVAENGAGE_CORE"}}
	store = licensing{"5707e000-0f3b-4d7e-8c2a-3a7b5c8d2f04", "Licences F3 Store", f3, []string{"SWAY"}}
)

// appProfiles are sets of apps that administrators turn off together, by the
// suites that they apply to; the first one turns nothing off.
var appProfiles = map[string][][]string{
	e3: {nil, {"YAMMER_ENTERPRISE", "VIVAENGAGE_CORE"}, {"SWAY"}, {"YAMMER_ENTERPRISE", "VIVAENGAGE_CORE", "SWAY", "BPOS_S_TODO_2"}},
	e5: {nil, {"YAMMER_ENTERPRISE", "VIVAENGAGE_CORE"}},
	f3: {nil, {"SWAY"}},
}
