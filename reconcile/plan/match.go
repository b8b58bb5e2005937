package plan

import (
	mathbits "math/bits"

	"licet/reconcile"
)

// matchTable finds the users of one part by name. It is used again for the next
// part, so that it stays in the cache.
type matchTable struct {
	*comparison
	// slots has 1 + an index of users, 0 where it is empty; its length is a
	// power of two.
	slots []uint32
	users []matched
	// open has true for each user who is not agreed.
	open []bool
	// of has the user of each line, list by list and piece by piece.
	of []uint32
	// crowded is true when too many users have the same place in slots.
	crowded bool
	// found is what came of all parts so far.
	found compared
}

// mostSteps is how many slots are looked at for a user. Names that were made to have
// the same hash are not compared: the general way decides about all of the part.
const mostSteps = 256

// matched is a user of one or both lists.
type matched struct {
	name         []byte
	domain, hash uint32
	// other is true for a user who cannot be agreed.
	other bool
	// in says which of the lists name the user; mask is what they say.
	in   [2]bool
	mask [2]uint64
}

// compare compares one part.
func (t *matchTable) compare(part int) {
	t.reset(part)
	for list := range t.lists {
		for i := range t.lists[list].Pieces {
			t.take(list, &t.lists[list].Pieces[i], part)
		}
	}
	for i := range t.users {
		u := &t.users[i]
		agreed := u.agreed() && !t.crowded
		if agreed {
			t.found.users++
			t.found.assignments += countLicenses(u.mask[desired])
			t.found.named |= u.mask[desired] &^ noneBit
		}
		t.open = append(t.open, !agreed)
	}
	t.keep(part)
}

// reset empties the table and makes it large enough for a part.
func (t *matchTable) reset(part int) {
	lines := 0
	for _, l := range t.lists {
		for i := range l.Pieces {
			more, _ := l.Pieces[i].Part(part)
			lines += len(more)
		}
	}
	size := 1 << mathbits.Len(uint(lines)+8)
	if cap(t.slots) < size {
		t.slots = make([]uint32, size)
	}
	t.slots = t.slots[:size]
	clear(t.slots)
	t.users, t.open, t.of, t.crowded = t.users[:0], t.open[:0], t.of[:0], false
}

// take takes in what the lines of a piece say.
func (t *matchTable) take(list int, p *reconcile.Piece, part int) {
	masks, domains := t.masks[list], t.domains[list]
	lines, names := p.Part(part)
	for _, x := range lines {
		i := t.find(names[:x.Size:x.Size], domains[x.Entry], x.Hash)
		names = names[x.Size:]
		u := &t.users[i]
		mask := masks[x.Entry]
		if mask == 0 || list == desired && (u.mask[list]&mask != 0 || t.noNone && mask == noneBit) {
			u.other = true // among others what is said twice, or in vain: it is worth a note
		}
		u.mask[list] |= mask
		u.in[list] = true
		t.of = append(t.of, i)
	}
}

// find gives the number of a user, a new one if need be; anybody's where it is too
// crowded.
func (t *matchTable) find(name []byte, domain, hash uint32) uint32 {
	last := uint32(len(t.slots) - 1)
	at := hash & last
	for steps := 0; t.slots[at] != 0; at = (at + 1) & last {
		i := t.slots[at] - 1
		if steps++; steps > mostSteps {
			t.crowded = true
			return i
		}
		if u := &t.users[i]; u.hash == hash && u.domain == domain && equalNames(u.name, name, domain) {
			return i
		}
	}
	t.users = append(t.users, matched{name: name, domain: domain, hash: hash})
	t.slots[at] = uint32(len(t.users))
	return t.slots[at] - 1
}

// agreed reports whether the lists agree on a user. None beside a licence is a
// contradiction, which is told.
func (u *matched) agreed() bool {
	return !u.other && u.in[current] && u.in[desired] && u.mask[current] == u.mask[desired] &&
		(u.mask[current]&noneBit == 0 || u.mask[current] == noneBit)
}

// keep keeps the lines of those who are not agreed.
func (t *matchTable) keep(part int) {
	of := t.of
	for list, l := range t.lists {
		left := &t.left[list][part]
		for i := range l.Pieces {
			p := &l.Pieces[i]
			lines, names := p.Part(part)
			for k, x := range lines {
				if t.open[of[k]] {
					left.names = append(left.names, names[:x.Size]...)
					x.Row += uint32(p.First)
					left.lines = append(left.lines, x)
				}
				names = names[x.Size:]
			}
			of = of[len(lines):]
		}
	}
}
