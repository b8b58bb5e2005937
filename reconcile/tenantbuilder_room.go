package reconcile

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
)

const (
	// mostExpected bounds the room that is made for users who were announced
	// and have not come yet.
	mostExpected = 1 << 20
	// assignmentRun is for how many assignments room is made at once.
	assignmentRun = 2048
)

// expect makes room for the users that the tenant counts, if all of them are
// going to come.
func (b *TenantBuilder) expect() {
	n := min(b.tenant.UserCount, mostExpected)
	if n <= 0 || b.tenant.Partial || len(b.tenant.Users) > 0 {
		return
	}
	b.tenant.Users = make([]User, 0, n)
	b.users.expect(n)
}

// settle gives a lasting copy of a user's assignments. Those of many users
// stand one behind the other.
func (b *TenantBuilder) settle(as []Assignment) []Assignment {
	if len(as) == 0 {
		return nil
	}
	if len(b.room) < len(as) {
		b.room = make([]Assignment, max(len(as), assignmentRun))
	}
	kept := b.room[:len(as):len(as)]
	b.room = b.room[len(as):]
	copy(kept, as)
	return kept
}

// placed is where a user stands, with what of the id is compared first.
type placed struct {
	prefix uint64
	at     int32
}

// sortUsers sorts by id, then by name, and leaves alone what is equal. Users
// are large and come by the million, so their places are sorted and each is
// moved once.
func sortUsers(users []User) {
	if slices.IsSortedFunc(users, compareUsers) {
		return
	}
	order := make([]placed, len(users))
	for i := range users {
		var first [8]byte
		copy(first[:], users[i].ID)
		order[i] = placed{binary.BigEndian.Uint64(first[:]), int32(i)}
	}
	slices.SortFunc(order, func(x, y placed) int {
		if c := cmp.Compare(x.prefix, y.prefix); c != 0 {
			return c
		}
		return cmp.Or(compareUsers(users[x.at], users[y.at]), cmp.Compare(x.at, y.at))
	})
	reorder(users, order)
}

func compareUsers(x, y User) int {
	if c := strings.Compare(x.ID, y.ID); c != 0 {
		return c
	}
	return strings.Compare(x.UserPrincipalName, y.UserPrincipalName)
}

// reorder puts at i the user who stands at order[i], going round the cycles.
func reorder(users []User, order []placed) {
	for i := range order {
		if int(order[i].at) == i {
			continue
		}
		held, to := users[i], i
		for from := int(order[to].at); from != i; from = int(order[to].at) {
			users[to] = users[from]
			order[to].at = int32(to)
			to = from
		}
		users[to] = held
		order[to].at = int32(to)
	}
}
