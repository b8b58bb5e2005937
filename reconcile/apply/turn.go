package apply

import "licet/reconcile"

// turn is what the way back from a change depends on, but for the user and the rows.
// A plan that was read has one list for all changes that say the same, and so has
// the way back.
type turn struct {
	assign, unassign, before same[reconcile.Holding]
	update                   same[reconcile.Update]
	releases, takes          same[string]
	location                 *reconcile.Location
}

// same tells lists apart by where they stand.
type same[T any] struct {
	first *T
	n     int
}

func sameAs[T any](list []T) same[T] {
	if len(list) == 0 {
		return same[T]{}
	}
	return same[T]{&list[0], len(list)}
}

// mostTurned bounds how many ways back are remembered: where all are different, that
// costs and gains nothing.
const mostTurned = 1 << 16

// turnRound gives the way back from what was done to a user.
func (u *undoing) turnRound(did *reconcile.Change) reconcile.Change {
	key := turn{
		assign: sameAs(did.Assign), unassign: sameAs(did.Unassign), before: sameAs(did.Before), update: sameAs(did.Update),
		releases: sameAs(did.Releases), takes: sameAs(did.Takes), location: did.SetUsageLocation,
	}
	known, ok := u.turned[key]
	if !ok {
		back := did.Inverse()
		if len(u.turned) == mostTurned {
			return back
		}
		known = &back
		u.turned[key] = known
	}
	back := *known
	back.User, back.Sources = did.User, did.Sources
	return back
}
