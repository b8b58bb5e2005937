package plan

import (
	"cmp"
	"slices"
	"strings"

	"licet/reconcile"
)

// ledger counts the seats that drafts free and take, by licence.
type ledger struct {
	release, take []int
}

func (p *planner) count(d *draft, by int) {
	for s := range d.releases() {
		p.ledger.release[s] += by
	}
	for s := range d.takes() {
		p.ledger.take[s] += by
	}
}

// knowsSeats reports whether the seats of a licence can be judged.
func (p *planner) knowsSeats(sku int32) bool { return p.tenant.Knows.Seats && p.skus[sku].Owned }

// missing gives how many seats of a licence are missing; 0 where nobody takes one.
func (p *planner) missing(sku int32) int {
	if p.ledger.take[sku] == 0 || !p.knowsSeats(sku) {
		return 0
	}
	s := &p.skus[sku]
	return max(0, p.ledger.take[sku]-p.ledger.release[sku]-s.Balance())
}

// before orders drafts for seats: users with a priority first, lower ones
// before, then by the first row, then by name.
func (p *planner) before(a, b *draft) int {
	x, y := p.who(a), p.who(b)
	if x.ranked != y.ranked {
		if x.ranked {
			return -1
		}
		return 1
	}
	if c := cmp.Or(cmp.Compare(x.priority, y.priority), x.first.Compare(y.first)); c != 0 {
		return c
	}
	return strings.Compare(p.personName(x), p.personName(y))
}

// allotSeats drops refused people's drafts, counts the rest, and lets those who
// come last give way where seats are short.
func (p *planner) allotSeats() {
	p.dropRefused()
	if p.tenant.Knows.Seats { // else none is short, and their order is of no account
		slices.SortFunc(p.changes, func(a, b draft) int { return p.before(&a, &b) })
	}
	p.settleSeats()
}

func (p *planner) dropRefused() {
	p.changes = slices.DeleteFunc(p.changes, func(d draft) bool { return p.refused || p.who(&d).refused })
}

// settleSeats counts the drafts that are left and lets the last ones give way
// until no licence is short.
func (p *planner) settleSeats() {
	p.ledger = ledger{release: make([]int, len(p.skus)), take: make([]int, len(p.skus))}
	takers := make([][]int, len(p.skus))
	for i := range p.changes {
		p.count(&p.changes[i], 1)
		for s := range p.changes[i].takes() {
			takers[s] = append(takers[s], i)
		}
	}
	without := map[int32][]int{}
	for last := p.lastTaker(takers); last >= 0; last = p.lastTaker(takers) {
		d := &p.changes[last]
		for s := range d.takes() {
			if p.missing(s) > 0 {
				without[s] = append(without[s], last)
			}
		}
		p.who(d).refused = true
		p.count(d, -1)
	}
	p.readmit(without)
	p.reportShort(without)
	p.dropRefused()
}

// readmit takes back, in their order, those who gave way for seats that others
// left unused by giving way after them.
func (p *planner) readmit(without map[int32][]int) {
	for again := true; again; {
		again = false
		for _, i := range inAnyOf(without) {
			d := &p.changes[i]
			if !p.who(d).refused || !p.hasRoomFor(d) {
				continue
			}
			p.who(d).refused = false
			p.count(d, 1)
			again = true
		}
	}
	for sku := range without {
		without[sku] = slices.DeleteFunc(without[sku], func(i int) bool { return !p.who(&p.changes[i]).refused })
		if len(without[sku]) == 0 {
			delete(without, sku)
		}
	}
}

// hasRoom reports whether one more seat of a licence can be taken.
func (p *planner) hasRoom(sku int32) bool {
	s := &p.skus[sku]
	return !p.knowsSeats(sku) || p.ledger.take[sku]+1-p.ledger.release[sku] <= s.Balance()
}

// hasRoomFor reports whether all seats of a draft can be taken.
func (p *planner) hasRoomFor(d *draft) bool {
	for s := range d.takes() {
		if !p.hasRoom(s) {
			return false
		}
	}
	return true
}

// inAnyOf gives the drafts that are in any of the lists, in order.
func inAnyOf(lists map[int32][]int) []int {
	var all []int
	for _, drafts := range lists {
		all = append(all, drafts...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// lastTaker gives the last draft that takes a licence that is short; -1 when
// none is.
func (p *planner) lastTaker(takers [][]int) int {
	last := -1
	for sku := range takers {
		for t := takers[sku]; len(t) > 0 && p.who(&p.changes[t[len(t)-1]]).refused; t = takers[sku] {
			takers[sku] = t[:len(t)-1]
		}
		if p.missing(int32(sku)) > 0 {
			last = max(last, takers[sku][len(takers[sku])-1])
		}
	}
	return last
}

// reportShort tells, for each licence, who goes without.
func (p *planner) reportShort(without map[int32][]int) {
	severity := reconcile.Error
	if p.in.Options.PartialSeats || p.in.Options.SkipInvalid {
		severity = reconcile.Warning
	}
	for sku, drafts := range without {
		slices.Sort(drafts)
		s := &p.skus[sku]
		there := s.Balance() + p.ledger.release[sku]
		short := len(drafts) + p.ledger.take[sku] - there
		hint := reconcile.Say("Buy %s, free some, or give those there are in sheet order with --partial-seats.", reconcile.Count(short, "%d seat", "%d seats"))
		if severity == reconcile.Warning {
			hint = reconcile.Say("They are left out whole; the others get theirs.")
		}
		p.leftOut(drafts, reconcile.Finding{Severity: severity, Code: reconcile.CodeNoSeats, At: p.who(&p.changes[drafts[0]]).first,
			Message: reconcile.Say("%s is short of %s: %s, %s. Without one: %s.",
				p.licenseName(sku), reconcile.Count(short, "%d seat", "%d seats"), freeSeats(there), reconcile.Count(len(drafts)+p.ledger.take[sku], "%d is needed", "%d are needed"), p.listDrafts(drafts)),
			Hint: hint})
	}
}

// freeSeats says how many seats there are to take, or how many are in use
// beyond those that are owned.
func freeSeats(n int) reconcile.Sentence {
	if n < 0 {
		return reconcile.Count(-n, "%d too many is in use", "%d too many are in use")
	}
	return reconcile.Count(n, "%d is free or becomes free", "%d are free or become free")
}

// leftOut reports a finding about people whose drafts are left out for it.
func (p *planner) leftOut(drafts []int, f reconcile.Finding) {
	p.found.add(f)
	for _, i := range drafts {
		who := p.changes[i].who
		p.short[who] = append(p.short[who], f)
	}
}

func (p *planner) listDrafts(drafts []int) reconcile.Listing {
	people := make([]int32, len(drafts))
	for i, d := range drafts {
		people[i] = p.changes[d].who
	}
	return p.listPeople(people)
}

// listPeople names people with their rows, the first ten in full.
func (p *planner) listPeople(people []int32) reconcile.Listing {
	const most = 10
	parts := make([]reconcile.Sentence, 0, most+1)
	for _, i := range people[:min(most, len(people))] {
		parts = append(parts, p.withRow(&p.people[i]))
	}
	if more := people[len(parts):]; len(more) > 0 {
		parts = append(parts, reconcile.Say("%d more, to %s", len(more), p.withRow(&p.people[more[len(more)-1]])))
	}
	return reconcile.ListOf(parts)
}

func (p *planner) withRow(who *person) reconcile.Sentence {
	if who.first.Row == 0 {
		return reconcile.Say("%s", p.personName(who))
	}
	return reconcile.Say("%s (row %d)", p.personName(who), who.first.Row)
}
