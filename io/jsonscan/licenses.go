package jsonscan

import (
	"encoding/binary"

	"licet/reconcile"
)

// holding is a list of what users hold, by how it is written, and the ways in
// which the last of them had it: mostly the next one has it so too.
type holding struct {
	licenses []reconcile.LicenseRecord
	ways     *waysWritten
}

// waysWritten are the ways of a user, and how each is written, see withoutTime.
type waysWritten struct {
	states []reconcile.StateRecord
	texts  []string
}

// numbered is a way with a number of its own, and how it is written.
type numbered struct {
	reconcile.StateRecord
	number uint32
	text   string
}

// held takes what a user holds.
func (u *Users) held(r *reconcile.UserRecord) bool {
	start := u.at
	raw := u.through("}]")
	if known, ok := u.holdings[string(raw)]; ok {
		u.at += len(raw)
		u.holding = known
		r.AssignedLicenses = known.licenses
		return true
	}
	var list []reconcile.LicenseRecord
	ok := u.List(func() bool {
		var l reconcile.LicenseRecord
		ok := u.Object(LicenseMembers(), func(number int) bool {
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
		u.holding = &holding{licenses: list}
		remember(u.holdings, string(raw), u.holding)
	default:
		r.Lasting = false
	}
	return ok
}

// waysOf takes the ways in which a user has licences.
func (u *Users) waysOf(r *reconcile.UserRecord) bool {
	if u.holding != nil && u.sameWays(u.holding.ways) {
		r.States = u.holding.ways.states
		return true
	}
	u.states, u.key = u.states[:0], u.key[:0]
	ok := u.List(func() bool {
		s, ok := u.way()
		u.states = append(u.states, s)
		u.key = binary.LittleEndian.AppendUint32(u.key, s.number)
		r.Lasting = r.Lasting && s.number != 0
		return ok
	})
	switch {
	case !ok || len(u.states) == 0:
	case !r.Lasting:
		r.States = statesOf(u.states)
	default:
		ways, known := u.ways[string(u.key)]
		if !known {
			ways = written(u.states)
			remember(u.ways, string(u.key), ways)
		}
		r.States = ways.states
		if u.holding != nil {
			u.holding.ways = ways
		}
	}
	return ok
}

func statesOf(ways []numbered) []reconcile.StateRecord {
	states := make([]reconcile.StateRecord, len(ways))
	for i := range ways {
		states[i] = ways[i].StateRecord
	}
	return states
}

func written(ways []numbered) *waysWritten {
	w := &waysWritten{states: statesOf(ways), texts: make([]string, len(ways))}
	for i := range ways {
		w.texts[i] = ways[i].text
	}
	return w
}

// sameWays takes the ways of a user if they are written like those of w, but for
// the times of their latest changes; else it takes nothing.
func (u *Users) sameWays(w *waysWritten) bool {
	if w == nil {
		return false
	}
	rest, before := u.data[u.at:], byte('[')
	for _, text := range w.texts {
		n := 1 + len(text)
		if len(rest) <= n || rest[0] != before || string(rest[1:n]) != text {
			return false
		}
		rest, before = rest[n:], ','
		if text[len(text)-1] != '}' {
			n := timeLength(rest)
			if n == 0 {
				return false
			}
			rest = rest[n:]
		}
	}
	if len(rest) == 0 || rest[0] != ']' {
		return false
	}
	u.at = len(u.data) - len(rest) + 1
	return true
}

// way takes one way to a licence. Those that are written alike, but for the
// time of their latest change, have one number; 0 is for what is not remembered.
func (u *Users) way() (w numbered, ok bool) {
	start := u.at
	raw := u.through("}")
	text := withoutTime(raw)
	if known, ok := u.known[string(text)]; ok {
		u.at += len(raw)
		return known, true
	}
	ok = u.Object(StateMembers(), func(member int) bool {
		switch member {
		case SKUID:
			return u.Word(&w.SKUID)
		case DisabledPlans:
			return u.Words(&w.DisabledPlans)
		case AssignedByGroup:
			return u.Word(&w.AssignedByGroup)
		case State:
			return u.Word(&w.State)
		case Error:
			return u.Word(&w.Error)
		default:
			return u.Passed()
		}
	})
	if ok && u.at == start+len(raw) {
		u.count++
		w.number, w.text = u.count, string(text)
		remember(u.known, w.text, w)
	}
	return w, ok
}

// withoutTime gives what stands before the time of the latest change, which
// each user has another of, where that is the last member of a state; else the
// whole state. What stands before it means the same with any time: the quote
// behind the comma can only begin the name of a member, since no text goes on
// behind its closing quote.
func withoutTime(state []byte) []byte {
	n := len(state) - len(timeWritten)
	if n <= 0 || timeLength(state[n:]) == 0 {
		return state
	}
	return state[:n]
}

// timeWritten is the time of the latest change as the last member of a state.
const timeWritten = `,"lastUpdatedDateTime":"2006-01-02T15:04:05Z"}`

// timeLength gives how long the time of the latest change is that b begins with,
// with the brace that it ends with; 0 where it is written otherwise.
func timeLength(b []byte) int {
	const name, end = len(`,"lastUpdatedDateTime":"`), len(timeWritten) - len(`"}`)
	if len(b) < len(timeWritten) || string(b[:name]) != timeWritten[:name] || plainRun(b[name:end+1]) != end-name || string(b[end:len(timeWritten)]) != `"}` {
		return 0
	}
	return len(timeWritten)
}
