package plan

import (
	"slices"

	"licet/reconcile"
)

// draft is a change in the making; licences are indexes of planner.skus.
type draft struct {
	// who is an index of planner.people, user one of Tenant.Users.
	who, user int32
	split     bool
	moves
}

// verdict is what was decided on one licence of one user, and why.
type verdict struct {
	decision reconcile.Sentence
	at       reconcile.Place
}

// draftChanges compares what each user in scope should hold with what they
// hold, and drafts a change where the two differ.
func (p *planner) draftChanges() {
	for i := range p.people {
		if who := &p.people[i]; who.user >= 0 {
			p.draft(int32(i), &who.wishes)
		}
	}
	if p.in.Options.Scope != reconcile.ScopeTenant {
		return
	}
	rest := p.unnamed()
	for u := range p.tenant.Users {
		if p.personOf[u] < 0 && p.concerns(int32(u), &rest) {
			p.draft(p.addPerson(int32(u)), &rest)
		}
	}
}

// concerns reports whether a user whom no row names has anything that the
// sheet is the truth for.
func (p *planner) concerns(user int32, w *wishes) bool {
	return slices.ContainsFunc(p.tenant.Assignments(p.user(user)), func(a reconcile.Assignment) bool { return p.unwanted(w, a.SKU) })
}

func (p *planner) draft(who int32, w *wishes) {
	d := draft{who: who, user: p.people[who].user}
	u := p.user(d.user)
	have := p.waysOf(u)
	for i := range have {
		h := &have[i]
		if x := w.of(h.sku); x != nil {
			p.decideNamed(&d, h, x)
		} else if p.unwanted(w, h.sku) {
			p.remove(&d, h, w.noneAt)
		} else {
			p.leave(h, w)
		}
	}
	for i := range w.list {
		x := &w.list[i]
		switch {
		case slices.ContainsFunc(have, func(h ways) bool { return h.sku == x.sku }):
		case x.want:
			p.assign(&d, x)
		default:
			p.decided(x.sku, x.at, "not wanted and not held: nothing to do")
		}
	}
	p.draftLocation(&d, u)
	if !d.isEmpty() {
		p.changes = append(p.changes, d)
	}
}

func (p *planner) who(d *draft) *person { return &p.people[d.who] }

func (p *planner) decided(sku int32, at reconcile.Place, decision reconcile.Word) {
	if p.explain != nil {
		p.explain(sku, verdict{decision: decision.Sentence(), at: at})
	}
}

// leave passes over a licence of which no row of the user speaks.
func (p *planner) leave(h *ways, w *wishes) {
	switch {
	case p.explain == nil:
	case h.direct == nil:
		p.decided(h.sku, reconcile.Place{}, "no row speaks of it, and it is not direct: nothing to do")
	case w.whole || w.none:
		p.decided(h.sku, reconcile.Place{}, "no row speaks of it, and it is not managed: left alone")
	default:
		p.decided(h.sku, reconcile.Place{}, "no row speaks of it, and the rows are not the whole truth: left alone")
	}
}

// decidedThrough is decided with the groups in the sentence.
func (p *planner) decidedThrough(h *ways, at reconcile.Place, format string) {
	if p.explain != nil {
		p.explain(h.sku, verdict{decision: reconcile.Say(format, p.throughGroups(h)), at: at})
	}
}
