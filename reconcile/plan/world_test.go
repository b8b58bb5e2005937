package plan_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"licet/reconcile"
	"licet/reconcile/names"
	"licet/reconcile/plan"
)

// The tests' own small world of products, so that each rule shows alone.

// id gives a GUID that says in its tail what it stands for.
func id(kind, n int) string { return fmt.Sprintf("%08d-0000-4000-8000-%012d", kind, n) }

const (
	kindSKU = iota + 1
	kindPlan
	kindUser
	kindGroup
)

// plans of the small world
const (
	exchange1 = iota + 1
	exchange2
	sharepoint
	teams
	viva
	phone
	calling1
	calling2
	visio
	intune
	foundation // for the company, not per user
	copilot
	flow
	storage
)

var planNames = map[int][2]string{
	exchange1: {"EXCHANGE_S_STANDARD", "Exchange Online (Plan 1)"}, exchange2: {"EXCHANGE_S_ENTERPRISE", "Exchange Online (Plan 2)"},
	sharepoint: {"SHAREPOINTENTERPRISE", "SharePoint (Plan 2)"}, teams: {"TEAMS1", "Microsoft Teams"}, viva: {"VIVAENGAGE_CORE", "Viva Engage Core"},
	phone: {"MCOEV", "Teams Phone"}, calling1: {"MCOPSTN1", "Domestic Calling"}, calling2: {"MCOPSTN2", "International Calling"},
	visio: {"VISIO_CLIENT_SUBSCRIPTION", "Visio Desktop"}, intune: {"INTUNE_A", "Microsoft Intune"}, foundation: {"EXCHANGE_S_FOUNDATION", "Exchange Foundation"},
	copilot: {"COPILOT", "Copilot"}, flow: {"FLOW_P2", "Power Automate"}, storage: {"STORAGE", "Storage"},
}

func planID(n int) string { return id(kindPlan, n) }

func plans(ns ...int) []string {
	var ids []string
	for _, n := range ns {
		ids = append(ids, planID(n))
	}
	return reconcile.NormalizePlans(ids)
}

// SKUs of the small world
const (
	e1 = iota + 1
	e3
	e5
	ems
	visioSKU
	callA
	callB
	phoneSKU
	copilotSKU
	flowSKU
	storageSKU
	notOwned
	lastSKU = storageSKU
)

func sku(n int) string { return id(kindSKU, n) }

type product struct {
	part, name string
	plans      []int
	noCost     string
}

var productTable = map[int]product{
	e1:         {"STANDARDPACK", "Office 365 E1", []int{exchange1, teams}, ""},
	e3:         {"SPE_E3", "Microsoft 365 E3", []int{exchange2, sharepoint, teams, viva, foundation}, ""},
	e5:         {"SPE_E5", "Microsoft 365 E5", []int{exchange2, sharepoint, teams, viva, phone, foundation}, ""},
	ems:        {"EMS", "Enterprise Mobility + Security E3", []int{intune}, ""},
	visioSKU:   {"VISIOCLIENT", "Visio Plan 2", []int{visio, foundation}, ""},
	callA:      {"MCOPSTN1", "Domestic Calling Plan", []int{calling1}, ""},
	callB:      {"MCOPSTN2", "International Calling Plan", []int{calling2}, ""},
	phoneSKU:   {"MCOEV", "Teams Phone Standard", []int{phone}, ""},
	copilotSKU: {"Microsoft_365_Copilot", "Microsoft 365 Copilot", []int{copilot}, ""},
	flowSKU:    {"FLOW_FREE", "Power Automate Free", []int{flow}, "free"},
	storageSKU: {"SHAREPOINTSTORAGE", "SharePoint Storage", []int{storage}, "capacity"},
	notOwned:   {"PROJECTPROFESSIONAL", "Project Plan 3", []int{visio}, ""},
}

func smallCatalog() *reconcile.Catalog {
	c := &reconcile.Catalog{
		Exclusive: []reconcile.ExclusiveGroup{
			{Name: "calling-plan", Plans: plans(calling1, calling2), Severity: reconcile.Error},
			{Name: "exchange", Plans: plans(exchange1, exchange2), Severity: reconcile.Note},
		},
		Dependencies: []reconcile.Dependency{{Plan: planID(phone), AnyOf: plans(teams), Severity: reconcile.Error}},
		Ladders:      []reconcile.Rung{{Family: "exchange", Rank: 1, Plan: planID(exchange1)}, {Family: "exchange", Rank: 2, Plan: planID(exchange2)}},
		Ambient:      plans(foundation),
	}
	for n := e1; n <= notOwned; n++ {
		p := productTable[n]
		c.Products = append(c.Products, reconcile.Product{SKUID: sku(n), PartNumber: p.part, Name: p.name, Plans: plans(p.plans...), NoCost: p.noCost})
	}
	c.Products[e3-1].Aliases = []string{"Secure Productive Enterprise E3", "Enterprise Suite"}
	c.Products[e5-1].Aliases = []string{"Enterprise Suite"}
	for n, names := range planNames {
		c.Plans = append(c.Plans, reconcile.PlanName{ID: planID(n), Name: names[0], FriendlyName: names[1]})
	}
	return c
}

// smallSKU is a subscribed SKU as Graph tells it.
func smallSKU(n, enabled, consumed int) reconcile.SKU {
	p := productTable[n]
	s := reconcile.SKU{ID: sku(n), PartNumber: p.part, AppliesTo: "User", CapabilityStatus: "Enabled", Enabled: enabled, Consumed: consumed}
	if n == storageSKU {
		s.AppliesTo = "Company"
	}
	for _, x := range p.plans {
		sp := reconcile.ServicePlan{ID: planID(x), Name: planNames[x][0], AppliesTo: "User", ProvisioningStatus: "Success"}
		if x == foundation {
			sp.AppliesTo = "Company"
		}
		s.Plans = append(s.Plans, sp)
	}
	return s
}

// way is how a user has a SKU: group 0 is direct, -1 an unknown origin.
type way struct {
	sku, group int
	off        []int
	state      string
	err        string
}

func direct(n int, off ...int) way { return way{sku: n, off: off} }
func through(n, group int) way     { return way{sku: n, group: group} }
func failing(n, group int) way {
	return way{sku: n, group: group, state: "Error", err: "CountViolation"}
}
func unknownWay(n int) way       { return way{sku: n, group: -1} }
func (w way) held() bool         { return w.state != "Error" }
func upn(name string) string     { return name + "@contoso.com" }
func at(row int) reconcile.Place { return reconcile.Place{File: "staff.csv", Row: row, Column: 2} }

// account is a user of the small tenant.
type account struct {
	name, location string
	ways           []way
	record         reconcile.UserRecord // for what the other fields do not say
}

// scene is a tenant and rows; Build is called on it.
type scene struct {
	accounts []account
	order    []int // in which the accounts are read; as they stand where nil
	deleted  []string
	seats    map[int]int // enabled units; 100 more than consumed where not said
	skus     func(*reconcile.SKU)
	count    int // users that the tenant counts; all where 0
	knows    *reconcile.Knowledge
	partial  bool
	catalog  *reconcile.Catalog
	rows     []reconcile.Row
	findings []reconcile.Finding
	options  reconcile.Options
}

func (s scene) tenant() *reconcile.Tenant {
	knows := reconcile.FullKnowledge()
	if s.knows != nil {
		knows = *s.knows
	}
	b := reconcile.NewTenantBuilder(knows, s.cat())
	b.SetOrganization("contoso", "Contoso", "US")
	b.SetUserCount(s.count, s.partial)
	consumed := map[int]int{}
	for k, a := range s.accounts {
		i := k
		if s.order != nil {
			i = s.order[k]
			a = s.accounts[i]
		}
		r := a.userRecord(i + 1)
		for _, l := range r.AssignedLicenses {
			for n := e1; n <= notOwned; n++ {
				if l.SKUID == sku(n) {
					consumed[n]++
				}
			}
		}
		b.AddUser(r)
	}
	for n := e1; n <= lastSKU; n++ {
		enabled, said := s.seats[n]
		if !said {
			enabled = consumed[n] + 100
		}
		k := smallSKU(n, enabled, consumed[n])
		if s.skus != nil {
			s.skus(&k)
		}
		b.AddSKU(k)
	}
	for g := 1; g <= 3; g++ {
		b.AddGroup(id(kindGroup, g), fmt.Sprintf("Group %d", g))
	}
	for i, name := range s.deleted {
		b.AddDeleted(reconcile.UserRecord{ID: id(kindUser, 900+i), UserPrincipalName: strings.ReplaceAll(id(kindUser, 900+i), "-", "") + upn(name)})
	}
	return b.Tenant()
}

func (a account) userRecord(n int) reconcile.UserRecord {
	r := a.record
	r.ID = id(kindUser, n)
	r.UserPrincipalName = upn(a.name)
	r.DisplayName = strings.ToUpper(a.name)
	r.UsageLocation = a.location
	if a.location == "" {
		r.UsageLocation = "US"
	}
	if a.location == "-" {
		r.UsageLocation = ""
	}
	off := map[int][]string{}
	for _, w := range a.ways {
		if w.held() {
			if was, ok := off[w.sku]; ok {
				off[w.sku] = slices.DeleteFunc(slices.Clone(was), func(p string) bool { return !slices.Contains(plans(w.off...), p) })
			} else {
				off[w.sku] = plans(w.off...)
			}
		}
		if w.group < 0 {
			continue
		}
		st := reconcile.StateRecord{SKUID: sku(w.sku), State: w.state, Error: w.err, DisabledPlans: plans(w.off...)}
		if w.group > 0 {
			st.AssignedByGroup = id(kindGroup, w.group)
		}
		r.States = append(r.States, st)
	}
	for _, n := range slices.Sorted(maps.Keys(off)) {
		r.AssignedLicenses = append(r.AssignedLicenses, reconcile.LicenseRecord{SKUID: sku(n), DisabledPlans: off[n]})
	}
	return r
}

func (s scene) cat() *reconcile.Catalog {
	if s.catalog != nil {
		return s.catalog
	}
	return smallCatalog()
}

func (s scene) input() plan.Input {
	t := s.tenant()
	return plan.Input{Sheets: reconcile.RowsOf(slices.Values(s.rows)), Findings: s.findings, Tenant: t, Catalog: s.cat(), Names: names.New(s.cat(), t), Options: s.options}
}

func (s scene) build(t rapid.TB) *reconcile.Plan {
	t.Helper()
	p, err := plan.Build(s.input())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// row writes a row of the long layout; the place is set by rows.
func row(user, license string) reconcile.Row {
	return reconcile.Row{User: upn(user), License: license}
}

// rows gives the rows places from row 2 on, as in a sheet with a header.
func rows(rs ...reconcile.Row) []reconcile.Row {
	for i := range rs {
		rs[i].At = at(i + 2)
	}
	return rs
}

func none(user string) reconcile.Row {
	return reconcile.Row{User: upn(user), Action: reconcile.ActionNone}
}

func act(user, license string, a reconcile.Action) reconcile.Row {
	return reconcile.Row{User: upn(user), License: license, Action: a}
}

// show writes changes in one line a user: "ann: +E5[-viva] -E3 @US".
func show(p *reconcile.Plan) string {
	var lines []string
	for i := range p.Changes {
		lines = append(lines, showChange(&p.Changes[i]))
	}
	return strings.Join(lines, "\n")
}

func showChange(c *reconcile.Change) string {
	name, _, _ := strings.Cut(c.User.UserPrincipalName, "@")
	parts := []string{name + ":"}
	for _, h := range c.Assign {
		parts = append(parts, "+"+showHolding(h.SKUID, h.DisabledPlans))
	}
	for _, u := range c.Update {
		parts = append(parts, "~"+showHolding(u.SKUID, u.DisabledPlans))
	}
	for _, h := range c.Unassign {
		parts = append(parts, "-"+showHolding(h.SKUID, nil))
	}
	if l := c.SetUsageLocation; l != nil {
		parts = append(parts, "@"+l.To)
	}
	if c.Split {
		parts = append(parts, "(split)")
	}
	return strings.Join(parts, " ")
}

func showHolding(skuID string, off []string) string {
	name := skuID
	for n, p := range productTable {
		if sku(n) == skuID {
			name = p.part
		}
	}
	if len(off) == 0 {
		return name
	}
	var names []string
	for _, o := range off {
		for n, p := range planNames {
			if planID(n) == o {
				names = append(names, p[0])
			}
		}
	}
	slices.Sort(names)
	return name + "[-" + strings.Join(names, ",") + "]"
}

// find gives the findings with a code.
func find(p *reconcile.Plan, code reconcile.Code) []reconcile.Finding {
	return slices.DeleteFunc(slices.Clone(p.Findings), func(f reconcile.Finding) bool { return f.Code != code })
}
