package reconcile

const (
	// mostExpected bounds the room that is made for users who were announced
	// and have not come yet.
	mostExpected = 1 << 20
	// assignmentRun is for how many assignments room is made at once.
	assignmentRun = 2048
)

// commonMemory is that of the program.
type commonMemory struct{}

func (commonMemory) Users(n int) []User { return make([]User, n) }

func (commonMemory) Slots(n int) []uint64 { return make([]uint64, n) }

// expect makes room for the users that the tenant counts, if all of them are
// going to come.
func (b *TenantBuilder) expect() {
	n := min(b.TenantOf.UserCount, mostExpected)
	if n <= 0 || b.TenantOf.Partial || len(b.TenantOf.Users) > 0 {
		return
	}
	b.TenantOf.Users = b.memory.Users(n)[:0]
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
