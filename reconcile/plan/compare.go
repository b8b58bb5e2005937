package plan

import (
	mathbits "math/bits"
	"slices"
	"sync"
	"sync/atomic"

	"licet/reconcile"
	"licet/reconcile/names"
)

// Agreed are users whom Input.Rows and Input.Tenant leave out, since all that
// rows say of them is so already. They are counted and nothing else.
type Agreed struct {
	// Users is their number, Assignments that of their licences.
	Users, Assignments int
	// Licenses are the ids of the licences that their rows name.
	Licenses []string
}

// mostLicenses is how many different licences two lists may name; one bit more
// is for the word none.
const mostLicenses = 63

// noneBit is the bit of a line that says that the user has no licence.
const noneBit = 1 << mostLicenses

// Lists are a list of what users have and one of what they are to have, with
// what a plan needs beside them.
type Lists struct {
	Current, Desired *reconcile.List
	// Names are those of the catalogue alone, which tell what Current means.
	Names   *names.Names
	Catalog *reconcile.Catalog
	Options reconcile.Options
	Phrases reconcile.Phrases
}

// Input makes the input of a plan. It is the input that the rows of the two
// lists would make, but that users of whom both say the same are only counted.
// found are the warnings of TenantFromRows. ok is false where the lists do not
// lend themselves to it: then the general way, by rows, decides.
func (l *Lists) Input() (in Input, found []reconcile.Finding, ok bool) {
	if l.Current == nil || l.Desired == nil || !l.Options.Comparable() {
		return Input{}, nil, false
	}
	listed := l.offline()
	listed.takeAll(l.Current.Rest)
	in = Input{Catalog: l.Catalog, Names: names.New(l.Catalog, listed.tenant()), Options: l.Options, Phrases: l.Phrases}
	skus := skuBits{}
	m := comparison{lists: [2]*reconcile.List{l.Current, l.Desired}, noNone: l.Options.Mode == reconcile.Add}
	if m.masks[current], ok = skus.masks(l.Current, l.Names); !ok {
		return Input{}, nil, false
	}
	if m.masks[desired], ok = skus.masks(l.Desired, in.Names); !ok {
		return Input{}, nil, false
	}
	m.numberDomains()
	parts := m.all()
	in.Agreed = agreed(parts, skus)
	for i := range parts {
		in.Expected += len(parts[i].left[desired].Lines)
	}
	var both sync.WaitGroup
	both.Go(func() { in.Rows = l.Desired.Rows(left(parts, desired)) })
	have, lines := l.offline(), left(parts, current)
	have.expect(len(lines.Lines))
	have.takeAll(l.Current.Rows(lines))
	in.Tenant, found = have.tenant(), have.found
	both.Wait()
	return in, found, true
}

// offline starts a tenant that has the licences of the current list, whoever
// holds them.
func (l *Lists) offline() *offline {
	o := newOffline(l.Names, l.Catalog, l.Phrases)
	o.list(l.Current.Sayings)
	return o
}

// agreed adds up what is agreed in all parts.
func agreed(parts []compared, skus skuBits) Agreed {
	var a Agreed
	var named uint64
	for i := range parts {
		a.Users += parts[i].users
		a.Assignments += parts[i].assignments
		named |= parts[i].named
	}
	for id, bit := range skus {
		if named&bit != 0 {
			a.Licenses = append(a.Licenses, id)
		}
	}
	slices.Sort(a.Licenses)
	return a
}

// skuBits gives licences their bits.
type skuBits map[string]uint64

// masks gives each saying of a list its bits; 0 for one that is not plainly
// licences, or the word none.
func (b skuBits) masks(l *reconcile.List, names *names.Names) (masks []uint64, ok bool) {
	masks = make([]uint64, len(l.Sayings))
	for i := range l.Sayings {
		for _, row := range l.Sayings[i].Rows {
			bit, ok := b.bit(&row, names)
			if !ok {
				return nil, false
			}
			if bit == 0 || masks[i]&bit != 0 {
				masks[i] = 0
				break
			}
			masks[i] |= bit
		}
	}
	return masks, true
}

// bit gives the bit of a row that says nothing but a licence, or none; 0 for
// another. ok is false when there are no more bits.
func (b skuBits) bit(row *reconcile.Row, names *names.Names) (bit uint64, ok bool) {
	plain := reconcile.Row{At: row.At, License: row.License, Action: row.Action}
	if row.Action != reconcile.ActionUnsaid && row.Action != reconcile.ActionNone || !row.Equal(&plain) {
		return 0, true
	}
	if row.Action == reconcile.ActionNone {
		return noneBit, true
	}
	found := names.License(row.License)
	if len(found) != 1 {
		return 0, true
	}
	if bit, known := b[found[0].SKUID]; known {
		return bit, true
	}
	if len(b) == mostLicenses {
		return 0, false
	}
	bit = 1 << len(b)
	b[found[0].SKUID] = bit
	return bit, true
}

// The lists of a comparison.
const (
	current = iota
	desired
)

// comparison compares two lists.
type comparison struct {
	lists [2]*reconcile.List
	masks [2][]uint64
	// domains has the number of the domain of each saying, known those of the
	// folded domains, from 1 on.
	domains [2][]uint32
	known   map[string]uint32
	// noNone is true when the word none is worth a note.
	noNone bool
}

// numberDomains gives equal domains equal numbers.
func (m *comparison) numberDomains() {
	m.known = map[string]uint32{}
	for list, l := range m.lists {
		m.domains[list] = make([]uint32, len(l.Sayings))
		for i := range l.Sayings {
			folded := reconcile.FoldUser(l.Sayings[i].Domain)
			if m.known[folded] == 0 {
				m.known[folded] = uint32(len(m.known) + 1)
			}
			m.domains[list][i] = m.known[folded]
		}
	}
}

// compared is what the comparison of some parts gave.
type compared struct {
	users, assignments int
	named              uint64
	// left are the lines of each list about users who are not agreed.
	left [2]reconcile.LeftLines
}

// all compares all parts on all processors, and gives what each of these found.
func (m *comparison) all() []compared {
	parts := make([]compared, reconcile.Workers())
	var next atomic.Int32
	var wait sync.WaitGroup
	for w := range parts {
		wait.Go(func() {
			t := &matchTable{comparison: m}
			for i := int(next.Add(1)) - 1; i < reconcile.ListParts; i = int(next.Add(1)) - 1 {
				t.compare(i)
			}
			parts[w] = t.found
		})
	}
	wait.Wait()
	return parts
}

// countLicenses counts the licences of what is said, without the word none.
func countLicenses(mask uint64) int { return mathbits.OnesCount64(mask &^ noneBit) }
