package plan

import (
	"slices"

	"licet/reconcile"
)

// settleUsers finds the people among the tenant's users, by user principal
// name, then by id, then by mail, and puts together those who turn out to be
// one user.
func (p *planner) settleUsers() {
	m := p.matchUsers()
	for i := range p.people {
		switch more := m.more[int32(i)]; {
		case len(more) > 0:
			p.refuseAmbiguous(&p.people[i], append(more, m.user[i]))
		case m.user[i] >= 0:
			p.people[i].user, p.people[i].settled = m.user[i], true
		}
	}
	p.settleUnknown()
	moved := p.mergePeople()
	p.nameFindings(moved)
	p.byKey = nil
}

// refuseAmbiguous reports a mail address of several users. Each of them is
// left out: one of them is meant, and none may count as not named.
func (p *planner) refuseAmbiguous(who *person, users []int32) {
	names := make([]string, len(users))
	for i, u := range users {
		names[i] = p.tenant.Users[u].UserPrincipalName
		p.meant = append(p.meant, u)
	}
	slices.Sort(names)
	p.refuse(who, reconcile.Finding{Code: reconcile.CodeAmbiguousUser, At: who.first,
		Message: reconcile.Say("%s is the mail address of several users: %s.", who.name, reconcile.AndOf(names)),
		Hint:    reconcile.Say("Write the user principal name of the one that is meant.")})
	who.settled = true
}

// mergePeople puts together names that are the same user (a user principal
// name in one row, the object id in another). It gives where each person went.
func (p *planner) mergePeople() []int32 {
	moved := make([]int32, len(p.people))
	p.personOf = make([]int32, len(p.tenant.Users)+len(p.unlisted))
	for u := range p.personOf {
		p.personOf[u] = -1
	}
	kept := p.people[:0]
	for i := range p.people {
		who := p.people[i]
		if who.user >= 0 && p.personOf[who.user] >= 0 {
			moved[i] = p.personOf[who.user]
			p.merge(&kept[moved[i]], &who)
			continue
		}
		moved[i] = int32(len(kept))
		if who.user >= 0 {
			p.personOf[who.user] = moved[i]
		}
		kept = append(kept, who)
	}
	p.people = kept
	for _, u := range p.meant {
		p.people[p.addPerson(u)].refused = true
	}
	return moved
}

// addPerson gives the person that a user is, a new one without rows if no row
// names them.
func (p *planner) addPerson(user int32) int32 {
	if p.personOf[user] < 0 {
		p.personOf[user] = int32(len(p.people))
		p.people = append(p.people, person{user: user, settled: true})
	}
	return p.personOf[user]
}

func (p *planner) merge(into, from *person) {
	into.rows = append(into.rows, from.rows...)
	into.refused = into.refused || from.refused
	if from.first.Compare(into.first) < 0 {
		into.first, into.name = from.first, from.name
	}
	if from.ranked && (!into.ranked || from.priority < into.priority) {
		into.priority, into.ranked = from.priority, true
	}
	into.countries = append(into.countries, from.countries...)
}

// nameFindings gives the users of the findings so far the names by which the
// plan calls them, and leaves out those with an error.
func (p *planner) nameFindings(moved []int32) {
	for i := range p.found.all {
		f := &p.found.all[i]
		if f.User == "" {
			continue
		}
		if before, ok := p.byKey[reconcile.FoldUser(f.User)]; ok {
			who := &p.people[moved[before]]
			f.User = p.personName(who)
			who.refused = who.refused || f.Severity == reconcile.Error
		}
	}
}
