package reconcile

import (
	"slices"
	"strings"
)

// Present is a user as they are at this moment, in what plans are decided by.
type Present struct {
	UserPrincipalName, UsageLocation string
	// Direct is what the user has directly, sorted by SKU.
	Direct []Holding
	// Inherited are the SKUs that the user has through groups.
	Inherited []string
}

// Drifted is a user of a saved plan who is other by now.
type Drifted struct {
	// Change is the index of the user's change.
	Change int
	// Finding says what has changed, as an error.
	Finding Finding
}

// Drift tells which users of a saved plan are other by now than when it was made, in
// anything that the plan was decided by, or are gone. now gives the user with an id; one
// for whom it gives false does not exist.
func Drift(p *Plan, now func(userID string) (Present, bool)) []Drifted {
	name := p.LicenseNames()
	var found []Drifted
	for i := range p.Changes {
		c := &p.Changes[i]
		var why Sentence
		if have, exists := now(c.User.ID); !exists {
			why = Say("The user is not there any more.")
		} else {
			why = c.Strayed(&have, name)
			if c.names(&have) && !EqualHoldings(have.Direct, c.Before) {
				why = Sentences(Say("Since the plan was made the user's direct licences have changed: %s.", driftOf(c.Before, have.Direct, name)), why)
			}
		}
		if why.IsZero() {
			continue
		}
		f := Finding{Severity: Error, Code: CodeDrift, User: c.User.UserPrincipalName, Message: why,
			Hint: Say("Make the plan again from the sheet.")}
		if len(c.Sources) > 0 {
			f.At = c.Sources[0]
		}
		found = append(found, Drifted{i, f})
	}
	return found
}

// Strayed says in what a user is no longer as c was decided for, besides what they have
// directly: they bear another name than whoever approved c has read, somebody else has
// set or unset the usage location, or a group no longer gives them what is to remain when
// the direct licence goes. It says nothing of a user who fits.
func (c *Change) Strayed(now *Present, name func(skuID string) string) (why Sentence) {
	add := func(s Sentence) { why = Sentences(why, s) }
	if !c.names(now) {
		return Say("The plan names %s, and the account with the id %s is %s.", c.User.UserPrincipalName, c.User.ID, now.UserPrincipalName)
	}
	switch l := c.SetUsageLocation; {
	case l != nil && !strings.EqualFold(now.UsageLocation, l.From) && !strings.EqualFold(now.UsageLocation, l.To):
		add(Say("Since the plan was made the usage location has changed from %s to %s; the plan sets %s.",
			locationOf(l.From), locationOf(now.UsageLocation), l.To))
	case l == nil && now.UsageLocation == "" && len(c.Assign)+len(c.Update) > 0:
		add(Say("The user has no usage location any more, without which no licence can be assigned."))
	}
	for _, h := range c.Unassign {
		if !slices.Contains(c.Releases, h.SKUID) && !slices.Contains(now.Inherited, h.SKUID) {
			add(Say("%s does not come through a group any more, and would be lost with the direct one.", name(h.SKUID)))
		}
	}
	return why
}

// names reports whether the change names the user by the name that they bear.
func (c *Change) names(now *Present) bool {
	named := c.User.UserPrincipalName
	return named == "" || FoldUser(named) == FoldUser(now.UserPrincipalName)
}

// locationOf names a usage location, or says that there is none.
func locationOf(code string) Sentence {
	if code == "" {
		return Say("none")
	}
	return Verbatim(code)
}

// driftOf says what has changed, with the names that the plan knows.
func driftOf(before, now []Holding, name func(skuID string) string) Listing {
	was := make(map[string]Holding, len(before))
	for _, h := range before {
		was[h.SKUID] = h
	}
	var parts []Sentence
	for _, h := range now {
		old, held := was[h.SKUID]
		delete(was, h.SKUID)
		switch {
		case !held:
			parts = append(parts, Say("%s is new", name(h.SKUID)))
		case !slices.Equal(old.DisabledPlans, h.DisabledPlans):
			parts = append(parts, Say("other apps of %s are off", name(h.SKUID)))
		}
	}
	for id := range was {
		parts = append(parts, Say("%s is gone", name(id)))
	}
	slices.SortFunc(parts, func(a, b Sentence) int { return strings.Compare(a.String(), b.String()) })
	return ListOf(parts)
}
