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
}

// userKey is what tells users apart: the id, or the name where there is none.
func userKey(u *User) string {
	switch {
	case u.ID == "":
		return foldUser(u.UserPrincipalName)
	case plainLower(u.ID):
		return u.ID
	default:
		return strings.ToLower(u.ID)
	}
}

// expect makes room for n users.
func (t *userTable) expect(n int) {
	if want := 1 << mathbits.Len(uint(2*max(n, 8))); want > len(t.slots) {
		t.grow(want)
	}
}

// add gives the index at which a user of users stands who has the key of u. If
// there is none, fresh is true, and u is taken to stand behind them.
func (t *userTable) add(u *User, users []User) (at int, fresh bool) {
	t.expect(t.used + 1)
	key := userKey(u)
	tag := maphash.String(t.seed, key) >> 32
	mask := uint64(len(t.slots) - 1)
	for i := tag & mask; ; i = (i + 1) & mask {
		slot := t.slots[i]
		if slot == 0 {
			t.slots[i] = tag<<32 | uint64(len(users)+1)
			t.used++
			return len(users), true
		}
		if at = int(uint32(slot)) - 1; slot>>32 == tag && userKey(&users[at]) == key {
			return at, false
		}
	}
}

// grow makes the table larger.
func (t *userTable) grow(size int) {
	if t.slots == nil {
		t.seed = maphash.MakeSeed()
	}
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
