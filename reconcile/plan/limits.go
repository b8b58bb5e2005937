package plan

import (
	"licet/reconcile"
)

// defaultLastLicense is Options.LastLicense when it is not set.
const defaultLastLicense = 5

// judgeRemovals compares what goes with the limit, and finds the users who lose
// the last licence that they have.
func (p *planner) judgeRemovals() {
	p.removed.Direct = p.in.Agreed.Assignments
	p.eachInScope(func(u *reconcile.User, _ *person) { p.removed.Direct += p.directCount(u) })
	p.removed.Limit = p.in.Options.MaxRemovals.Of(p.removed.Direct)
	last, bySKU := 0, map[int32]int{}
	for i := range p.changes {
		d := &p.changes[i]
		p.removed.Count += len(d.unassign)
		for _, h := range d.unassign {
			bySKU[h.sku]++
		}
		if len(d.unassign) > 0 {
			if _, after := p.effective(d); len(after) == 0 {
				last++
			}
		}
	}
	if p.removed.Exceeded() {
		p.found.add(reconcile.Finding{Severity: reconcile.Warning, Code: reconcile.CodeTooManyRemovals,
			Message: reconcile.Say("The plan removes %d of the %d direct assignments of the users in scope, and %d may go: %s.",
				p.removed.Count, p.removed.Direct, p.removed.Limit, p.listCounts(bySKU, len(bySKU))),
			Hint: reconcile.Say("If that is meant: --max-removals %d.", p.removed.Count)})
	}
	p.warnLastLicense(last)
}

func (p *planner) warnLastLicense(users int) {
	most := p.in.Options.LastLicense
	if most == 0 {
		most = defaultLastLicense
	}
	if users > most {
		p.found.add(reconcile.Finding{Severity: reconcile.Warning, Code: reconcile.CodeLastLicense,
			Message: reconcile.Count(users, "%d user loses the last licence that they have.", "%d users lose the last licence that they have."),
			Hint:    reconcile.Say("Leavers, or a wrong sheet? Their mailboxes and files go after about 30 days.")})
	}
}

func (p *planner) directCount(u *reconcile.User) int {
	n := 0
	for _, a := range p.tenant.Assignments(u) {
		if a.Group == reconcile.Direct {
			n++
		}
	}
	return n
}
