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
	// Licenses has a line for each licence that the user has or that a row
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
	b, err := begin(in)
	if err != nil {
		return nil, err
	}
	plan := b.finish()
	e := &Explanation{User: reconcile.UserRef{UserPrincipalName: user}}
	who, number := b.called(user)
	if who == nil {
		return e, nil
	}
	for _, s := range b.rules.wishes[who.wishes].statements {
		e.Rows = append(e.Rows, b.people.place(who, s.at))
	}
	e.Rows = slices.Compact(e.Rows)
	name := b.people.nameOf(who)
	e.Findings = append(e.Findings, b.seats.short[number]...)
	for _, f := range plan.Findings {
		if f.User == name {
			e.Findings = append(e.Findings, f)
		}
	}
	if who.user < 0 {
		return e, nil
	}
	u := b.people.user(who.user)
	e.Known = true
	e.User = reconcile.UserRef{ID: u.ID, UserPrincipalName: u.UserPrincipalName, DisplayName: u.DisplayName}
	e.Licenses = b.decisions(who, u)
	if i := slices.IndexFunc(plan.Changes, func(c reconcile.Change) bool { return c.User == e.User }); i >= 0 {
		e.Change = &plan.Changes[i]
	}
	return e, nil
}

// called gives the person whom a name means, with their number: one of the plan, or
// else a user of the tenant whom it does not concern; nil when there is neither. Of
// several it is the one whom the sheet names first.
func (b *built) called(name string) (*person, int32) {
	key := reconcile.FoldUser(name)
	is := func(u *reconcile.User) bool {
		return key == reconcile.FoldUser(u.UserPrincipalName) || key == reconcile.FoldUser(u.ID) || u.Mail != "" && key == reconcile.FoldUser(u.Mail)
	}
	ps, called := b.people, int32(-1)
	for i := range ps.all {
		who := &ps.all[i]
		named := who.name != ""
		meant := named && who.key() == key || who.user >= 0 && is(ps.user(who.user))
		if meant && (called < 0 || named && who.first.Compare(ps.all[called].first) < 0) {
			called = int32(i)
		}
	}
	if called >= 0 {
		return &ps.all[called], called
	}
	for u := range ps.tenant.Users {
		if is(&ps.tenant.Users[u]) {
			return &person{user: int32(u)}, -1
		}
	}
	return nil, -1
}

// decisions gives what was decided on the licences of a person, by name.
func (b *built) decisions(who *person, u *reconcile.User) []Decision {
	var out []Decision
	for _, d := range b.rules.outcome(who.wishes, u).decisions {
		s := &b.licenses.skus[d.sku]
		out = append(out, Decision{License: reconcile.Candidate{SKUID: s.ID, PartNumber: s.PartNumber, Name: s.Name, Owned: s.Owned},
			Decision: d.text, At: b.people.place(who, d.at)})
	}
	slices.SortFunc(out, func(a, b Decision) int {
		return strings.Compare(a.License.Name+a.License.SKUID, b.License.Name+b.License.SKUID)
	})
	return out
}
