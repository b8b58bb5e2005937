package audit

import (
	"cmp"

	"licet/reconcile"
)

// user finds what there is to say of one user.
func (a *auditor) user(u *reconcile.User) {
	held := a.tenant.Held(u)
	a.out.Summary.Users++
	if len(held) > 0 {
		a.out.Summary.Licensed++
		if u.Disabled {
			a.out.Summary.Disabled++
		}
		if u.Guest {
			a.out.Summary.Guests++
		}
	}
	a.groupErrors(u)
	if len(a.tenant.Assignments(u)) > 0 && a.tenant.Knows.Locations && u.UsageLocation == "" {
		a.find(u, nil, reason{reconcile.CodeNoLocation, reconcile.Warning, reconcile.Say("The user has licences and no usage location."),
			reconcile.Say("Set the location: the next licence is refused without it, and groups fall back to the tenant's country.")})
	}
	for i := range held {
		if a.tenant.SKUs[held[i].SKU].NoCost != "" {
			continue // nothing is saved by taking away what costs nothing
		}
		for _, reason := range a.needless(u, &held[i]) {
			a.about(u, &held[i], reason)
		}
	}
	a.suites(u, held)
	a.redundant(u, held)
}

// needless gives the reasons why a user may not need a licence.
func (a *auditor) needless(u *reconcile.User, h *reconcile.Held) []reason {
	var out []reason
	k, name := a.tenant.Knows, a.licenseName(h)
	if k.Accounts && u.Disabled {
		return append(out, a.disabled(u, h))
	}
	if k.Accounts && u.Guest {
		out = append(out, reason{reconcile.CodeGuestUser, reconcile.Note, reconcile.Say("The account is a guest and has %s.", name), reconcile.Say("Guests mostly bring the licence of their own organization.")})
	}
	switch {
	case !k.SignIns:
	case u.LastSignIn == 0:
		out = append(out, reason{CodeNeverSignedIn, reconcile.Warning, reconcile.Say("The account has never signed in and has %s.", name),
			reconcile.Say("Ask whether it is needed; a new account may not have been used yet.")})
	case a.options.Now-u.LastSignIn >= int64(a.options.InactiveDays)*Day:
		days := int((a.options.Now - u.LastSignIn) / Day)
		out = append(out, reason{CodeInactiveUser, reconcile.Warning, reconcile.Say("The account signed in last on %s, %d days ago, and has %s.", day(u.LastSignIn), days, name), reconcile.Say("Ask whether it is needed.")})
	}
	return out
}

// disabled tells leavers from what looks like a shared mailbox: nobody signs in
// to the account of one (Graph has no list that says it).
func (a *auditor) disabled(u *reconcile.User, h *reconcile.Held) reason {
	if a.tenant.Knows.SignIns && u.LastSignIn == 0 && u.Mail != "" && !u.Guest && a.apps.hasMailbox(h) {
		return reason{CodeSharedMailbox, reconcile.Warning, reconcile.Say("The account is disabled, nobody ever signed in, and it has a mailbox through %s: it looks like a shared mailbox.", a.licenseName(h)),
			reconcile.Say("A shared mailbox of up to 50 GB without archive or hold needs no licence. Check before you remove it: if it is not a shared mailbox, the mailbox is deleted about 30 days after the licence is removed.")}
	}
	return reason{reconcile.CodeDisabledUser, reconcile.Warning, reconcile.Say("The account is disabled and has %s.", a.licenseName(h)),
		reconcile.Say("A mailbox is deleted about 30 days after its licence is removed: save what must be kept first.")}
}

func (a *auditor) licenseName(h *reconcile.Held) string { return licenseName(&a.tenant.SKUs[h.SKU]) }

// about adds a finding about one licence of a user.
func (a *auditor) about(u *reconcile.User, h *reconcile.Held, r reason) {
	s := &a.tenant.SKUs[h.SKU]
	f := a.find(u, s, r)
	switch {
	case h.Removable():
		f.Fixable, f.Saves = true, saves(a.prices, s, 1)
	case h.Unknown:
		f.Hint = reconcile.Say("%s It is not known how the user got it.", r.hint)
	default:
		f.Hint = reconcile.Say("%s It comes through a group: remove the user from the group.", r.hint)
	}
}

// suites finds licences that another one of the same user covers.
func (a *auditor) suites(u *reconcile.User, held []reconcile.Held) {
	if len(held) < 2 {
		return
	}
	for i, by := range a.apps.covered(held) {
		if by < 0 || a.tenant.SKUs[held[i].SKU].NoCost != "" {
			continue
		}
		a.about(u, &held[i], reason{reconcile.CodeCovered, reconcile.Warning,
			reconcile.Say("%s appears to be covered by %s, which the user has as well.", a.licenseName(&held[i]), a.licenseName(&held[by])),
			reconcile.Say("The comparison is by the apps that the two contain; contract and region may say otherwise.")})
	}
}

// redundant finds licences that are direct and come through a group as well.
func (a *auditor) redundant(u *reconcile.User, held []reconcile.Held) {
	for i := range held {
		h := &held[i]
		if !h.Direct || !h.Inherited {
			continue
		}
		s := &a.tenant.SKUs[h.SKU]
		f := a.find(u, s, reason{reconcile.CodeRedundantDirect, reconcile.Note,
			reconcile.Say("%s is assigned directly and through a group as well.", licenseName(s)),
			reconcile.Say("It uses one seat. The direct one stays when the user leaves the group, and may keep apps on that the group has off.")})
		f.Fixable = true
	}
}

// groupErrors finds licences that a group cannot give.
func (a *auditor) groupErrors(u *reconcile.User) {
	for _, as := range a.tenant.Assignments(u) {
		if as.Group < 0 || as.State != reconcile.StateError && as.State != reconcile.StateActiveWithError {
			continue
		}
		s, g := &a.tenant.SKUs[as.SKU], &a.tenant.Groups[as.Group]
		why, hint := groupError(as.Error)
		a.find(u, s, reason{reconcile.CodeGroupError, reconcile.Error,
			reconcile.Say("The group %s cannot assign %s: %s.", cmp.Or(g.DisplayName, g.ID), licenseName(s), why), hint})
	}
}

// groupError explains Graph's word (Graph: licenseAssignmentState, error).
func groupError(word string) (why, hint reconcile.Sentence) {
	switch word {
	case "CountViolation":
		return reconcile.Say("there are no seats left"), reconcile.Say("Buy or free seats, then reprocess the user.")
	case "MutuallyExclusiveViolation":
		return reconcile.Say("an app of it excludes one that the user has"), reconcile.Say("Turn one of the two apps off, in the group or on the user.")
	case "DependencyViolation":
		return reconcile.Say("an app of it needs another one that is off"), reconcile.Say("Turn the app that is needed on, or the other one off.")
	case "ProhibitedInUsageLocationViolation":
		return reconcile.Say("it may not be used in the user's country"), reconcile.Say("Set the right usage location, or remove the user from the group.")
	case "UniquenessViolation":
		return reconcile.Say("another user or contact has the same proxy address"), reconcile.Say("Remove the address from one of the two.")
	case "":
		return reconcile.Say("Graph does not say why"), reconcile.Say("Look at the group's licensing page in the admin centre.")
	default:
		return reconcile.Say("Graph says %s", word), reconcile.Say("Look at the group's licensing page in the admin centre.")
	}
}

func userName(u *reconcile.User) string { return cmp.Or(u.UserPrincipalName, u.ID) }
