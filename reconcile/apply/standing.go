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
	// Now are the seats as they were read again; meaningless unless Read.
	Now  SeatCount
	Read bool
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
	done := counts{}
	for i := range r.Items {
		it, c := &r.Items[i], &p.Changes[r.Items[i].Change]
		if it.did(PartAdditions) {
			done.add(c.Takes, 1)
		}
		if it.did(PartRemovals) {
			done.add(c.Releases, -1)
		}
	}
	out := make([]Standing, len(p.Seats))
	for i, seat := range p.Seats {
		out[i] = Standing{Seat: seat, Done: done[seat.SKUID]}
		out[i].Now, out[i].Read = r.After.Seat(seat.SKUID)
	}
	return out
}
