package apply

import (
	"strings"

	"licet/reconcile"
)

// Undo finds the way back from what a run really did to what it found. It reads the
// users of s.Touched().
//
// A user who is not as the run left them was changed by somebody else since:
// they are left alone, with a finding. A location that was not set before
// cannot be unset and stays.
func Undo(p *reconcile.Plan, s *State, read Reading) (*reconcile.WayBack, error) {
	if err := s.fits(p); err != nil {
		return nil, err
	}
	touched := s.Touched()
	u := undoing{way: reconcile.WayBack{Users: len(touched)}}
	err := read.each(touched, func(i int, a *Account) { u.add(&p.Changes[i], &s.Tracks[i], a) })
	return &u.way, err
}

type undoing struct{ way reconcile.WayBack }

func (u *undoing) add(c *reconcile.Change, t *Track, a *Account) {
	if !a.Exists {
		u.leave(c, CodeUserGone, "The tenant does not know this user any more; there is nothing to undo.",
			"If the account was deleted less than 30 days ago, restore it and undo the run again.")
		return
	}
	did, known := carriedOut(c, t, a)
	if !known {
		u.leave(c, CodeForeign, "Somebody else has changed this user since the run; they are left alone.",
			"Look at the user; licet plan with a sheet for them puts this right.")
		return
	}
	if l := did.SetUsageLocation; l != nil && l.From == "" {
		u.find(about(c, reconcile.Note, CodeLocationStays,
			reconcile.Say("The user had no usage location before the run; %s stays, since a location cannot be unset.", l.To),
			reconcile.Sentence{}))
	}
	if back := did.Inverse(); !back.IsEmpty() {
		u.way.Changes = append(u.way.Changes, back)
	}
}

func (u *undoing) leave(c *reconcile.Change, code reconcile.Code, message, hint reconcile.Word) {
	u.way.LeftAlone++
	u.find(about(c, reconcile.Warning, code, message.Sentence(), hint.Sentence()))
}

func (u *undoing) find(f reconcile.Finding) { u.way.Findings = append(u.way.Findings, f) }

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
