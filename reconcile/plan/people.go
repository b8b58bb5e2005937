package plan

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"licet/reconcile"
	"licet/reconcile/names"
)

// person is a user that the rows name, with all that they say.
type person struct {
	// name is how the sheet writes the user, at the first place that does; it
	// is empty for a user whom no row names (scope tenant).
	name string
	rows []said
	// wishes are what the rows want, once they are settled.
	wishes wishes
	// countries are the different usage locations that rows ask for.
	countries []country
	// first is the first place that names the user.
	first reconcile.Place
	// user is an index of the users (see planner.user); -1 when there is none.
	user     int32
	priority int
	ranked   bool
	// inRows: a row names the user, not only a finding of the sheet's reader.
	inRows bool
	// refused: something is wrong, and nothing of theirs is changed.
	refused bool
	// settled: who is meant has been found out, or reported.
	settled bool
}

// key is the name as names are compared.
func (who *person) key() string { return reconcile.FoldUser(who.name) }

// country is a usage location and the first row that asks for it.
type country struct {
	code string
	at   reconcile.Place
}

// said is a row whose licence is settled.
type said struct {
	at     reconcile.Place
	sku    int32 // -1 with ActionNone
	action reconcile.Action
	apps   *appsSaid
}

// user gives a user by number: those of the tenant, and after them people whom
// an offline source of assignments does not list.
func (p *planner) user(i int32) *reconcile.User {
	if n := int32(len(p.tenant.Users)); i >= n {
		return &p.unlisted[i-n]
	}
	return &p.tenant.Users[i]
}

// personName gives the name by which findings call a person.
func (p *planner) personName(who *person) string {
	if who.user >= 0 {
		u := p.user(who.user)
		if u.UserPrincipalName != "" {
			return u.UserPrincipalName
		}
		if who.name == "" {
			return u.ID
		}
	}
	return who.name
}

// gather reads the rows, settles their licences and puts together what belongs
// to one name. A user of whom the sheet's reader has an error is named by the
// sheet too, even if it could make no row of it.
func (p *planner) gather() {
	p.byKey = map[string]int32{}
	for _, f := range p.in.Findings {
		p.found.add(f)
		if f.User != "" && f.Severity == reconcile.Error {
			p.person(f.User, f.At)
		}
	}
	for row := range p.in.Rows {
		at := row.At
		p.take(&p.people[p.person(row.User, at)], &row, at)
	}
	p.hintUnknownLicenses()
}

// person gives the number of the person with a name, a new one if need be.
func (p *planner) person(name string, at reconcile.Place) int32 {
	key := reconcile.FoldUser(name)
	i, ok := p.byKey[key]
	if !ok {
		i = int32(len(p.people))
		p.byKey[key] = i
		p.people = append(p.people, person{name: strings.TrimSpace(name), user: -1, first: at})
		if !p.namesIDs {
			_, p.namesIDs = reconcile.ParseGUID(key)
		}
	}
	if who := &p.people[i]; at.Compare(who.first) < 0 {
		who.first, who.name = at, strings.TrimSpace(name)
	}
	return i
}

func (p *planner) take(who *person, row *reconcile.Row, at reconcile.Place) {
	who.inRows = true
	if row.HasPriority && (!who.ranked || row.Priority < who.priority) {
		who.priority, who.ranked = row.Priority, true
	}
	p.takeLocation(who, row, at)
	s := said{at: at, sku: -1, action: row.Action}
	if row.Action != reconcile.ActionNone {
		sku, ok := p.rowLicense(who, row)
		if !ok {
			return
		}
		s.sku = sku
		s.apps = p.rowApps(who, row, sku)
		if row.Action == reconcile.ActionUnsaid || row.Action == reconcile.ActionUnticked {
			p.managed.mentioned[sku] = true
		}
	}
	who.rows = append(who.rows, s)
}

func (p *planner) takeLocation(who *person, row *reconcile.Row, at reconcile.Place) {
	if strings.TrimSpace(row.UsageLocation) == "" {
		return
	}
	code, ok := reconcile.ParseLocation(row.UsageLocation)
	if !ok {
		p.refuse(who, reconcile.Finding{Code: reconcile.CodeBadLocation, At: row.At,
			Message: reconcile.Say("The usage location %q is no country code.", row.UsageLocation), Hint: locationHint(row.UsageLocation)})
		return
	}
	for i := range who.countries {
		if c := &who.countries[i]; c.code == code {
			if at.Compare(c.at) < 0 {
				c.at = at
			}
			return
		}
	}
	who.countries = append(who.countries, country{code, at})
}

// rowLicense settles what licence a row means, and reports a name that means
// none or several.
func (p *planner) rowLicense(who *person, row *reconcile.Row) (int32, bool) {
	if sku, ok := p.licenses.asked[row.License]; ok {
		return sku, true
	}
	if strings.TrimSpace(row.License) == "" {
		p.refuse(who, reconcile.Finding{Code: reconcile.CodeEmptyLicense, At: row.At, Message: reconcile.Say("The licence cell is empty, which may be a slip."),
			Hint: reconcile.Say("Name a licence; a user who is to have none gets the word none.")})
		return 0, false
	}
	found := p.in.Names.License(row.License)
	switch len(found) {
	case 1:
		sku := p.sku(found[0])
		p.licenses.asked[row.License] = sku
		return sku, true
	case 0:
		p.licenses.unknown[row.License] = append(p.licenses.unknown[row.License], len(p.found.all))
		p.refuse(who, reconcile.Finding{Code: reconcile.CodeUnknownLicense, At: row.At, Message: reconcile.Say("No licence is named %q.", row.License)})
	default:
		p.refuse(who, reconcile.Finding{Code: reconcile.CodeAmbiguousLicense, At: row.At,
			Message: reconcile.Say("%q stands for several licences: %s.", row.License, reconcile.AndOf(reconcile.ListCandidates(found))),
			Hint:    reconcile.Say("Write the part number or the GUID of the one that is meant.")})
	}
	return 0, false
}

// licenseTexts remembers what the texts of licence cells mean.
type licenseTexts struct {
	asked   map[string]int32
	unknown map[string][]int // texts that nobody knows: their findings
}

// hintUnknownLicenses says what may be meant by texts that nobody knows.
func (p *planner) hintUnknownLicenses() {
	for asked, text := range slices.Sorted(maps.Keys(p.licenses.unknown)) {
		hint := reconcile.Say("`licet skus` lists the licences of the tenant.")
		if asked < names.NearQuestions {
			if near := p.in.Names.Nearest(text); len(near) > 0 {
				hint = didYouMean(reconcile.ListCandidates(near))
			}
		}
		for _, i := range p.licenses.unknown[text] {
			p.found.all[i].Hint = hint
		}
	}
}

// sortSaid puts what rows say in the order of their places, whatever the order
// in which they were read.
func (p *planner) sortSaid(who *person) {
	slices.SortStableFunc(who.rows, func(a, b said) int {
		if c := a.at.Compare(b.at); c != 0 {
			return c
		}
		return cmp.Or(strings.Compare(p.skuID(a.sku), p.skuID(b.sku)), cmp.Compare(a.action, b.action))
	})
	slices.SortFunc(who.countries, func(a, b country) int { return a.at.Compare(b.at) })
}

func (p *planner) skuID(sku int32) string {
	if sku < 0 {
		return ""
	}
	return p.skus[sku].ID
}
