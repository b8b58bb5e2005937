package plan

import (
	"iter"

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
	licenses, err := settleOptions(&in)
	if err != nil {
		return nil, err
	}
	n := notes{strict: in.Options.Strict}
	sheets := inOrder(in.Sheets)
	e := settleEntries(sheets, in.Names, licenses)
	ps := gather(sheets, e, in.Findings, in.Tenant, &n)
	if err := n.tooMany(); err != nil {
		return nil, err
	}
	out := &Understanding{Rows: e.understood(in.Sheets), People: ps.withLines(), Licenses: len(e.named)}
	if len(in.Tenant.Users) > 0 {
		identify(ps, in.Options.Scope)
	}
	wishesOf(ps, e, licenses, &in.Options)
	if len(in.Tenant.SKUs) == 0 {
		n.leaveNamesakesOpen()
	}
	out.Findings = n.sorted(&in.Options)
	return out, n.tooMany()
}

// leaveNamesakesOpen makes warnings of names that stand for several licences:
// of a tenant that owns one of them, the name means that one.
func (n *notes) leaveNamesakesOpen() {
	for i := range n.all {
		if f := &n.all[i]; f.Code == reconcile.CodeAmbiguousLicense {
			f.Severity = reconcile.Warning
			f.Hint = reconcile.Say("The licences of the tenant decide which one is meant: name the tenant too (--current, --sandbox or a sign-in), or write the part number.")
		}
	}
}

// understood yields the rows of sheets as they are understood.
func (e *entries) understood(sheets []*reconcile.Rows) iter.Seq[Understood] {
	return func(yield func(Understood) bool) {
		for _, s := range sheets {
			for row := range s.All() {
				if !yield(e.understand(&row)) {
					return
				}
			}
		}
	}
}

// understand settles one row for show; what is found once more is thrown away.
func (e *entries) understand(row *reconcile.Row) Understood {
	u := Understood{At: row.At, User: row.User, License: row.License, Action: row.Action, UsageLocation: row.UsageLocation}
	if code, ok := reconcile.ParseLocation(row.UsageLocation); ok {
		u.UsageLocation = code
	}
	found := e.names.License(row.License)
	if row.Action == reconcile.ActionNone || len(found) != 1 {
		return u
	}
	u.SKUID, u.PartNumber = found[0].SKUID, found[0].PartNumber
	rule := e.apps(&entry{}, row, e.licenses.number(found[0]))
	switch {
	case rule == nil:
	case rule.kind == appsOnly:
		u.EnabledApps = e.planNames(rule.on)
	case rule.kind == appsAllBut:
		u.DisabledApps = e.planNames(rule.off)
	default:
		u.EnabledApps, u.DisabledApps = e.planNames(rule.on), e.planNames(rule.off)
	}
	return u
}

// planNames gives the names of plans; the empty list is not nil.
func (e *entries) planNames(ids []string) []string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = e.names.Plan(id).Name
	}
	return names
}
