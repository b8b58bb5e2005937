package plan

import (
	"licet/reconcile"
)

// managed says for which licences the sheet is the truth.
type managed struct {
	all       bool
	listed    map[int32]bool
	ignored   map[int32]bool
	mentioned map[int32]bool
}

// covers reports whether the sheet is the truth for a licence.
func (m *managed) covers(sku int32) bool {
	switch {
	case m.ignored[sku]:
		return false
	case m.all:
		return true
	case len(m.listed) > 0:
		return m.listed[sku]
	default:
		return m.mentioned[sku]
	}
}

// admits reports whether a row may speak of a licence.
func (m *managed) admits(sku int32) bool {
	return !m.ignored[sku] && (m.all || len(m.listed) == 0 || m.listed[sku])
}

// wish is what the rows want of one licence for one user.
type wish struct {
	sku  int32
	want bool
	apps *appsSaid
	at   reconcile.Place
}

// wishes are what the rows want of one user.
type wishes struct {
	list []wish
	// none: no direct licence at all.
	none   bool
	noneAt reconcile.Place
	// whole: the rows are the whole truth for the managed licences. Rows with
	// an action of their own are not: they speak for themselves only.
	whole bool
}

func (w *wishes) of(sku int32) *wish {
	for i := range w.list {
		if w.list[i].sku == sku {
			return &w.list[i]
		}
	}
	return nil
}

// settleWishes makes the wishes of everybody, and reports what is said twice or
// contradicts itself.
func (p *planner) settleWishes() {
	for i := range p.people {
		who := &p.people[i]
		p.sortSaid(who)
		for _, c := range who.countries {
			if first := who.countries[0]; c.code != first.code {
				p.refuse(who, reconcile.Finding{Code: reconcile.CodeContradictoryRows, At: c.at,
					Message: reconcile.Say("The usage location is %s here and %s in %s.", c.code, first.code, first.at),
					Hint:    reconcile.Say("Keep one of the two.")})
			}
		}
		who.wishes = p.wishesOf(who)
	}
}

// wishesOf turns a person's rows into wishes; for one whom no row names it is
// what those should hold.
func (p *planner) wishesOf(who *person) wishes {
	if who.name == "" {
		return p.unnamed()
	}
	var w wishes
	for _, s := range who.rows {
		if s.action == reconcile.ActionNone {
			p.wishNone(who, &w, s)
			continue
		}
		want, counts := p.wants(s.action)
		w.whole = w.whole || p.in.Options.Mode == reconcile.Exact && (s.action == reconcile.ActionUnsaid || s.action == reconcile.ActionUnticked)
		if !counts {
			continue
		}
		if !p.managed.admits(s.sku) {
			if s.action != reconcile.ActionUnticked {
				p.reportUnmanaged(who, s)
			}
			continue
		}
		p.addWish(who, &w, wish{sku: s.sku, want: want, apps: s.apps, at: s.at})
	}
	p.checkNone(who, &w)
	return w
}

// checkNone refuses the word none beside a licence that is wanted.
func (p *planner) checkNone(who *person, w *wishes) {
	for _, x := range w.list {
		if w.none && x.want {
			p.refuse(who, reconcile.Finding{Code: reconcile.CodeNoneBesideLicense, At: x.at,
				Message: reconcile.Say("%s is wanted here, and no licence at all in %s.", p.licenseName(x.sku), w.noneAt),
				Hint:    reconcile.Say("Keep one of the two.")})
		}
	}
}

// wants says what an action wants in this mode, and whether it counts at all.
func (p *planner) wants(a reconcile.Action) (want, counts bool) {
	switch a {
	case reconcile.ActionAssign:
		return true, true
	case reconcile.ActionUnassign:
		return false, true
	case reconcile.ActionUnsaid:
		return p.in.Options.Mode != reconcile.Remove, true
	case reconcile.ActionUnticked:
		return false, p.in.Options.Mode == reconcile.Exact
	case reconcile.ActionNone:
		return false, false
	default:
		panic("plan: unexpected Action")
	}
}

// checkMode refuses what the mode rules out.
func (p *planner) checkMode() error {
	if p.in.Options.Mode == reconcile.Add && p.in.Options.DropRedundant {
		return reconcile.Problem(reconcile.Say("--drop-redundant takes licences away, which --mode add never does: leave one of the two out"))
	}
	return nil
}

func (p *planner) wishNone(who *person, w *wishes, s said) {
	if p.in.Options.Mode == reconcile.Add {
		p.note(who, reconcile.Finding{Code: reconcile.CodeNoneIgnored, At: s.at, Message: reconcile.Say("The word none takes nothing away in add mode."),
			Hint: reconcile.Say("Use --mode exact or remove where it is meant.")})
		return
	}
	if w.none {
		p.noteDuplicate(who, s.at, w.noneAt)
		return
	}
	w.none, w.noneAt = true, s.at
}

func (p *planner) addWish(who *person, w *wishes, x wish) {
	same := w.of(x.sku)
	if same == nil {
		w.list = append(w.list, x)
		return
	}
	here := x.at
	switch {
	case same.want != x.want:
		p.refuse(who, reconcile.Finding{Code: reconcile.CodeContradictoryRows, At: here,
			Message: reconcile.Say("%s is %s here and %s in %s.", p.licenseName(x.sku), wanted(x.want), wanted(same.want), same.at),
			Hint:    reconcile.Say("Keep one of the two.")})
	case x.want && !same.apps.equal(x.apps):
		p.refuse(who, reconcile.Finding{Code: reconcile.CodeContradictoryRows, At: here,
			Message: reconcile.Say("The apps of %s are not the same here as in %s.", p.licenseName(x.sku), same.at),
			Hint:    reconcile.Say("Keep one of the two.")})
	default:
		p.noteDuplicate(who, x.at, same.at)
	}
}

func (p *planner) noteDuplicate(who *person, here, there reconcile.Place) {
	message := reconcile.Say("The same stands in %s; it counts once.", there)
	if here == there {
		message = reconcile.Say("The same stands twice in this cell; it counts once.")
	}
	p.note(who, reconcile.Finding{Code: reconcile.CodeDuplicateRow, At: here, Message: message})
}

func wanted(want bool) reconcile.Word {
	if want {
		return "wanted"
	}
	return "not wanted"
}

func (p *planner) reportUnmanaged(who *person, s said) {
	why, hint := reconcile.Say("--manage does not list it"), reconcile.Say("Add it to --manage, or take the row out.")
	if p.managed.ignored[s.sku] {
		why, hint = reconcile.Say("--ignore lists it"), reconcile.Say("Take it off --ignore, or take the row out.")
	}
	p.warn(who, reconcile.Finding{Code: reconcile.CodeLicenseNotManaged, At: s.at,
		Message: reconcile.Say("%s is left alone in spite of this row: %s.", p.licenseName(s.sku), why), Hint: hint})
}

// unwanted reports whether a licence that the user holds directly, and of which
// no row of theirs speaks, is to go.
func (p *planner) unwanted(w *wishes, sku int32) bool {
	return w.none && p.managed.admits(sku) || w.whole && p.managed.covers(sku)
}

// leftAlone reports whether a licence of which no row of the user speaks stays
// only because it is not managed: --manage all would take it away.
func (p *planner) leftAlone(w *wishes, sku int32) bool {
	return (w.none || w.whole) && !p.managed.ignored[sku] && !p.unwanted(w, sku)
}

// unnamed is what a user whom no row names should hold: in scope tenant nothing
// of what is managed.
func (p *planner) unnamed() wishes {
	return wishes{whole: p.in.Options.Mode == reconcile.Exact && p.in.Options.Scope == reconcile.ScopeTenant}
}
