package plan

import (
	"slices"

	"licet/reconcile"
)

// identify finds people among the tenant's users, by user principal name, then by id,
// then by mail, and puts together those who turn out to be one user. Whoever is
// unknown, deleted or ambiguous is reported.
func identify(ps *people, scope reconcile.Scope) {
	more := ps.match()
	var unknown []int32
	for i := range ps.all {
		who := &ps.all[i]
		if users := more[int32(i)]; len(users) > 0 {
			ps.refuseAmbiguous(who, append(users, who.user))
		} else if who.user < 0 {
			unknown = append(unknown, int32(i))
		}
	}
	ps.anyKnown = len(unknown) < len(ps.all)
	ps.settleUnknown(unknown, scope)
	ps.nameFindings(ps.merge())
	ps.byName = nil
}

// Ranks of the names of a user: a name that is somebody's user principal name
// means that user, whoever else has it for a mail address.
const (
	rankPrincipal = iota
	rankID
	rankMail
)

// match gives people the users of the best rank that their names may mean, and further
// users of that rank by the numbers of people.
func (ps *people) match() (more map[int32][]int32) {
	more = map[int32][]int32{}
	ranks := make([]uint8, len(ps.all))
	try := func(name string, rank uint8, user int32) {
		i, ok := ps.byName[reconcile.FoldUser(name)]
		if !ok || name == "" {
			return
		}
		switch who := &ps.all[i]; {
		case who.user < 0 || rank < ranks[i]:
			who.user, ranks[i] = user, rank
			delete(more, i)
		case rank == ranks[i] && user != who.user:
			more[i] = append(more[i], user)
		}
	}
	for i := range ps.tenant.Users {
		u, user := &ps.tenant.Users[i], int32(i)
		try(u.UserPrincipalName, rankPrincipal, user)
		if ps.namesIDs {
			try(u.ID, rankID, user)
		}
		if u.Mail != u.UserPrincipalName {
			try(u.Mail, rankMail, user)
		}
	}
	return more
}

// refuseAmbiguous reports a mail address of several users. Each of them is
// left out: one of them is meant, and none may count as not named.
func (ps *people) refuseAmbiguous(who *person, users []int32) {
	names := make([]string, len(users))
	for i, u := range users {
		names[i] = ps.tenant.Users[u].UserPrincipalName
	}
	slices.Sort(names)
	who.user = -1
	ps.meant = append(ps.meant, users...)
	ps.report(who, problem{reconcile.Error, reconcile.CodeAmbiguousUser, spot{line: firstLine},
		reconcile.Say("%s is the mail address of several users: %s.", who.name, reconcile.AndOf(names)),
		reconcile.Say("Write the user principal name of the one that is meant.")})
}

// merge puts together names that are the same user (a user principal name in one
// row, the object id in another). It gives where each person went.
func (ps *people) merge() []int32 {
	moved := make([]int32, len(ps.all))
	ps.ofUser = slices.Repeat([]int32{-1}, len(ps.tenant.Users)+len(ps.unlisted))
	kept := ps.all[:0]
	for i, who := range ps.all {
		if who.user >= 0 && ps.ofUser[who.user] >= 0 {
			moved[i] = ps.ofUser[who.user]
			kept[moved[i]].merge(&who)
			continue
		}
		moved[i] = int32(len(kept))
		if who.user >= 0 {
			ps.ofUser[who.user] = moved[i]
		}
		kept = append(kept, who)
	}
	ps.all = kept
	for _, u := range ps.meant {
		ps.ofTenant(u).refused = true
	}
	return moved
}

func (who *person) merge(from *person) {
	who.lines = append(who.lines, from.lines...)
	who.refused = who.refused || from.refused
	if from.first.Compare(who.first) < 0 {
		who.first, who.name = from.first, from.name
	}
	who.priority.take(from.priority)
}

// nameFindings gives the users of the findings so far the names by which the
// plan calls them, and leaves out those with an error.
func (ps *people) nameFindings(moved []int32) {
	for i := range ps.notes.all {
		f := &ps.notes.all[i]
		if f.User == "" {
			continue
		}
		if before, ok := ps.byName[reconcile.FoldUser(f.User)]; ok {
			who := &ps.all[moved[before]]
			f.User = ps.nameOf(who)
			who.refused = who.refused || f.Severity == reconcile.Error
		}
	}
}
