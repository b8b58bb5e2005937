package plan

import (
	"slices"

	"licet/reconcile"
)

// checkTenant refuses a tenant that was not read whole: missing users would
// look like unknown ones, or like users who hold nothing.
func (p *planner) checkTenant() {
	n := len(p.tenant.Users)
	if !p.tenant.Partial && n < p.tenant.UserCount {
		p.refused = true
		p.found.add(reconcile.Finding{Severity: reconcile.Error, Code: reconcile.CodeShortTenant,
			Message: reconcile.Say("The tenant counts %d users and %s: nothing is planned on half a tenant.", p.tenant.UserCount, reconcile.Count(n, "%d was read", "%d were read")),
			Hint:    reconcile.Say("Run it again; a snapshot must be made anew.")})
	}
}

// checkInputs finds a sheet that is for another tenant, or no licence sheet.
func (p *planner) checkInputs() {
	switch {
	case len(p.people) == 0 && !p.anyoneKnown && p.in.Options.Scope == reconcile.ScopeTenant:
		p.refuseWhole(reconcile.CodeNoKnownUsers, reconcile.Say("The sheet names no user, and in scope tenant everyone would lose the managed licences."),
			reconcile.Say("Is this the right file? `licet check` shows how it is read."))
	case len(p.people) > 0 && !p.anyoneKnown:
		p.refuseWhole(reconcile.CodeNoKnownUsers, reconcile.Say("The tenant has none of the sheet's users (%s).", reconcile.Count(len(p.people), "%d user is named", "%d users are named")),
			reconcile.Say("Is this the right file, and the right tenant?"))
	}
	understood := p.in.Agreed.Users > 0 || slices.ContainsFunc(p.people, func(w person) bool { return len(w.rows) > 0 })
	if len(p.licenses.unknown) > 0 && !understood {
		p.refuseWhole(reconcile.CodeNoKnownLicenses, reconcile.Say("No licence of the sheet is known."),
			reconcile.Say("Is the licence column the right one? `licet check` shows how the sheet is read."))
	}
}

// refuseWhole refuses the whole input.
func (p *planner) refuseWhole(code reconcile.Code, message, hint reconcile.Sentence) {
	p.refused = true
	p.found.add(reconcile.Finding{Severity: reconcile.Error, Code: code, Message: message, Hint: hint})
}

// checkAssignable judges a licence that is to be given, from what the tenant
// says of it (Graph: subscribedSku).
func (p *planner) checkAssignable(who *person, x *wish) {
	s := &p.skus[x.sku]
	name := p.licenseName(x.sku)
	switch {
	case !p.tenant.Knows.Seats:
	case !s.Owned:
		p.refuse(who, reconcile.Finding{Code: reconcile.CodeLicenseNotOwned, At: x.at, Message: reconcile.Say("The tenant does not own %s.", name),
			Hint: reconcile.Say("`licet skus` lists what it owns.")})
	case s.AppliesTo == "Company":
		p.refuse(who, reconcile.Finding{Code: reconcile.CodeLicenseForCompany, At: x.at, Message: reconcile.Say("%s is for the whole company and cannot be assigned to a user.", name),
			Hint: reconcile.Say("Take the row out; it works for everybody once it is bought.")})
	case reconcile.UnusableState(s.CapabilityStatus) != "":
		p.refuse(who, reconcile.Finding{Code: reconcile.CodeLicenseUnusable, At: x.at,
			Message: reconcile.Say("%s cannot be assigned: its subscription is %s.", name, reconcile.UnusableState(s.CapabilityStatus)),
			Hint:    reconcile.Say("Renew the subscription, or name another licence.")})
	}
}

// checkDrafts judges the planned end state of each user: what Graph would
// refuse is found here, not by a failing call.
func (p *planner) checkDrafts() {
	c := newConflicts(p)
	covered := newCovered(p)
	for i := range p.changes {
		d := &p.changes[i]
		if !d.touchesLicenses() {
			continue
		}
		p.checkAccount(d)
		before, after := p.effective(d)
		c.check(d, before, after)
		if !p.who(d).refused {
			covered.look(d, after)
		}
	}
	covered.report()
}

func (p *planner) checkAccount(d *draft) {
	if len(d.assign) == 0 || !p.tenant.Knows.Accounts {
		return
	}
	u, who := p.user(d.user), p.who(d)
	if u.Disabled {
		p.warn(who, reconcile.Finding{Code: reconcile.CodeDisabledUser, At: who.first, Message: reconcile.Say("The account is disabled and gets a licence."),
			Hint: reconcile.Say("It uses a seat all the same; a shared mailbox of up to 50 GB needs none.")})
	}
	if u.Guest {
		p.note(who, reconcile.Finding{Code: reconcile.CodeGuestUser, At: who.first, Message: reconcile.Say("The account is a guest and gets a licence."),
			Hint: reconcile.Say("Guests use a seat like everybody else.")})
	}
}

// effective gives what the user holds in any way before and after the change:
// one entry a way, held through groups included. Both are good until the next
// call.
func (p *planner) effective(d *draft) (before, after []held) {
	u := p.user(d.user)
	for _, a := range p.tenant.Assignments(u) {
		if !a.Held() {
			continue
		}
		h := held{sku: a.SKU, disabled: a.DisabledPlans}
		before = append(before, h)
		if a.Group == reconcile.Direct {
			if slices.ContainsFunc(d.unassign, func(x held) bool { return x.sku == a.SKU }) {
				continue
			}
			if i := slices.IndexFunc(d.update, func(x draftUpdate) bool { return x.sku == a.SKU }); i >= 0 {
				h.disabled = d.update[i].disabled
			}
		}
		after = append(after, h)
	}
	after = append(after, d.assign...)
	return before, after
}
