package reconcile

import (
	"hash/maphash"
	mathbits "math/bits"
	"strings"
)

// userTable finds the users of a builder by their keys. It holds eight bytes a
// slot and no text: a map of a million ids takes three times the room, and two
// searches for each user who is new.
type userTable struct {
	memory TenantMemory
	seed   maphash.Seed
	// slots are a power of two, at least half of them empty. One that is not has
	// 1 + the index of a user in its lower half, in its upper half a part of the
	// key's hash.
	slots []uint64
	used  int
	// touched is what touch saw. Without it nothing would be looked at.
	touched uint64
}

// UserTag is a part of the hash of a user's key, and a bit that is always set.
type UserTag uint64

const tagged = 1 << 32

// userKey is what tells users apart: the id, or the name where there is none.
func userKey(u *User) string {
	if u.ID == "" {
		return FoldUser(u.UserPrincipalName)
	}
	return lowerID(u.ID)
}

func lowerID(id string) string {
	if plainLower(id) {
		return id
	}
	return strings.ToLower(id)
}

// expect makes room for n users.
func (t *userTable) expect(n int) {
	if want := 1 << mathbits.Len(uint(2*max(n, 8))); want > len(t.slots) {
		t.grow(want)
	}
}

// add gives the index at which a user of users stands who has the key of u, and so
// its tag. If there is none, fresh is true, and u is taken to stand behind them.
func (t *userTable) add(tag UserTag, u *User, users []User) (at int, fresh bool) {
	t.expect(t.used + 1)
	last := uint64(len(t.slots) - 1)
	for i := uint64(tag) & last; ; i = (i + 1) & last {
		slot := t.slots[i]
		if slot == 0 {
			t.slots[i] = uint64(tag)<<32 | uint64(len(users)+1)
			t.used++
			return len(users), true
		}
		if at = int(uint32(slot)) - 1; slot>>32 == uint64(uint32(tag)) && userKey(&users[at]) == userKey(u) {
			return at, false
		}
	}
}

// tag gives the tag of a key.
func (t *userTable) tag(key string) UserTag {
	return tagged | UserTag(uint32(maphash.String(t.seed, key)))
}

// touch looks at the slots of a few records.
func (t *userTable) touch(rs []UserRecord) {
	if len(t.slots) == 0 {
		return
	}
	for i := range rs {
		t.touched |= t.slots[uint64(rs[i].Tag)&uint64(len(t.slots)-1)]
	}
}

// grow makes the table larger.
func (t *userTable) grow(size int) {
	old, mask := t.slots, uint64(size-1)
	t.slots = t.memory.Slots(size)
	for _, slot := range old {
		if slot == 0 {
			continue
		}
		i := slot >> 32 & mask
		for t.slots[i] != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = slot
	}
}
