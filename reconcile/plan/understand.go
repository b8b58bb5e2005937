package plan

import (
	"iter"
	"slices"

	"licet/reconcile"
)

// Understood is a row with its names settled, as check shows it.
type Understood struct {
	At   reconcile.Place
	User string
	// License is as written; SKUID and PartNumber are empty where it is unknown
	// or ambiguous, and with ActionNone.
	License, SKUID, PartNumber string
	Action                     reconcile.Action
	// EnabledApps and DisabledApps are plan names; nil where the row says
	// nothing of that kind.
	EnabledApps, DisabledApps []string
	UsageLocation             string
}

// Understanding is how sheets are understood.
type Understanding struct {
	// Rows are those of the input, which are read again for each walk: a long
	// sheet is not held for a reader who only wants to know what is wrong with it.
	Rows     iter.Seq[Understood]
	Findings []reconcile.Finding
	// People and Licenses count the different users and licences that are named.
	People, Licenses int
}

// Understand settles the names of rows without planning anything, and gives
// what it finds on the way, with the findings that came in. A tenant that knows
// no users (the zero Tenant) leaves users unjudged, and one that knows no
// licences leaves open which of several namesakes is meant.
func Understand(in Input) (*Understanding, error) {
	p, err := newPlanner(in)
	if err != nil {
		return nil, err
	}
	p.gather()
	out := Understanding{Rows: p.understood, People: p.peopleOfRows(), Licenses: p.licensesOfRows()}
	if len(in.Tenant.Users) > 0 {
		p.settleUsers()
	}
	p.settleWishes()
	if len(in.Tenant.SKUs) == 0 {
		p.leaveNamesakesOpen()
	}
	out.Findings = slices.Clone(p.settled()) // what is found once more for show is thrown away
	return &out, nil
}

// peopleOfRows counts the people whom rows name, before they are settled.
func (p *planner) peopleOfRows() (n int) {
	for i := range p.people {
		if p.people[i].inRows {
			n++
		}
	}
	return n
}

// licensesOfRows counts the licences that rows name.
func (p *planner) licensesOfRows() int {
	named := map[int32]bool{}
	for _, sku := range p.licenses.asked {
		named[sku] = true
	}
	return len(named)
}

// understood yields the rows as they are understood.
func (p *planner) understood(yield func(Understood) bool) {
	for row := range p.in.Rows {
		if !yield(p.understand(&row)) {
			return
		}
	}
}

// leaveNamesakesOpen makes warnings of names that stand for several licences:
// of a tenant that owns one of them, the name means that one.
func (p *planner) leaveNamesakesOpen() {
	for i := range p.found.all {
		if f := &p.found.all[i]; f.Code == reconcile.CodeAmbiguousLicense {
			f.Severity = reconcile.Warning
			f.Hint = reconcile.Say("The licences of the tenant decide which one is meant: name the tenant too (--current, --sandbox or a sign-in), or write the part number.")
		}
	}
}

// understand settles one row for show.
func (p *planner) understand(row *reconcile.Row) Understood {
	u := Understood{At: row.At, User: row.User, License: row.License, Action: row.Action, UsageLocation: row.UsageLocation}
	if code, ok := reconcile.ParseLocation(row.UsageLocation); ok {
		u.UsageLocation = code
	}
	found := p.in.Names.License(row.License)
	if row.Action == reconcile.ActionNone || len(found) != 1 {
		return u
	}
	u.SKUID, u.PartNumber = found[0].SKUID, found[0].PartNumber
	said := p.rowApps(&person{user: -1}, row, p.sku(found[0]))
	if said == nil {
		return u
	}
	switch said.rule {
	case appsOnly:
		u.EnabledApps = p.planNames(said.on)
	case appsAllBut:
		u.DisabledApps = p.planNames(said.off)
	case appsEach:
		u.EnabledApps, u.DisabledApps = p.planNames(said.on), p.planNames(said.off)
	}
	return u
}

// planNames gives the names of plans; the empty list is not nil.
func (p *planner) planNames(ids []string) []string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = p.in.Names.Plan(id).Name
	}
	return names
}
