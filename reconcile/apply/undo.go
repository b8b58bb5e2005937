package apply

import (
	"cmp"
	"slices"
	"strings"

	"licet/reconcile"
)

// Now is what a tenant says at this moment.
type Now struct {
	Read  Reading
	Seats []SeatCount
}

// Undo plans the way back from what a run really did to what it found: a plan
// like any other, which can be shown, carried out, and undone itself. It reads
// the users of s.Touched(); seats are those of the tenant now.
//
// A user who is not as the run left them was changed by somebody else since:
// they are left alone, with a finding. A location that was not set before
// cannot be unset and stays.
func Undo(p *reconcile.Plan, s *State, now Now) (*reconcile.Plan, error) {
	if err := s.fits(p); err != nil {
		return nil, err
	}
	touched := s.Touched()
	u := undoing{plan: &reconcile.Plan{Apps: p.Apps}}
	err := now.Read.each(touched, func(i int, a *Account) { u.add(&p.Changes[i], &s.Tracks[i], a) })
	if err != nil {
		return nil, err
	}
	u.plan.Seats = u.seats(p.Seats, now.Seats)
	u.sum(len(touched))
	return u.plan, nil
}

type undoing struct {
	plan *reconcile.Plan
}

func (u *undoing) add(c *reconcile.Change, t *Track, a *Account) {
	if !a.Exists {
		u.leave(c, CodeUserGone, "The tenant does not know this user any more; there is nothing to undo.")
		return
	}
	did, known := carriedOut(c, t, a)
	if !known {
		u.leave(c, CodeForeign, "Somebody else has changed this user since the run; they are left alone.")
		return
	}
	if l := did.SetUsageLocation; l != nil && l.From == "" {
		u.plan.Findings = append(u.plan.Findings, about(c, reconcile.Note, CodeLocationStays,
			reconcile.Say("The user had no usage location before the run; %s stays, since a location cannot be unset.", l.To),
			reconcile.Sentence{}))
	}
	if back := did.Inverse(); !back.IsEmpty() {
		u.plan.Changes = append(u.plan.Changes, back)
	}
}

func (u *undoing) leave(c *reconcile.Change, code reconcile.Code, message reconcile.Word) {
	u.plan.Findings = append(u.plan.Findings, about(c, reconcile.Warning, code, message.Sentence(),
		reconcile.Say("Look at the user; licet plan with a sheet for them puts this right.")))
}

// carriedOut gives the change that the run made to a user, of all that it was
// to make; known is false when the user is not as the run can have left them.
// Of parts whose outcome is in doubt the user decides.
func carriedOut(c *reconcile.Change, t *Track, a *Account) (did reconcile.Change, known bool) {
	sure, maybe := t.Done, t.Open
	if t.Doubtful {
		maybe |= PartSet(PartLocation.bit() | PartLicenses.bit())
	}
	if maybe.Has(PartLicenses) && sure.Has(PartRemovals) {
		maybe = maybe.With(PartAdditions).Without(PartLicenses)
	}
	did = reconcile.Change{User: c.User, Before: c.Before, Sources: c.Sources}
	if c.SetUsageLocation != nil && (sure.Has(PartLocation) || maybe.Has(PartLocation)) {
		l := c.SetUsageLocation
		switch {
		case strings.EqualFold(a.UsageLocation, l.To):
			did.SetUsageLocation = l
		case !strings.EqualFold(a.UsageLocation, l.From):
			return did, false
		}
	}
	for _, e := range candidates(c, sure, maybe) {
		if reconcile.EqualHoldings(a.Direct, e.On(c.Before)) {
			did.Assign, did.Update, did.Unassign = e.Assign, e.Update, e.Unassign
			did.Releases, did.Takes = e.Releases, e.Takes
			return did, true
		}
	}
	return did, false
}

// candidates are the licence changes that the run can have made, the most
// complete first, and the empty one: a user who is as before needs nothing.
func candidates(c *reconcile.Change, sure, maybe PartSet) []reconcile.Change {
	both := func(p Part) bool { return sure.Has(p) || maybe.Has(p) }
	var out []reconcile.Change
	whole := both(PartLicenses) || both(PartAdditions)
	if whole {
		out = append(out, portion(c, PartLicenses))
	}
	if both(PartRemovals) {
		out = append(out, portion(c, PartRemovals))
	}
	return append(out, reconcile.Change{})
}

// seats gives the ledger of the way back.
func (u *undoing) seats(known []reconcile.Seat, counts []SeatCount) []reconcile.Seat {
	bySKU := reconcile.Seats{}
	for i := range u.plan.Changes {
		bySKU.Count(&u.plan.Changes[i])
	}
	for i := range known {
		if seat := bySKU[known[i].SKUID]; seat != nil {
			seat.SKUPartNumber, seat.Name, seat.NoCost = known[i].SKUPartNumber, known[i].Name, known[i].NoCost
		}
	}
	for _, n := range counts {
		if seat := bySKU[n.SKUID]; seat != nil {
			seat.Known, seat.Owned, seat.Used = true, n.Pool, n.Consumed
			seat.Free = max(0, n.Balance())
		}
	}
	return sortedSeats(bySKU)
}

func sortedSeats(bySKU reconcile.Seats) []reconcile.Seat {
	out := make([]reconcile.Seat, 0, len(bySKU))
	for _, seat := range bySKU {
		seat.After = seat.Used - seat.Release + seat.Take
		out = append(out, *seat)
	}
	slices.SortFunc(out, func(a, b reconcile.Seat) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.SKUID, b.SKUID))
	})
	return out
}

func (u *undoing) sum(users int) {
	reconcile.SortFindings(u.plan.Findings)
	sum := reconcile.Sum(u.plan.Changes, u.plan.Findings)
	sum.Users = users
	for _, f := range u.plan.Findings {
		if f.Code == CodeForeign || f.Code == CodeUserGone {
			sum.LeftOut++
		}
	}
	sum.Unchanged = users - sum.Changes - sum.LeftOut
	u.plan.Summary = sum
	u.plan.Removals = reconcile.Removals{Count: sum.Unassign, Limit: sum.Unassign}
}
