package plan

import (
	"cmp"
	"strings"

	"licet/reconcile"
)

// person is a user that the rows name, with all that they say.
type person struct {
	// name is how the sheet writes the user, at the first place that does; it
	// is empty for a user whom no row names (scope tenant).
	name  string
	lines []line
	// wishes is an index of what wishesOf gives.
	wishes int32
	// first is the first place that names the user.
	first reconcile.Place
	// user is an index of the users (see people.user); -1 when there is none.
	user     int32
	priority priority
	// refused: something is wrong, and nothing of theirs is changed.
	refused bool
}

// line is a line of a sheet.
type line struct {
	// sheet is an index of people.sheets, entry one of entries.all.
	sheet, row, entry int32
}

func (l line) compare(o line) int {
	return cmp.Or(cmp.Compare(l.sheet, o.sheet), cmp.Compare(l.row, o.row))
}

// key is the name as names are compared.
func (who *person) key() string { return reconcile.FoldUser(who.name) }

// people are all whom the sheets name, and those of the tenant whom a plan concerns.
type people struct {
	all    []person
	tenant *reconcile.Tenant
	notes  *notes
	sheets []reconcile.Place // in their order
	// byName has the numbers of people by their folded names, until they are identified.
	byName map[string]int32
	// ofUser has the person that each user is, -1 for none, once they are identified.
	ofUser []int32
	// unlisted are people whom an offline source of assignments does not list.
	unlisted []reconcile.User
	// meant are users whom an ambiguous name may mean.
	meant []int32
	// namesIDs: some rows name users by their ids. anyKnown: the tenant knows someone.
	namesIDs, anyKnown bool
}

// gather puts together what belongs to one name. A user of whom the sheet's reader
// has an error is named by the sheet too, even if it could make no row of it.
func gather(sheets []*reconcile.Rows, e *entries, found []reconcile.Finding, t *reconcile.Tenant, n *notes) *people {
	lines := 0
	for _, s := range sheets {
		lines += s.Len()
	}
	ps := &people{tenant: t, notes: n, byName: make(map[string]int32, lines)}
	for _, f := range found {
		n.add(f)
		if f.User != "" && f.Severity == reconcile.Error {
			ps.named(f.User, f.At)
		}
	}
	number := make([]int32, len(sheets)) // equal for those of one place
	for i, s := range sheets {
		if i == 0 || s.At != sheets[i-1].At {
			ps.sheets = append(ps.sheets, s.At)
		}
		number[i] = int32(len(ps.sheets) - 1)
	}
	for part := range reconcile.Parts {
		for i, s := range sheets {
			for name, l := range s.Part(part) {
				ref := e.of[i][l.Entry]
				x := line{number[i], int32(l.Row), ref.entry}
				who := ps.named(name, ps.placeOf(x, e.all[x.entry].column))
				who.lines = append(who.lines, x)
				who.priority.take(ref.priority)
			}
		}
		if ps.strangers(); n.errors > mostErrors {
			break
		}
	}
	return ps
}

// strangers counts the errors of people whom the tenant cannot have: a user has three
// names at most, so that of more names some are nobody's. Only a sheet of another
// tenant has so many that it matters.
func (ps *people) strangers() {
	known := 3 * (len(ps.tenant.Users) + len(ps.tenant.Deleted))
	if !ps.tenant.Knows.Accounts || len(ps.all) <= known+mostErrors {
		return
	}
	who := &ps.all[0]
	ps.report(who, problem{reconcile.Error, reconcile.CodeNoKnownUsers, spot{line: firstLine},
		reconcile.Say("Most of the users of the sheet are not in the tenant."), reconcile.Say("Is this the right file, and the right tenant?")})
	ps.notes.errors += len(ps.all) - known
}

func (ps *people) placeOf(l line, column int32) reconcile.Place {
	at := ps.sheets[l.sheet]
	at.Row, at.Column = int(l.row), int(column)
	return at
}

// named gives the person with a name, a new one if need be.
func (ps *people) named(name string, at reconcile.Place) *person {
	key := reconcile.FoldUser(name)
	i, ok := ps.byName[key]
	if !ok {
		i = int32(len(ps.all))
		ps.byName[key] = i
		ps.all = append(ps.all, person{name: strings.TrimSpace(name), user: -1, first: at})
		if !ps.namesIDs {
			_, ps.namesIDs = reconcile.ParseGUID(key)
		}
	}
	who := &ps.all[i]
	if at.Compare(who.first) < 0 {
		who.first, who.name = at, strings.TrimSpace(name)
	}
	return who
}

// priority is who goes first when seats are short: lower before higher, none last.
type priority struct {
	number int
	given  bool
}

// take takes another priority if that is better.
func (p *priority) take(o priority) {
	if o.compare(*p) < 0 {
		*p = o
	}
}

func (p priority) compare(o priority) int {
	switch {
	case p.given == o.given:
		return cmp.Compare(p.number, o.number)
	case p.given:
		return -1
	default:
		return 1
	}
}

// withLines counts the people whom rows name.
func (ps *people) withLines() (n int) {
	for i := range ps.all {
		if len(ps.all[i].lines) > 0 {
			n++
		}
	}
	return n
}

// user gives a user by number: those of the tenant, and after them those unlisted.
func (ps *people) user(i int32) *reconcile.User {
	if n := int32(len(ps.tenant.Users)); i >= n {
		return &ps.unlisted[i-n]
	}
	return &ps.tenant.Users[i]
}

// ofTenant gives the person that a user is, a new one without lines if no row names
// them.
func (ps *people) ofTenant(user int32) *person {
	if ps.ofUser[user] < 0 {
		ps.ofUser[user] = int32(len(ps.all))
		ps.all = append(ps.all, person{user: user})
	}
	return &ps.all[ps.ofUser[user]]
}

// nameOf gives the name by which findings call a person.
func (ps *people) nameOf(who *person) string {
	if who.user >= 0 {
		u := ps.user(who.user)
		if u.UserPrincipalName != "" {
			return u.UserPrincipalName
		}
		if who.name == "" {
			return u.ID
		}
	}
	return who.name
}

// list names people with their rows, the first ten in full.
func (ps *people) list(people []int32) reconcile.Listing {
	const most = 10
	parts := make([]reconcile.Sentence, 0, most+1)
	for _, i := range people[:min(most, len(people))] {
		parts = append(parts, ps.withRow(&ps.all[i]))
	}
	if more := people[len(parts):]; len(more) > 0 {
		parts = append(parts, reconcile.Say("%d more, to %s", len(more), ps.withRow(&ps.all[more[len(more)-1]])))
	}
	return reconcile.ListOf(parts)
}

func (ps *people) withRow(who *person) reconcile.Sentence {
	if who.first.Row == 0 {
		return reconcile.Say("%s", ps.nameOf(who))
	}
	return reconcile.Say("%s (row %d)", ps.nameOf(who), who.first.Row)
}
