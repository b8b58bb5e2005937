package apply

import "licet/reconcile"

// A plan has a ledger of seats and its costs as they were to be. What a run really
// did, and what is so after it, is counted here, beside them.

// Standing is the ledger of one SKU after a run.
type Standing struct {
	// Seat is the ledger of the plan: Used is what was in use when the plan was made,
	// After what was to be.
	reconcile.Seat
	// Done is how many seats more are in use for what the run carried out, over all
	// its sessions; negative for fewer.
	Done int
	// Undone are the seats of what was planned and that the run did not carry out.
	Undone Undone
	// Now are the seats as they were read again; meaningless unless Read.
	Now  SeatCount
	Read bool
}

// Undone are seats by what became of the changes that were to take them, less those that
// were to free them. With Standing.Done they give Standing.Planned.
type Undone struct{ Already, Failed, Skipped, Unknown int }

func (u *Undone) add(s Status, n int) {
	switch s {
	case StatusAlready:
		u.Already += n
	case StatusFailed:
		u.Failed += n
	case StatusSkipped:
		u.Skipped += n
	case StatusUnknown:
		u.Unknown += n
	case StatusDone:
		// Somebody else did that part.
		u.Already += n
	default:
		panic("apply: unexpected Status " + string(s))
	}
}

// AsPlanned reports whether as many seats are in use as the plan was to leave; known is
// false when that is not known.
func (s *Standing) AsPlanned() (so, known bool) {
	return s.Now.Consumed == s.After, s.Read && s.Known
}

// Planned is how many seats more the plan was to use.
func (s *Standing) Planned() int { return s.Take - s.Release }

// Others is how many seats more are in use than when the plan was made, beyond those
// that the run knows to have taken: of somebody else, of changes whose outcome is
// unknown, or because the tenant does not show all of it yet. ok is false when that is
// not known.
func (s *Standing) Others() (n int, ok bool) {
	if !s.Read || !s.Known {
		return 0, false
	}
	return s.Now.Consumed - s.Used - s.Done, true
}

// Standings are the ledgers of a plan after its run, in the order of Plan.Seats.
func (r *Result) Standings(p *reconcile.Plan) []Standing {
	out := make([]Standing, len(p.Seats))
	of := make(map[string]*Standing, len(p.Seats))
	for i, seat := range p.Seats {
		out[i].Seat = seat
		out[i].Now, out[i].Read = r.After.Seat(seat.SKUID)
		of[seat.SKUID] = &out[i]
	}
	for i := range r.Items {
		it, c := &r.Items[i], &p.Changes[r.Items[i].Change]
		it.settle(of, PartAdditions, c.Takes, 1)
		it.settle(of, PartRemovals, c.Releases, -1)
	}
	return out
}

// settle adds the seats of a part of a change to their ledgers.
func (i *Item) settle(of map[string]*Standing, p Part, skus []string, n int) {
	for _, sku := range skus {
		switch s := of[sku]; {
		case s == nil:
		case i.did(p):
			s.Done += n
		default:
			s.Undone.add(i.Status, n)
		}
	}
}
