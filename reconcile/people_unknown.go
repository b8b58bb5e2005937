package reconcile

import (
	"cmp"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
)

// settleUnknown tells of the people whom the tenant does not have. A source
// that is only a list of assignments does not list people without any, so
// there they are taken to hold nothing.
func (p *planner) settleUnknown() {
	deleted := p.deletedKeys()
	near := nearUsers{tenant: p.tenant}
	var unlisted []int32
	for _, i := range p.unsettled() {
		who := &p.people[i]
		switch {
		case who.key() == "":
			p.refuse(who, Finding{Code: CodeUnknownUser, At: p.sheets.place(who.first), Message: p.say("The row names no user."),
				Hint: p.say("Write the user principal name, or take the row out.")})
		case deleted[who.key()]:
			p.anyoneKnown = true
			p.refuse(who, Finding{Code: CodeDeletedUser, At: p.sheets.place(who.first),
				Message: p.say("%s is deleted.", who.name),
				Hint:    p.say("Restore the user within 30 days of the deletion, or take the row out.")})
		case !p.tenant.Knows.Accounts:
			who.user = int32(len(p.tenant.Users) + len(p.unlisted))
			p.unlisted = append(p.unlisted, User{UserPrincipalName: who.name})
			unlisted = append(unlisted, i)
		default:
			p.refuseUnknown(who, near.names(who.key()))
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
		return cmp.Or(p.sheets.compare(x.first, y.first), strings.Compare(x.key(), y.key()))
	})
}

func (p *planner) refuseUnknown(who *person, near []string) {
	hint := p.say("Check the spelling, or take the row out.")
	if len(near) > 0 {
		hint = p.didYouMean(near)
	}
	if p.in.Options.Scope == ScopeTenant {
		hint = p.say("%s Whoever is meant would lose their licences as a user whom the sheet does not name.", hint)
	}
	p.refuse(who, Finding{Code: CodeUnknownUser, At: p.sheets.place(who.first),
		Message: p.say("The tenant has no user %s.", who.name), Hint: hint})
}

func (p *planner) reportUnlisted(people []int32) {
	if len(people) == 0 {
		return
	}
	p.found.add(Finding{Severity: Warning, Code: CodeUnlistedUser, At: p.sheets.place(p.people[people[0]].first),
		Message: p.say("%s, and taken to hold nothing: %s.",
			p.plural(len(people), "%d user of the sheet is not in the current assignments", "%d users of the sheet are not in the current assignments"), p.listPeople(people)),
		Hint: p.say("Check the spelling; against the tenant itself an unknown user is an error.")})
}

// deletedKeys are the folded names of the soft-deleted users. Entra puts the
// object id before the user principal name of a deleted user.
func (p *planner) deletedKeys() map[string]bool {
	deleted := map[string]bool{}
	for i := range p.tenant.Deleted {
		u := &p.tenant.Deleted[i]
		key := FoldUser(u.UserPrincipalName)
		plain := strings.TrimPrefix(key, strings.ReplaceAll(FoldUser(u.ID), "-", ""))
		for _, name := range []string{key, plain, FoldUser(u.ID), FoldUser(u.Mail)} {
			deleted[name] = true
		}
	}
	delete(deleted, "")
	return deleted
}

// nearUsers finds users with names that are alike. It looks only at users whose
// name begins with the same letter, and only for the first unknown users: a
// wrong file must not cost a scan of the tenant a row.
type nearUsers struct {
	tenant  *Tenant
	byFirst map[string][]string
	asked   int
}

// nearestUser is how alike the names of users must be: people have more names
// in common than products.
const nearestUser = nearEnough + 0.06

func (n *nearUsers) names(key string) []string {
	if n.asked++; n.asked > nearQuestions || key == "" {
		return nil
	}
	if n.byFirst == nil {
		n.index()
	}
	type scored struct {
		name  string
		score float64
	}
	var near []scored
	local, _, _ := strings.Cut(key, "@")
	for _, name := range n.byFirst[firstLetter(key)] {
		other, _, _ := strings.Cut(name, "@")
		if !mayBeAlike(local, other, nearestUser) && !mayBeAlike(key, name, nearestUser) {
			continue
		}
		s := max(levenshtein.Similarity(key, name, nil), levenshtein.Similarity(local, other, nil)-0.05)
		if s >= nearestUser {
			near = append(near, scored{name, s})
		}
	}
	slices.SortFunc(near, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(a.name, b.name))
	})
	out := make([]string, 0, nearAtMost)
	for _, s := range near[:min(nearAtMost, len(near))] {
		out = append(out, s.name)
	}
	return out
}

func (n *nearUsers) index() {
	n.byFirst = map[string][]string{}
	for i := range n.tenant.Users {
		name := FoldUser(n.tenant.Users[i].UserPrincipalName)
		n.byFirst[firstLetter(name)] = append(n.byFirst[firstLetter(name)], name)
	}
}

func firstLetter(s string) string {
	for i := range s {
		if i > 0 {
			return s[:i]
		}
	}
	return s
}
