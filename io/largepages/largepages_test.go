package largepages_test

import (
	"testing"

	"licet/io/largepages"
)

// Room is empty and as large as asked, whether it is a few bytes or many large pages:
// what stood in it before would be somebody else's licences.
func TestRoomIsEmptyAndAsLargeAsAsked(t *testing.T) {
	type entry struct {
		name  string
		count [3]uint64
	}
	for _, n := range []int{0, 1, 1000, 60_000, 1_000_003} {
		room := largepages.Room[entry](n)
		if len(room) != n {
			t.Fatalf("room for %d, asked for %d", len(room), n)
		}
		for i := range room {
			if room[i] != (entry{}) {
				t.Fatalf("entry %d of %d is %v", i, n, room[i])
			}
			room[i] = entry{"x", [3]uint64{1, 2, 3}}
		}
	}
	var m largepages.ForTenants
	if users, slots := m.Users(50_001), m.Slots(1<<19); len(users) != 50_001 || len(slots) != 1<<19 {
		t.Fatalf("%d users, %d slots", len(users), len(slots))
	}
}
