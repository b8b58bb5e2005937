package apply

import (
	"slices"
	"strings"
	"time"

	"licet/reconcile"
)

// What Graph said that it carried out, and the users who were read again do not
// show within the bounds of the verification, is not done: its outcome is
// unknown. Graph may show it later, somebody else may have changed it back, or
// it was lost. So resume reads the user once more and goes by what is so, and so
// does undo.

// notArrived takes back that a change was done, as far as the user does not show it.
func (s *session) notArrived(d *difference) {
	c, it := &s.plan.Changes[d.change], &s.result.Items[d.change]
	missing := missingParts(c, it.Did, &d.account)
	it.Did &^= missing
	later := reconcile.Duration(s.now().Sub(it.Finished).Round(time.Second).Seconds())
	it.Status, it.Reason, it.Hint = StatusUnknown, NotArrived, HintFor(NotArrived)
	it.Error = reconcile.Say("Graph said that this was carried out, but the user who was read again %s later does not show it: %s",
		later, s.unlike(c, &d.account))
	for _, p := range Parts() {
		if missing.Has(p) {
			s.unsaved = append(s.unsaved, Settlement{Job: Job{Change: d.change, Part: p}, Class: Unknown, Item: it})
		}
	}
}

// Differences are what verification found: Findings, and those changes of the plan p that
// did not arrive.
func (r *Result) Differences(p *reconcile.Plan) []reconcile.Finding {
	out := slices.Clone(r.Findings)
	for i := range r.Items {
		if it := &r.Items[i]; it.Status == StatusUnknown && it.Reason == NotArrived {
			out = append(out, about(&p.Changes[it.Change], reconcile.Error, CodeNotArrived, reconcile.Say("%s.", it.Error), it.Hint))
		}
	}
	return out
}

// missingParts are the parts of c that a user does not show; of its two halves, or
// all of it, those that are believed to be done.
func missingParts(c *reconcile.Change, did PartSet, a *Account) (missing PartSet) {
	shown := func(p Part) bool {
		e := portion(c, p)
		return a.Exists && arrived(&e, a)
	}
	if c.SetUsageLocation != nil && !shown(PartLocation) {
		missing = missing.With(PartLocation)
	}
	if !c.TouchesLicenses() || shown(PartLicenses) {
		return missing
	}
	halves := PartSet(0)
	for _, p := range []Part{PartLicenses, PartRemovals, PartAdditions} {
		if did.Has(p) && !shown(p) {
			halves = halves.With(p)
		}
	}
	if halves == 0 {
		halves = halves.With(PartLicenses)
	}
	return missing | halves
}

// unlike says in what a user differs from what c leaves.
func (s *session) unlike(c *reconcile.Change, a *Account) reconcile.Listing {
	if !a.Exists {
		return reconcile.ListOf([]reconcile.Sentence{reconcile.Say("the tenant does not know this user any more")})
	}
	var parts []reconcile.Sentence
	if l := c.SetUsageLocation; l != nil && !strings.EqualFold(a.UsageLocation, l.To) {
		if a.UsageLocation == "" {
			parts = append(parts, reconcile.Say("no usage location is set"))
		} else {
			parts = append(parts, reconcile.Say("the usage location is %s", a.UsageLocation))
		}
	}
	name := s.plan.LicenseNames()
	wanted := slices.Clone(c.Assign)
	for _, u := range c.Update {
		wanted = append(wanted, reconcile.Holding{SKUID: u.SKUID, DisabledPlans: u.DisabledPlans})
	}
	for _, w := range wanted {
		switch h, held := direct(a, w.SKUID); {
		case !held:
			parts = append(parts, reconcile.Say("%s is not assigned", name(w.SKUID)))
		case !slices.Equal(h.DisabledPlans, w.DisabledPlans):
			parts = append(parts, reconcile.Say("other apps of %s are off", name(w.SKUID)))
		}
	}
	for _, h := range c.Unassign {
		if _, held := direct(a, h.SKUID); held {
			parts = append(parts, reconcile.Say("%s is still assigned", name(h.SKUID)))
		}
	}
	return reconcile.ListOf(parts)
}
