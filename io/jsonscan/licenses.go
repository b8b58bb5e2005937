package jsonscan

import (
	"bytes"
	"encoding/binary"
	"slices"

	"licet/reconcile"
)

// held takes what a user holds.
func (u *Users) held(r *reconcile.UserRecord) bool {
	start := u.at
	raw := u.through("}]")
	if known, ok := u.licenses[string(raw)]; ok {
		u.at += len(raw)
		r.AssignedLicenses = known
		return true
	}
	var list []reconcile.LicenseRecord
	ok := u.List(func() bool {
		var l reconcile.LicenseRecord
		ok := u.Object(LicenseNames(), func(number int) bool {
			if number == SKUID {
				return u.Word(&l.SKUID)
			}
			return u.Words(&l.DisabledPlans)
		})
		list = append(list, l)
		return ok
	})
	r.AssignedLicenses = list
	switch {
	case !ok || len(list) == 0:
	case u.at == start+len(raw):
		remember(u.licenses, string(raw), list)
	default:
		r.Lasting = false
	}
	return ok
}

// statesOf takes the ways in which a user has licences.
func (u *Users) statesOf(r *reconcile.UserRecord) bool {
	u.states, u.key = u.states[:0], u.key[:0]
	ok := u.List(func() bool {
		s, number, ok := u.state()
		u.states = append(u.states, s)
		u.key = binary.LittleEndian.AppendUint32(u.key, number)
		r.Lasting = r.Lasting && number != 0
		return ok
	})
	switch {
	case !ok || len(u.states) == 0:
	case r.Lasting:
		list, known := u.ways[string(u.key)]
		if !known {
			list = slices.Clone(u.states)
			remember(u.ways, string(u.key), list)
		}
		r.States = list
	default:
		r.States = slices.Clone(u.states)
	}
	return ok
}

// numbered is a state with a number of its own.
type numbered struct {
	reconcile.StateRecord
	number uint32
}

// state takes one way to a licence. Those that are written alike, but for the
// time of their latest change, have one number; 0 is for what is not remembered.
func (u *Users) state() (s reconcile.StateRecord, number uint32, ok bool) {
	start := u.at
	raw := u.through("}")
	key := withoutTime(raw)
	if known, ok := u.known[string(key)]; ok {
		u.at += len(raw)
		return known.StateRecord, known.number, true
	}
	ok = u.Object(StateNames(), func(member int) bool {
		switch member {
		case SKUID:
			return u.Word(&s.SKUID)
		case DisabledPlans:
			return u.Words(&s.DisabledPlans)
		case AssignedByGroup:
			return u.Word(&s.AssignedByGroup)
		case State:
			return u.Word(&s.State)
		case Error:
			return u.Word(&s.Error)
		default:
			return u.Passed()
		}
	})
	if ok && u.at == start+len(raw) {
		u.count++
		number = u.count
		remember(u.known, string(key), numbered{s, number})
	}
	return s, number, ok
}

// withoutTime gives what stands before the time of the latest change, which
// each user has another of, where that is the last member of a state; else the
// whole state. What stands before it means the same with any time: the quote
// behind the comma can only begin the name of a member, since no text goes on
// behind its closing quote.
func withoutTime(state []byte) []byte {
	const member, moment, end = `,"lastUpdatedDateTime":"`, len("2006-01-02T15:04:05Z"), `"}`
	n := len(state) - len(member) - moment - len(end)
	if n <= 0 {
		return state
	}
	head, text := state[:n], state[n+len(member):]
	if !bytes.HasPrefix(state[n:], []byte(member)) || plainRun(text) != moment || string(text[moment:]) != end {
		return state
	}
	return head
}
