package plan

import (
	"cmp"
	"slices"
	"strings"

	"licet/reconcile"
	"licet/reconcile/names"
)

// settleUnknown tells of the people whom the tenant does not have. A source
// that is only a list of assignments does not list people without any, so
// there they are taken to hold nothing.
func (p *planner) settleUnknown() {
	deleted := p.deletedKeys()
	near := names.NearUsers{Tenant: p.tenant}
	var unlisted []int32
	for _, i := range p.unsettled() {
		who := &p.people[i]
		switch {
		case who.key() == "":
			p.refuse(who, reconcile.Finding{Code: reconcile.CodeUnknownUser, At: who.first, Message: reconcile.Say("The row names no user."),
				Hint: reconcile.Say("Write the user principal name, or take the row out.")})
		case deleted[who.key()]:
			p.anyoneKnown = true
			p.refuse(who, reconcile.Finding{Code: reconcile.CodeDeletedUser, At: who.first,
				Message: reconcile.Say("%s is deleted.", who.name),
				Hint:    reconcile.Say("Restore the user within 30 days of the deletion, or take the row out.")})
		case !p.tenant.Knows.Accounts:
			who.user = int32(len(p.tenant.Users) + len(p.unlisted))
			p.unlisted = append(p.unlisted, reconcile.User{UserPrincipalName: who.name})
			unlisted = append(unlisted, i)
		default:
			p.refuseUnknown(who, near.Names(who.key()))
		}
	}
	p.reportUnlisted(unlisted)
}

// unsettled are the people whom no user of the tenant matches, by their first
// place.
func (p *planner) unsettled() []int32 {
	var left []int32
	for i := range p.people {
		if p.people[i].settled {
			p.anyoneKnown = true
			continue
		}
		left = append(left, int32(i))
	}
	p.byFirst(left)
	return left
}

// byFirst sorts people by the place that first names them.
func (p *planner) byFirst(people []int32) {
	slices.SortFunc(people, func(a, b int32) int {
		x, y := &p.people[a], &p.people[b]
		return cmp.Or(x.first.Compare(y.first), strings.Compare(x.key(), y.key()))
	})
}

func (p *planner) refuseUnknown(who *person, near []string) {
	hint := reconcile.Say("Check the spelling, or take the row out.")
	if len(near) > 0 {
		hint = didYouMean(near)
	}
	if p.in.Options.Scope == reconcile.ScopeTenant {
		hint = reconcile.Say("%s Whoever is meant would lose their licences as a user whom the sheet does not name.", hint)
	}
	p.refuse(who, reconcile.Finding{Code: reconcile.CodeUnknownUser, At: who.first,
		Message: reconcile.Say("The tenant has no user %s.", who.name), Hint: hint})
}

func (p *planner) reportUnlisted(people []int32) {
	if len(people) == 0 {
		return
	}
	p.found.add(reconcile.Finding{Severity: reconcile.Warning, Code: reconcile.CodeUnlistedUser, At: p.people[people[0]].first,
		Message: reconcile.Say("%s, and taken to hold nothing: %s.",
			reconcile.Count(len(people), "%d user of the sheet is not in the current assignments", "%d users of the sheet are not in the current assignments"), p.listPeople(people)),
		Hint: reconcile.Say("Check the spelling; against the tenant itself an unknown user is an error.")})
}

// deletedKeys are the folded names of the soft-deleted users. Entra puts the
// object id before the user principal name of a deleted user.
func (p *planner) deletedKeys() map[string]bool {
	deleted := map[string]bool{}
	for i := range p.tenant.Deleted {
		u := &p.tenant.Deleted[i]
		key := reconcile.FoldUser(u.UserPrincipalName)
		plain := strings.TrimPrefix(key, strings.ReplaceAll(reconcile.FoldUser(u.ID), "-", ""))
		for _, name := range []string{key, plain, reconcile.FoldUser(u.ID), reconcile.FoldUser(u.Mail)} {
			deleted[name] = true
		}
	}
	delete(deleted, "")
	return deleted
}
