package audit

import (
	"cmp"
	"slices"

	"licet/reconcile"
)

// Day is the seconds of a day.
const Day = 24 * 60 * 60

// Options say when and how an audit is made.
type Options struct {
	// Now is the time of the audit in Unix seconds.
	Now int64
	// InactiveDays is for how long a user must not have signed in to count as
	// inactive; 0 means 90.
	InactiveDays int
	// RenewalDays is how far ahead renewals are looked for; 0 means 90.
	RenewalDays int
	// Prices are what licences cost; nil when nobody asked for costs.
	Prices []reconcile.Price
}

const defaultDays = 90

// Audit is what was found. It stands without the tenant.
type Audit struct {
	// Licenses are those of the tenant, by name.
	Licenses []License
	// Findings are grouped by kind in the order of Kinds, then by user and
	// licence.
	Findings []Finding
	// Kinds counts the findings of each kind that there is.
	Kinds []KindSum
	// Costs are the sums of Licenses, one a currency; empty without prices.
	Costs []Cost
	// Saves is what carrying out every finding that a sheet can fix would save,
	// each licence of a user counted once.
	Saves Savings
	// Unpriced counts the licences that no sum holds for want of a price.
	Unpriced int
	Summary  Summary
}

// Summary counts users and findings.
type Summary struct {
	// Users are all, Licensed those who hold a licence, Disabled and Guests those
	// of them who are so.
	Users, Licensed, Disabled, Guests int
	// Findings are all, Fixable those that a sheet can fix.
	Findings, Fixable int
}

// Finding is something that an auditor wants to know.
type Finding struct {
	reconcile.Finding
	// UserID is the object id, SKUID the licence; both may be empty.
	UserID, SKUID string
	// Fixable is true when removing the direct licence fixes it.
	Fixable bool
	// Saves is what fixing it would save by itself. Findings of other kinds may
	// save the same seat: only Audit.Saves adds them up.
	Saves Savings
}

// KindSum sums up the findings of one kind.
type KindSum struct {
	Kind     reconcile.Code
	Findings int
	// Fixable counts those that a sheet can fix.
	Fixable int
	// Saves is what fixing those of this kind, and no other, would save.
	Saves Savings
}

// Run audits a tenant. The catalogue compares suites.
func Run(t *reconcile.Tenant, c *reconcile.Catalog, o Options) *Audit {
	o.InactiveDays, o.RenewalDays = cmp.Or(o.InactiveDays, defaultDays), cmp.Or(o.RenewalDays, defaultDays)
	a := &auditor{tenant: t, options: o, apps: newSuites(t, c), out: &Audit{}}
	if o.Prices != nil {
		a.prices = reconcile.PriceList(o.Prices)
	}
	a.licenses()
	for i := range t.Users {
		a.user(&t.Users[i])
	}
	a.similarApps()
	a.renewals()
	a.unjudged()
	return a.finish()
}

// auditor carries the state of one Run.
type auditor struct {
	tenant  *reconcile.Tenant
	options Options
	apps    *suites
	// prices is nil when nobody asked for costs.
	prices map[string]reconcile.Price
	out    *Audit
}

func seats(n int) reconcile.Sentence { return reconcile.Count(n, "%d seat", "%d seats") }

func users(n int) reconcile.Sentence { return reconcile.Count(n, "%d user", "%d users") }

// reason is what is found, and why.
type reason struct {
	code          reconcile.Code
	severity      reconcile.Severity
	message, hint reconcile.Sentence
}

// find adds a finding about a user and a licence, either of which may be nil. It is
// to be completed at once.
func (a *auditor) find(u *reconcile.User, s *reconcile.SKU, r reason) *Finding {
	f := Finding{Finding: reconcile.Finding{Severity: r.severity, Code: r.code, Message: r.message, Hint: r.hint}}
	if u != nil {
		f.UserID, f.User = u.ID, userName(u)
	}
	if s != nil {
		f.SKUID = s.ID
	}
	a.out.Findings = append(a.out.Findings, f)
	return &a.out.Findings[len(a.out.Findings)-1]
}

func (a *auditor) finish() *Audit {
	rank := map[reconcile.Code]int{}
	for i, kind := range Kinds() {
		rank[kind] = i
	}
	slices.SortStableFunc(a.out.Findings, func(x, y Finding) int {
		if c := cmp.Or(cmp.Compare(rank[x.Code], rank[y.Code]), cmp.Compare(x.User, y.User)); c != 0 {
			return c
		}
		return cmp.Or(cmp.Compare(x.UserID, y.UserID), cmp.Compare(x.Message.String(), y.Message.String()))
	})
	a.sum()
	return a.out
}

// sum counts what was found, each seat once in each sum.
func (a *auditor) sum() {
	seen := map[[3]string]bool{}
	once := func(sum *Savings, of reconcile.Code, f *Finding) {
		key := [3]string{string(of), f.UserID + "\x00" + f.User, f.SKUID}
		if f.Saves.Seats > 0 && !seen[key] {
			seen[key] = true
			sum.add(f.Saves)
		}
	}
	for i := range a.out.Findings {
		f := &a.out.Findings[i]
		if n := len(a.out.Kinds); n == 0 || a.out.Kinds[n-1].Kind != f.Code {
			a.out.Kinds = append(a.out.Kinds, KindSum{Kind: f.Code})
		}
		k := &a.out.Kinds[len(a.out.Kinds)-1]
		k.Findings++
		a.out.Summary.Findings++
		if !f.Fixable {
			k.Saves.add(f.Saves)
			continue
		}
		k.Fixable++
		a.out.Summary.Fixable++
		once(&k.Saves, f.Code, f)
		once(&a.out.Saves, "", f)
	}
}
