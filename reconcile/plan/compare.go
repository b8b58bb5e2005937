package plan

import (
	"iter"
	mathbits "math/bits"
	"slices"
	"sync"

	"licet/reconcile"
	"licet/reconcile/names"
)

// Of two lists of a million lines nearly all say what is so already. So they are compared
// first, as sets of bits, and only the others are planned for:
//
//	current: ann E3, ann Visio, bob E3          ann 011, bob 001
//	desired: bob E5, ann Visio, ann E3          ann 011, bob 100
//
// Ann is agreed and counted; Bob goes on to Build with all of his lines. The plan is the
// same, finding for finding, since being agreed is judged narrowly: whoever has a line
// that says more than "this licence", the same line twice, a licence that is not surely
// one, or a finding of the sheet's reader, is not agreed.
//
// A part is compared by itself, by one worker, in tables that fit into the cache;
// names are always compared, a hash is never trusted with somebody's licence.

// Agreed are users whom Input.Sheets and Input.Tenant leave out, since all that
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

// Lists are a list of what users have and one of what they are to have, with what a
// plan needs beside them.
type Lists struct {
	Current, Desired *reconcile.Rows
	// Names are those of the catalogue alone, which tell what Current means.
	Names   *names.Names
	Catalog *reconcile.Catalog
	Options reconcile.Options
}

// Input makes the input of a plan. It is the input that the rows of the two
// lists would make, but that users of whom both say the same are only counted.
// found are the warnings of TenantFromRows.
func (l *Lists) Input() (in Input, found []reconcile.Finding) {
	listed := newOffline(l.Current, l.Names, l.Catalog)
	licenses, _ := listed.tenant(nil)
	in = Input{Catalog: l.Catalog, Names: names.New(l.Catalog, licenses), Options: l.Options}
	left := [2]*reconcile.Rows{l.Current, l.Desired}
	if l.comparable() {
		left, in.Agreed = l.compare(in.Names)
	}
	l.Current, l.Desired = nil, nil
	in.Tenant, found = listed.tenant(left[current])
	in.Sheets = []*reconcile.Rows{left[desired]}
	return in, found
}

// comparable reports whether agreed users may be left out: then what the rows say
// is neither turned round (--mode remove) nor partly left alone (--manage, --ignore).
func (l *Lists) comparable() bool {
	o := &l.Options
	return o.Mode != reconcile.Remove && len(o.Manage) == 0 && len(o.Ignore) == 0 &&
		l.Current != nil && l.Desired != nil
}

// compare gives both lists without the users on whom they agree. Where they name
// more licences than can be compared, they agree on nobody.
func (l *Lists) compare(names *names.Names) (left [2]*reconcile.Rows, agreed Agreed) {
	m := comparison{lists: [2]*reconcile.Rows{l.Current, l.Desired}, noNone: l.Options.Mode == reconcile.Add}
	skus := skuBits{}
	var all [2]bool
	m.masks[current], all[current] = skus.masks(l.Current, l.Names)
	m.masks[desired], all[desired] = skus.masks(l.Desired, names)
	if !all[current] || !all[desired] {
		return m.lists, Agreed{}
	}
	m.numberDomains()
	for _, found := range m.compare() {
		agreed.Users += found.users
		agreed.Assignments += found.assignments
		m.named |= found.named
	}
	for id, bit := range skus {
		if m.named&bit != 0 {
			agreed.Licenses = append(agreed.Licenses, id)
		}
	}
	slices.Sort(agreed.Licenses)
	return [2]*reconcile.Rows{m.rows(current), m.rows(desired)}, agreed
}

// skuBits gives licences their bits.
type skuBits map[string]uint64

// masks gives each entry of a list its bits; 0 for one that is not plainly
// licences, or the word none.
func (b skuBits) masks(l *reconcile.Rows, names *names.Names) (masks []uint64, ok bool) {
	masks = make([]uint64, len(l.Entries))
	for i := range l.Entries {
		for k := range l.Entries[i].Rows {
			bit, ok := b.bit(&l.Entries[i].Rows[k], names)
			if !ok {
				return nil, false
			}
			if bit == 0 || masks[i]&bit != 0 || l.Entries[i].Flawed {
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
	more := row.EnabledApps != "" || row.DisabledApps != "" || len(row.AppsOn) > 0 || len(row.AppsOff) > 0 ||
		row.UsageLocation != "" || row.HasPriority
	switch {
	case more || row.Action != reconcile.ActionUnsaid && row.Action != reconcile.ActionNone:
		return 0, true
	case row.Action == reconcile.ActionNone:
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
	lists [2]*reconcile.Rows
	masks [2][]uint64
	// domains has the number of the domain of each entry.
	domains [2][]uint32
	// noNone is true when the word none is worth a note.
	noNone bool
	// left are the lines of each list about users who are not agreed, by part.
	left [2][reconcile.Parts]leftLines
	// named has the licences of all who are agreed.
	named uint64
}

// leftLines are lines with the names of their users one behind the other, which are
// copied while they are at hand.
type leftLines struct {
	lines []reconcile.Line
	names []byte
}

// numberDomains gives equal domains equal numbers; users without one have 0.
func (m *comparison) numberDomains() {
	known := map[string]uint32{"": 0}
	for list, l := range m.lists {
		m.domains[list] = make([]uint32, len(l.Entries))
		for i := range l.Entries {
			folded := reconcile.FoldUser(l.Entries[i].Domain)
			n, ok := known[folded]
			if !ok {
				n = uint32(len(known))
				known[folded] = n
			}
			m.domains[list][i] = n
		}
	}
}

// compare compares all parts on all processors, and gives what each of these found.
func (m *comparison) compare() (found []compared) {
	var lock sync.Mutex
	share(reconcile.Parts, func(mine iter.Seq[int]) {
		t := &matchTable{comparison: m}
		for part := range mine {
			t.compare(part)
		}
		lock.Lock()
		defer lock.Unlock()
		found = append(found, t.found)
	})
	return found
}

// rows gives the lines of a list about users who are not agreed.
func (m *comparison) rows(list int) *reconcile.Rows {
	l := m.lists[list]
	out := &reconcile.Rows{At: l.At, Entries: l.Entries}
	lines, names := 0, 0
	for i := range m.left[list] {
		lines += len(m.left[list][i].lines)
		names += len(m.left[list][i].names)
	}
	p := reconcile.Piece{Lines: make([]reconcile.Line, 0, lines), Names: make([]byte, 0, names)}
	for i := range m.left[list] {
		left := &m.left[list][i]
		p.Lines, p.Names = append(p.Lines, left.lines...), append(p.Names, left.names...)
		p.Ends[i] = reconcile.PieceEnd{Line: uint32(len(p.Lines)), Name: uint32(len(p.Names))}
		if n := len(left.lines); n > 0 {
			p.Span = max(p.Span, int(left.lines[n-1].Row))
		}
	}
	if len(p.Lines) > 0 {
		out.Pieces = append(out.Pieces, p)
	}
	return out
}

// compared is what the comparison of some parts gave.
type compared struct {
	users, assignments int
	named              uint64
}

// equalNames compares two names of one domain: nearly all are written alike. Where
// there is a domain, spaces in front of the @ count.
func equalNames(a, b []byte, domain uint32) bool {
	if reconcile.SameBytes(a, b) {
		return true
	}
	end := ""
	if domain > 0 {
		end = "@"
	}
	return reconcile.FoldUser(string(a)+end) == reconcile.FoldUser(string(b)+end)
}

// countLicenses counts the licences of what is said, without the word none.
func countLicenses(mask uint64) int { return mathbits.OnesCount64(mask &^ noneBit) }
