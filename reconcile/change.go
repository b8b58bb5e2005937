package reconcile

import (
	"slices"
	"strings"
)

// UserRef names a user in a plan; it stands without the tenant.
type UserRef struct {
	ID                string
	UserPrincipalName string
	DisplayName       string
}

// Ref gives what names a user in a plan.
func (u *User) Ref() UserRef {
	return UserRef{ID: u.ID, UserPrincipalName: u.UserPrincipalName, DisplayName: u.DisplayName}
}

// Holding is a licence that a user has directly, or is to hold.
type Holding struct {
	SKUID string
	// DisabledPlans is always the full set of plans that are off, in the form
	// of NormalizePlans: assigning a held SKU again replaces the set (Graph:
	// user: assignLicense).
	DisabledPlans []string
}

// Update is a new set of disabled plans for a licence that is held directly.
type Update struct {
	SKUID         string
	DisabledPlans []string
	// Was is the set before.
	Was []string
}

// Location is a change of usageLocation; From is empty when there was none.
type Location struct{ From, To string }

// Change is all that is to be done to one user: one assignLicense call, and a
// PATCH before it where the location is to be set. It is data: it can be
// saved, shown, carried out, and turned round.
type Change struct {
	User     UserRef
	Assign   []Holding
	Update   []Update
	Unassign []Holding
	// SetUsageLocation is nil when the location stays.
	SetUsageLocation *Location
	// Before is every licence that the user held directly when the plan was
	// made, sorted by SKU; a user who holds something else by now has drifted.
	Before []Holding
	// Sources are the rows that led here, in the order of Place.Compare; empty
	// for a user whom no row names (scope tenant).
	Sources []Place
	// Releases and Takes are the SKUs of which this change frees or needs a
	// seat, sorted: an assignment beside an inherited one needs none, and
	// removing the direct one of two frees none.
	Releases, Takes []string
	// Split is true for a change that must be carried out in two calls, first
	// what it removes, because Options.AllowGap broke a ring with it: the
	// user is without service in between.
	Split bool
}

// IsEmpty reports whether c does nothing.
func (c *Change) IsEmpty() bool {
	return len(c.Assign) == 0 && len(c.Update) == 0 && len(c.Unassign) == 0 && c.SetUsageLocation == nil
}

// TouchesLicenses reports whether c needs an assignLicense call.
func (c *Change) TouchesLicenses() bool {
	return len(c.Assign) > 0 || len(c.Update) > 0 || len(c.Unassign) > 0
}

// On gives what a user who holds have directly holds after c, sorted by SKU.
func (c *Change) On(have []Holding) []Holding {
	out := make([]Holding, 0, len(have)+len(c.Assign))
	set := func(h Holding) {
		if i := slices.IndexFunc(out, func(x Holding) bool { return x.SKUID == h.SKUID }); i >= 0 {
			out[i] = h
		} else {
			out = append(out, h)
		}
	}
	for _, h := range have {
		set(h)
	}
	for _, gone := range c.Unassign {
		out = slices.DeleteFunc(out, func(h Holding) bool { return h.SKUID == gone.SKUID })
	}
	for _, u := range c.Update {
		set(Holding{SKUID: u.SKUID, DisabledPlans: u.DisabledPlans})
	}
	for _, h := range c.Assign {
		set(h)
	}
	SortHoldings(out)
	return out
}

// Inverse gives the change that leads back from what c leaves to what c found.
// A location that was not set before cannot be unset: it is left as it is.
func (c *Change) Inverse() Change {
	back := Change{
		User:     c.User,
		Assign:   slices.Clone(c.Unassign),
		Unassign: slices.Clone(c.Assign),
		Before:   c.On(c.Before),
		Sources:  c.Sources,
		Releases: c.Takes,
		Takes:    c.Releases,
	}
	for _, u := range c.Update {
		back.Update = append(back.Update, Update{SKUID: u.SKUID, DisabledPlans: u.Was, Was: u.DisabledPlans})
	}
	if l := c.SetUsageLocation; l != nil && l.From != "" {
		back.SetUsageLocation = &Location{From: l.To, To: l.From}
	}
	return back
}

// SortHoldings orders holdings by SKU.
func SortHoldings(hs []Holding) {
	slices.SortFunc(hs, func(a, b Holding) int { return strings.Compare(a.SKUID, b.SKUID) })
}

// EqualHoldings reports whether two sorted lists are the same holdings.
func EqualHoldings(a, b []Holding) bool {
	return slices.EqualFunc(a, b, func(x, y Holding) bool {
		return x.SKUID == y.SKUID && slices.Equal(x.DisabledPlans, y.DisabledPlans)
	})
}
