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
	if areSorted(users) {
		return
	}
	sorted := make([]placed, len(users))
	s := placeSorter{users}
	s.sort(sorted, make([]placed, len(users)), 0, Workers())
	order := make([]int32, len(users))
	for i := range sorted {
		order[i] = sorted[i].at
	}
	reorder(users, order)
}

func areSorted(users []User) bool {
	for i := 1; i < len(users); i++ {
		if compareUsers(&users[i-1], &users[i]) > 0 {
			return false
		}
	}
	return true
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
		s.distribute(list, room, 64)
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

// distribute sorts places whose prefixes are equal but for their lowest so many
// bits. It deals them out by the next byte, and what falls together by the byte
// behind it: ids are GUIDs, of which that leaves few together.
func (s placeSorter) distribute(list, room []placed, bits int) {
	const few = 32
	if len(list) < few || bits == 0 {
		slices.SortFunc(list, s.compare)
		return
	}
	bits -= 8
	var ends [256]int
	for i := range list {
		ends[byte(list[i].prefix>>bits)]++
	}
	begin := 0
	for i, n := range ends {
		ends[i] = begin
		begin += n
	}
	for i := range list {
		end := &ends[byte(list[i].prefix>>bits)]
		room[*end] = list[i]
		*end++
	}
	copy(list, room)
	begin = 0
	for _, end := range ends {
		if end > begin {
			s.distribute(list[begin:end], room[begin:end], bits)
		}
		begin = end
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
