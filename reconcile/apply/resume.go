package apply

import (
	"slices"

	"licet/reconcile"
	"licet/reconcile/order"
)

// Remainder is what is left to do of a run that ended early.
type Remainder struct {
	// Plan is the plan of the run in which each change that is left was
	// replaced by what is left of it, with the indexes as they were.
	Plan *reconcile.Plan
	// Left are the indexes of these changes, in the order of the plan.
	Left []int
	// Earlier has one entry a change of the plan: the results of those that are
	// settled, by the journal or by what was read now. For Runner.Earlier.
	Earlier []Item
	// Found are the settlements that only the reading decided; they belong into
	// the journal before anything is sent.
	Found []Settlement
	// Findings tell of users whom somebody else has changed meanwhile.
	Findings []reconcile.Finding
	// name names licences.
	name func(skuID string) string
}

// Resume compares what the journal knows of a run with its users as they are
// now: which changes are done, which are still to be done, and which users
// were changed by somebody else, who are left alone. It reads the users of
// s.Pending().
func Resume(p *reconcile.Plan, s *State, read Reading) (*Remainder, error) {
	if err := s.fits(p); err != nil {
		return nil, err
	}
	rest := *p
	rest.Changes = slices.Clone(p.Changes)
	r := &Remainder{Plan: &rest, Earlier: slices.Clone(s.Items), name: p.LicenseNames()}
	for i := range r.Earlier {
		r.Earlier[i].Change, r.Earlier[i].Did = i, s.Tracks[i].Done
	}
	err := read.each(s.Pending(), func(i int, a *Account) { r.add(i, &s.Tracks[i], a) })
	return r, err
}

// add settles change i, or puts what is left of it on the list.
func (r *Remainder) add(i int, t *Track, a *Account) {
	c := &r.Plan.Changes[i]
	rest, seen := remaining(c, a)
	var why reconcile.Sentence
	if now := a.Present(); seen == seenUndone {
		if why = rest.Strayed(&now, r.name); !why.IsZero() {
			seen = seenForeign
		}
	}
	item := Item{Change: i, Attempts: r.Earlier[i].Attempts, RequestID: r.Earlier[i].RequestID, Did: t.Done}
	r.Earlier[i] = Item{Change: i, Did: t.Done}
	class, j := Done, Job{Change: i, Part: mainPart(c)}
	switch seen {
	case seenUndone:
		*c = rest
		r.Left = append(r.Left, i)
		return
	case seenDone:
		item.Status, item.Verified, item.Did = StatusDone, true, t.Done.With(j.Part)
		if t.Open == 0 && t.Done == 0 && !t.Doubtful {
			item.Status, item.Did, class = StatusAlready, 0, Already
		}
	case seenForeign:
		class, item.Status, item.Reason = Refused, StatusFailed, Drifted
		item.Error = reconcile.Say("somebody else has changed this user since the plan was made")
		r.find(c, CodeForeign, reconcile.Sentences(
			reconcile.Say("Somebody else has changed this user since the plan was made; the change was left out."), why))
	case seenGone:
		class, item.Status, item.Reason = Refused, StatusFailed, NoUser
		item.Error = reconcile.Say("the tenant does not know this user any more")
		r.find(c, CodeUserGone, reconcile.Say("The tenant does not know this user any more; the change was left out."))
	default:
		panic("apply: unexpected seen")
	}
	item.Hint = HintFor(item.Reason)
	r.Earlier[i] = item
	r.Found = append(r.Found, Settlement{Job: j, Class: class, Item: &item})
}

func (r *Remainder) find(c *reconcile.Change, code reconcile.Code, message reconcile.Sentence) {
	r.Findings = append(r.Findings, about(c, reconcile.Warning, code, message,
		reconcile.Say("Look at the user and plan again.")))
}

// Order arranges the changes that are left, given the free seats of licences as
// they are now (reconcile.OrderChanges).
func (r *Remainder) Order(free map[string]int) (order.Schedule, []order.Ring) {
	return order.OfSome(r.Plan.Changes, r.Left, free)
}

// mainPart is the part that stands for a change as a whole.
func mainPart(c *reconcile.Change) Part {
	if !c.TouchesLicenses() {
		return PartLocation
	}
	return PartLicenses
}

// remaining gives what is left of c for a user as they are now: all of it,
// the licences without the location, or what follows the removals.
func remaining(c *reconcile.Change, a *Account) (reconcile.Change, seen) {
	rest := *c
	if rest.SetUsageLocation != nil {
		location := portion(c, PartLocation)
		switch v := judge(&location, a); v {
		case seenDone:
			rest.SetUsageLocation = nil
		case seenUndone:
		case seenForeign, seenGone:
			return rest, v
		default:
			panic("apply: unexpected seen")
		}
	}
	if !c.TouchesLicenses() {
		if rest.SetUsageLocation == nil {
			return rest, seenDone
		}
		return rest, seenUndone
	}
	return remainingLicenses(rest, a)
}

func remainingLicenses(rest reconcile.Change, a *Account) (reconcile.Change, seen) {
	licenses := portion(&rest, PartLicenses)
	v := judge(&licenses, a)
	if v == seenDone && rest.SetUsageLocation != nil {
		return portion(&rest, PartLocation), seenUndone
	}
	if v != seenForeign {
		return rest, v
	}
	additions := portion(&rest, PartAdditions)
	if judge(&additions, a) == seenUndone && additions.TouchesLicenses() {
		additions.SetUsageLocation = rest.SetUsageLocation
		return additions, seenUndone
	}
	return rest, seenForeign
}

func about(
	c *reconcile.Change, sev reconcile.Severity, code reconcile.Code, message, hint reconcile.Sentence,
) reconcile.Finding {
	f := reconcile.Finding{Severity: sev, Code: code, User: c.User.UserPrincipalName, Message: message, Hint: hint}
	if len(c.Sources) > 0 {
		f.At = c.Sources[0]
	}
	return f
}
