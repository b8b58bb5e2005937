package plan

import (
	"slices"

	"licet/reconcile"
	"licet/reconcile/names"
)

// Input is what a plan is made from.
type Input struct {
	// Sheets are the rows of all sheets; one that is nil says nothing.
	Sheets []*reconcile.Rows
	// Findings are what the sheets' readers found; errors about a user leave
	// that user out.
	Findings []reconcile.Finding
	Tenant   *reconcile.Tenant
	Catalog  *reconcile.Catalog
	// Names are those of Catalog and Tenant.
	Names   *names.Names
	Options reconcile.Options
	// Prices are what licences cost; nil when nobody asked for costs.
	Prices []reconcile.Price
	// Agreed are the users whom Sheets and Tenant leave out (see Lists).
	Agreed Agreed
}

// Build makes the plan that brings the tenant in line with the rows. What the
// reader can fix comes as findings of the plan; the error is for options that
// make no sense (an unknown licence in Manage, say).
//
// A user with an error has no change at all: what is refused is refused whole.
func Build(in Input) (*reconcile.Plan, error) {
	b, err := begin(in)
	if err != nil {
		return nil, err
	}
	return b.finish(), nil
}

// built is a plan before it is written: what its stages gave.
type built struct {
	in       Input
	notes    notes
	licenses *licenses
	people   *people
	rules    *rules
	seats    *seats
	removals reconcile.Removals
	left     reconcile.LeftAlone
}

// begin goes through all stages. Users, licences and entries are small integers in
// them; the plan that finish writes speaks names.
func begin(in Input) (*built, error) {
	licenses, err := settleOptions(&in)
	if err != nil {
		return nil, err
	}
	b := &built{in: in, notes: notes{strict: in.Options.Strict}, licenses: licenses}
	o, n := &b.in.Options, &b.notes
	checkTenant(in.Tenant, n)
	sheets := inOrder(in.Sheets)
	entries := settleEntries(sheets, in.Names, licenses)
	b.people = gather(sheets, entries, in.Findings, in.Tenant, n)
	if err := n.tooMany(); err != nil {
		return nil, err
	}
	identify(b.people, o.Scope)
	checkInputs(b.people, entries, &b.in, n)
	wishes := wishesOf(b.people, entries, licenses, o)
	if err := n.tooMany(); err != nil {
		return nil, err
	}
	b.rules = newRules(in.Tenant, in.Catalog, licenses, wishes, o)
	drafts := decide(b.people, b.rules, n)
	b.seats = allot(drafts, b.people, licenses, o, n)
	holdings := holdingsInScope(b.people, b.rules, &in.Agreed)
	b.removals = limit(b.seats.drafts, holdings.direct, b.rules, n)
	b.left = noteLeftAlone(holdings.leftAlone, licenses, n)
	noteUnjudged(in.Tenant.Knows, n)
	return b, n.tooMany()
}

// inOrder gives the sheets that say something, in the order of their places.
func inOrder(sheets []*reconcile.Rows) []*reconcile.Rows {
	sheets = slices.DeleteFunc(slices.Clone(sheets), func(s *reconcile.Rows) bool { return s == nil })
	slices.SortStableFunc(sheets, func(a, b *reconcile.Rows) int { return a.At.Compare(b.At) })
	return sheets
}
