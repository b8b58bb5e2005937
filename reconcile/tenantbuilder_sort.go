package reconcile

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
	"sync"
)

// placed is where a user stands, with what of the id is compared first.
type placed struct {
	prefix uint64
	at     int32
}

// sortUsers sorts by id, then by name, and leaves alone what is equal. Users
// are large and come by the million, so their places are sorted, and each is
// moved once.
func sortUsers(users []User) {
	if slices.IsSortedFunc(users, func(x, y User) int { return compareUsers(&x, &y) }) {
		return
	}
	sorted := make([]placed, len(users))
	s := placeSorter{users}
	s.sort(sorted, make([]placed, len(users)), 0, workers())
	order := make([]int32, len(users))
	for i := range sorted {
		order[i] = sorted[i].at
	}
	reorder(users, order)
}

func compareUsers(x, y *User) int {
	if c := strings.Compare(x.ID, y.ID); c != 0 {
		return c
	}
	return strings.Compare(x.UserPrincipalName, y.UserPrincipalName)
}

// placeSorter sorts the places of users.
type placeSorter struct{ users []User }

// sort fills list with the places of users from first on, sorted. It works on so
// many cores, and needs as much room again.
func (s placeSorter) sort(list, room []placed, first, cores int) {
	const short = 1 << 13 // to share fewer costs more than it gives
	if cores < 2 || len(list) < short {
		s.fill(list, first)
		slices.SortFunc(list, s.compare)
		return
	}
	half := len(list) / 2
	var other sync.WaitGroup
	other.Go(func() { s.sort(room[:half], list[:half], first, cores/2) })
	s.sort(room[half:], list[half:], first+half, cores-cores/2)
	other.Wait()
	s.merge(list, room[:half], room[half:])
}

// fill notes where users stand.
func (s placeSorter) fill(list []placed, first int) {
	for i := range list {
		var begin [8]byte
		copy(begin[:], s.users[first+i].ID)
		list[i] = placed{binary.BigEndian.Uint64(begin[:]), int32(first + i)}
	}
}

func (s placeSorter) compare(x, y placed) int {
	if c := cmp.Compare(x.prefix, y.prefix); c != 0 {
		return c
	}
	return cmp.Or(compareUsers(&s.users[x.at], &s.users[y.at]), cmp.Compare(x.at, y.at))
}

// merge makes one sorted list of two.
func (s placeSorter) merge(into, x, y []placed) {
	for i := range into {
		if len(y) == 0 || len(x) > 0 && s.compare(x[0], y[0]) < 0 {
			into[i], x = x[0], x[1:]
		} else {
			into[i], y = y[0], y[1:]
		}
	}
}
