package reconcile

import (
	"slices"
	"strings"
)

// Drift tells which users of a saved plan hold something else by now than when
// it was made, or are gone. now is what the users hold directly at this moment;
// a user for whom it gives false does not exist.
func Drift(p *Plan, now func(userID string) ([]Holding, bool)) []Finding {
	name := p.LicenseNames()
	var found []Finding
	for i := range p.Changes {
		c := &p.Changes[i]
		have, exists := now(c.User.ID)
		f := Finding{Severity: Error, Code: CodeDrift, User: c.User.UserPrincipalName,
			Hint: Say("Make the plan again from the sheet.")}
		switch {
		case !exists:
			f.Message = Say("The user is not there any more.")
		case !EqualHoldings(have, c.Before):
			f.Message = Say("Since the plan was made the user's direct licences have changed: %s.", driftOf(c.Before, have, name))
		default:
			continue
		}
		if len(c.Sources) > 0 {
			f.At = c.Sources[0]
		}
		found = append(found, f)
	}
	SortFindings(found)
	return found
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
