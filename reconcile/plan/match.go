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
	// found is what came of all parts so far.
	found compared
}

// matched is a user of one or both lists.
type matched struct {
	name   []byte
	domain uint32
	tag    uint32
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
	for _, l := range t.lists {
		for i := range l.Others {
			if o := &l.Others[i]; o.Part == part {
				t.exclude(o)
			}
		}
	}
	for i := range t.users {
		u := &t.users[i]
		agreed := u.agreed()
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
	t.users, t.open, t.of = t.users[:0], t.open[:0], t.of[:0]
}

// take takes in what the lines of a piece say.
func (t *matchTable) take(list int, p *reconcile.Piece, part int) {
	masks, domains := t.masks[list], t.domains[list]
	lines, names := p.Part(part)
	for _, x := range lines {
		i := t.find(names[:x.Length:x.Length], domains[x.Saying], x.Tag)
		names = names[x.Length:]
		u := &t.users[i]
		mask := masks[x.Saying]
		if mask == 0 || list == desired && (u.mask[list]&mask != 0 || t.noNone && mask == noneBit) {
			u.other = true // among others what is said twice, or in vain: it is worth a note
		}
		u.mask[list] |= mask
		u.in[list] = true
		t.of = append(t.of, i)
	}
}

// find gives the number of a user, a new one if need be.
func (t *matchTable) find(name []byte, domain, tag uint32) uint32 {
	last := uint32(len(t.slots) - 1)
	for at := tag & last; ; at = (at + 1) & last {
		i := t.slots[at]
		if i == 0 {
			t.users = append(t.users, matched{name: name, domain: domain, tag: tag})
			t.slots[at] = uint32(len(t.users))
			return uint32(len(t.users) - 1)
		}
		if u := &t.users[i-1]; u.tag == tag && u.domain == domain && equalNames(u.name, name) {
			return i - 1
		}
	}
}

// exclude sees to it that a user is not agreed, if a line names them.
func (t *matchTable) exclude(o *reconcile.Other) {
	last := uint32(len(t.slots) - 1)
	for at := o.Tag & last; t.slots[at] != 0; at = (at + 1) & last {
		if u := &t.users[t.slots[at]-1]; u.tag == o.Tag && u.domain == t.known[o.Domain] && equalNames(u.name, o.Name) {
			u.other = true
			return
		}
	}
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
		for i := range l.Pieces {
			p := &l.Pieces[i]
			lines, names := p.Part(part)
			for k := range lines {
				x := &lines[k]
				if t.open[of[k]] {
					t.found.left[list].Add(p.Row+x.Row, x.Saying, names[:x.Length])
				}
				names = names[x.Length:]
			}
			of = of[len(lines):]
		}
	}
}
