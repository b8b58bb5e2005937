package plan

import (
	"sync"
	"sync/atomic"

	"licet/reconcile"
)

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
	for range min(reconcile.Workers(), len(found)) {
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
		if who, ok := p.byKey[reconcile.FoldUser(name)]; ok && name != "" {
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
func (p *planner) touch(users []reconcile.User) (named bool) {
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
