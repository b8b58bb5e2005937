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
func (ps *people) settleUnknown(unknown []int32, scope reconcile.Scope) {
	slices.SortFunc(unknown, func(a, b int32) int {
		x, y := &ps.all[a], &ps.all[b]
		return cmp.Or(x.first.Compare(y.first), strings.Compare(x.key(), y.key()))
	})
	deleted := ps.deletedKeys()
	near := names.NearUsers{Tenant: ps.tenant}
	var unlisted []int32
	for _, i := range unknown {
		who := &ps.all[i]
		refuse := func(code reconcile.Code, message, hint reconcile.Sentence) {
			ps.report(who, problem{reconcile.Error, code, spot{line: firstLine}, message, hint})
		}
		switch key := who.key(); {
		case key == "":
			refuse(reconcile.CodeUnknownUser, reconcile.Say("The row names no user."),
				reconcile.Say("Write the user principal name, or remove the row."))
		case deleted[key]:
			ps.anyKnown = true
			refuse(reconcile.CodeDeletedUser, reconcile.Say("%s is deleted.", who.name),
				reconcile.Say("Restore the user within 30 days of the deletion, or remove the row."))
		case !ps.tenant.Knows.Accounts:
			who.user = int32(len(ps.tenant.Users) + len(ps.unlisted))
			ps.unlisted = append(ps.unlisted, reconcile.User{UserPrincipalName: who.name})
			unlisted = append(unlisted, i)
		default:
			refuse(reconcile.CodeUnknownUser, reconcile.Say("The tenant has no user %s.", who.name), unknownHint(near.Names(key), scope))
		}
	}
	ps.reportUnlisted(unlisted)
}

func unknownHint(near []string, scope reconcile.Scope) reconcile.Sentence {
	hint := reconcile.Say("Check the spelling, or remove the row.")
	if len(near) > 0 {
		hint = didYouMean(near)
	}
	if scope == reconcile.ScopeTenant {
		hint = reconcile.Say("%s Else the user who is meant loses their licences, as one whom the sheet does not name.", hint)
	}
	return hint
}

func (ps *people) reportUnlisted(people []int32) {
	if len(people) == 0 {
		return
	}
	ps.notes.add(reconcile.Finding{Severity: reconcile.Warning, Code: reconcile.CodeUnlistedUser, At: ps.all[people[0]].first,
		Message: reconcile.Say("%s, and treated as having no licences: %s.",
			reconcile.Count(len(people), "%d user of the sheet is not in the current assignments", "%d users of the sheet are not in the current assignments"), ps.list(people)),
		Hint: reconcile.Say("Check the spelling; against the tenant itself an unknown user is an error.")})
}

// deletedKeys are the folded names of the soft-deleted users. Entra puts the
// object id before the user principal name of a deleted user.
func (ps *people) deletedKeys() map[string]bool {
	deleted := map[string]bool{}
	for i := range ps.tenant.Deleted {
		u := &ps.tenant.Deleted[i]
		key := reconcile.FoldUser(u.UserPrincipalName)
		plain := strings.TrimPrefix(key, strings.ReplaceAll(reconcile.FoldUser(u.ID), "-", ""))
		for _, name := range []string{key, plain, reconcile.FoldUser(u.ID), reconcile.FoldUser(u.Mail)} {
			deleted[name] = true
		}
	}
	delete(deleted, "")
	return deleted
}
