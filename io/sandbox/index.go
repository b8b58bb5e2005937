package sandbox

import (
	"hash/maphash"
	"strings"
)

// index finds accounts by a name, whatever its case. It holds positions and no
// names, for which it asks: a map of a million names takes several times the room.
type index struct {
	seed maphash.Seed
	// slots hold a part of the name's hash and the position, one more than it is;
	// 0 is empty. Their number is a power of two.
	slots []uint64
	used  int
	// name gives the name of the account at a position; false for one that is
	// deleted, which nobody finds any more.
	name func(at int32) (string, bool)
}

func newIndex(name func(int32) (string, bool)) *index {
	return &index{seed: maphash.MakeSeed(), slots: make([]uint64, 16), name: name}
}

// find gives the position of the account with a name, or -1.
func (x *index) find(name string) int {
	name = strings.ToLower(name)
	slot := x.slot(name, uint32(maphash.String(x.seed, name)))
	return int(uint32(x.slots[slot])) - 1
}

// put makes a position the one that is found by a name; it reports whether
// another one was.
func (x *index) put(name string, at int32) (twice bool) {
	if x.used++; 4*x.used > 3*len(x.slots) {
		x.grow()
	}
	name = strings.ToLower(name)
	tag := uint32(maphash.String(x.seed, name))
	slot := x.slot(name, tag)
	twice = x.slots[slot] != 0
	x.slots[slot] = uint64(tag)<<32 | uint64(at+1)
	return twice
}

// slot gives where a name stands, or would.
func (x *index) slot(name string, tag uint32) int {
	mask := len(x.slots) - 1
	i := int(tag) & mask
	for ; x.slots[i] != 0; i = (i + 1) & mask {
		if uint32(x.slots[i]>>32) == tag {
			if known, there := x.name(int32(uint32(x.slots[i])) - 1); there && strings.ToLower(known) == name {
				break
			}
		}
	}
	return i
}

func (x *index) grow() {
	old := x.slots
	x.slots = make([]uint64, 2*len(old))
	mask := len(x.slots) - 1
	for _, s := range old {
		if s == 0 {
			continue
		}
		i := int(s>>32) & mask
		for x.slots[i] != 0 {
			i = (i + 1) & mask
		}
		x.slots[i] = s
	}
}
