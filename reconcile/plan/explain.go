package plan

import (
	"slices"
	"strings"

	"licet/reconcile"
)

// Explanation says why a plan does what it does to one user.
type Explanation struct {
	User reconcile.UserRef
	// Known is false when the tenant has no such user.
	Known bool
	// Rows are the places that name the user.
	Rows []reconcile.Place
	// Licenses has a line for each licence that the user holds or that a row
	// names, by name.
	Licenses []Decision
	// Findings are those about the user, those on seats and rings included
	// that leave the user out.
	Findings []reconcile.Finding
	// Change is what the plan does; nil when it does nothing.
	Change *reconcile.Change
}

// Decision is what was decided on one licence of one user.
type Decision struct {
	License reconcile.Candidate
	// Decision says what and why, e.g. "wanted and not held: assign".
	Decision reconcile.Sentence
	// At is the row that decided; the zero Place when none did.
	At reconcile.Place
}

// Explain makes the plan and says how it came to what it does to one user,
// named as in a sheet.
func Explain(in Input, user string) (*Explanation, error) {
	p, err := newPlanner(in)
	if err != nil {
		return nil, err
	}
	p.plan()
	plan := p.finish()
	e := &Explanation{User: reconcile.UserRef{UserPrincipalName: user}}
	i := p.called(user)
	if i < 0 {
		return e, nil
	}
	who := &p.people[i]
	for _, s := range who.rows {
		e.Rows = append(e.Rows, s.at)
	}
	e.Rows = slices.Compact(e.Rows)
	name := p.personName(who)
	e.Findings = append(e.Findings, p.short[i]...)
	for _, f := range plan.Findings {
		if f.User == name {
			e.Findings = append(e.Findings, f)
		}
	}
	if who.user < 0 {
		return e, nil
	}
	u := p.user(who.user)
	e.Known = true
	e.User = reconcile.UserRef{ID: u.ID, UserPrincipalName: u.UserPrincipalName, DisplayName: u.DisplayName}
	e.Licenses = p.decisions(i)
	for j := range plan.Changes {
		if plan.Changes[j].User == e.User {
			e.Change = &plan.Changes[j]
		}
	}
	return e, nil
}

// called gives the person whom a name means: one of the plan, or else a user of
// the tenant whom it does not concern, as a person without rows; -1 when there
// is neither.
func (p *planner) called(name string) int32 {
	key := reconcile.FoldUser(name)
	is := func(u *reconcile.User) bool {
		return key == reconcile.FoldUser(u.UserPrincipalName) || key == reconcile.FoldUser(u.ID) || u.Mail != "" && key == reconcile.FoldUser(u.Mail)
	}
	for i := range p.people {
		who := &p.people[i]
		if who.name != "" && who.key() == key || who.user >= 0 && is(p.user(who.user)) {
			return int32(i)
		}
	}
	for u := range p.tenant.Users {
		if is(&p.tenant.Users[u]) {
			return p.addPerson(int32(u))
		}
	}
	return -1
}

// decisions drafts one person's change once more and listens.
func (p *planner) decisions(who int32) []Decision {
	var out []Decision
	p.explain = func(sku int32, v verdict) {
		s := &p.skus[sku]
		out = append(out, Decision{License: reconcile.Candidate{SKUID: s.ID, PartNumber: s.PartNumber, Name: s.Name, Owned: s.Owned}, Decision: v.decision, At: v.at})
	}
	w := p.people[who].wishes
	if p.people[who].name == "" {
		w = p.unnamed()
	}
	p.draft(who, &w)
	p.explain = nil
	slices.SortFunc(out, func(a, b Decision) int {
		return strings.Compare(a.License.Name+a.License.SKUID, b.License.Name+b.License.SKUID)
	})
	return out
}
