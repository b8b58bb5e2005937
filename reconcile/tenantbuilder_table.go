package reconcile

import (
	"hash/maphash"
	mathbits "math/bits"
	"strings"
)

// userTable finds the users of a builder by their keys. It holds eight bytes a
// slot and no text: a map of a million ids takes three times the room, and two
// searches for each user who is new. The zero userTable is empty.
type userTable struct {
	seed maphash.Seed
	// slots are a power of two, at least half of them empty.
	slots []userSlot
	used  int
}

// userSlot is where one user stands: at is 1 + the index, 0 for an empty slot;
// tag is a part of the key's hash.
type userSlot struct{ tag, at uint32 }

// userKey is what tells users apart: the id, or the name where there is none.
func userKey(u *User) string {
	if u.ID == "" {
		return foldUser(u.UserPrincipalName)
	}
	return strings.ToLower(u.ID)
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
	tag := uint32(maphash.String(t.seed, key) >> 32)
	mask := uint32(len(t.slots) - 1)
	for i := tag & mask; ; i = (i + 1) & mask {
		s := &t.slots[i]
		switch {
		case s.at == 0:
			*s = userSlot{tag, uint32(len(users) + 1)}
			t.used++
			return len(users), true
		case s.tag == tag && userKey(&users[s.at-1]) == key:
			return int(s.at - 1), false
		}
	}
}

// grow makes the table larger.
func (t *userTable) grow(size int) {
	if t.slots == nil {
		t.seed = maphash.MakeSeed()
	}
	old, mask := t.slots, uint32(size-1)
	t.slots = make([]userSlot, size)
	for _, s := range old {
		if s.at == 0 {
			continue
		}
		i := s.tag & mask
		for t.slots[i].at != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = s
	}
}
