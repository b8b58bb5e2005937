package reconcile

import (
	"slices"
	"sync"
	"sync/atomic"
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

// matches are, for each person, the users of the best rank that a name may mean.
type matches struct {
	user []int32 // -1 for none
	rank []uint8
	more map[int32][]int32 // further users of that rank
}

func (m *matches) add(who int32, rank uint8, user int32) {
	switch {
	case m.user[who] < 0 || rank < m.rank[who]:
		m.user[who], m.rank[who] = user, rank
		delete(m.more, who)
	case rank == m.rank[who] && user != m.user[who]:
		m.more[who] = append(m.more[who], user)
	}
}

// Ranks of the names of a user: a name that is somebody's user principal name
// means that user, whoever else has it for a mail address.
const (
	rankPrincipal = iota
	rankID
	rankMail
)

// match is a user whom a name of a person may mean.
type match struct {
	who, user int32
	rank      uint8
}

// matchRun is how many users are looked up in one go.
const matchRun = 1 << 14

// matchUsers looks up the names of all users, many users side by side.
func (p *planner) matchUsers() *matches {
	m := &matches{user: make([]int32, len(p.people)), rank: make([]uint8, len(p.people)), more: map[int32][]int32{}}
	for i := range m.user {
		m.user[i] = -1
	}
	found := make([][]match, (len(p.tenant.Users)+matchRun-1)/matchRun)
	var next atomic.Int32
	var wait sync.WaitGroup
	for range min(workers(), len(found)) {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(found); i = int(next.Add(1)) - 1 {
				found[i] = p.matchesOf(i*matchRun, min((i+1)*matchRun, len(p.tenant.Users)))
			}
		})
	}
	wait.Wait()
	for _, run := range found {
		for _, x := range run {
			m.add(x.who, x.rank, x.user)
		}
	}
	return m
}

// matchesOf looks up the names of some users.
func (p *planner) matchesOf(from, to int) (found []match) {
	try := func(name string, rank uint8, user int) {
		if who, ok := p.byKey[foldUser(name)]; ok && name != "" {
			found = append(found, match{who, int32(user), rank})
		}
	}
	for ; from < to; from += touchRun {
		run := p.tenant.Users[from:min(from+touchRun, to)]
		if !p.touch(run) {
			continue
		}
		for i := range run {
			u := &run[i]
			try(u.UserPrincipalName, rankPrincipal, from+i)
			if p.namesIDs {
				try(u.ID, rankID, from+i)
			}
			if u.Mail != "" && u.Mail != u.UserPrincipalName {
				try(u.Mail, rankMail, from+i)
			}
		}
	}
	return found
}

// touchRun is how many users are touched at once: their names fit into the
// nearest cache.
const touchRun = 64

// touch looks at the ends of the names of some users, and reports whether there
// are any. The names of a large tenant lie anywhere in memory: looked at one
// after the other each is waited for, and all at once together.
func (p *planner) touch(users []User) (named bool) {
	ends := byte(0)
	for i := range users {
		u := &users[i]
		ends |= endsOf(u.UserPrincipalName)
		if p.namesIDs {
			ends |= endsOf(u.ID)
		}
		if len(u.Mail) != len(u.UserPrincipalName) {
			ends |= endsOf(u.Mail)
		}
	}
	return ends != 0
}

func endsOf(name string) byte {
	if name == "" {
		return 0
	}
	return name[0] | name[len(name)-1] | 1
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
	p.refuse(who, Finding{Code: CodeAmbiguousUser, At: p.sheets.place(who.first),
		Message: p.say("%s is the mail address of several users: %s.", who.name, p.in.Phrases.And(names)),
		Hint:    p.say("Write the user principal name of the one that is meant.")})
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
	if p.sheets.compare(from.first, into.first) < 0 {
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
		if before, ok := p.byKey[foldUser(f.User)]; ok {
			who := &p.people[moved[before]]
			f.User = p.personName(who)
			who.refused = who.refused || f.Severity == Error
		}
	}
}
