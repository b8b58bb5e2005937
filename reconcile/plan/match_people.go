package plan

import "licet/reconcile"

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

// matchUsers looks up the names of all users.
func (p *planner) matchUsers() *matches {
	m := &matches{user: make([]int32, len(p.people)), rank: make([]uint8, len(p.people)), more: map[int32][]int32{}}
	for i := range m.user {
		m.user[i] = -1
	}
	try := func(name string, rank uint8, user int) {
		if who, ok := p.byKey[reconcile.FoldUser(name)]; ok && name != "" {
			m.add(who, rank, int32(user))
		}
	}
	for i := range p.tenant.Users {
		u := &p.tenant.Users[i]
		try(u.UserPrincipalName, rankPrincipal, i)
		if p.namesIDs {
			try(u.ID, rankID, i)
		}
		if u.Mail != u.UserPrincipalName {
			try(u.Mail, rankMail, i)
		}
	}
	return m
}
