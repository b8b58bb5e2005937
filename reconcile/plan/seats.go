package plan

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"licet/reconcile"
)

// seats allots the seats of licences to drafts.
type seats struct {
	people   *people
	licenses *licenses
	options  *reconcile.Options
	notes    *notes
	drafts   []draft
	// release and take count the seats that drafts free and take, by skuId.
	release, take map[string]int
	// short are shortages and rings, by the people left out for them.
	short map[int32][]reconcile.Finding
}

// allot drops refused people's drafts, counts the rest, and lets those who come last
// give way where seats are short, or go round in a ring.
func allot(drafts []draft, ps *people, l *licenses, o *reconcile.Options, n *notes) *seats {
	s := &seats{people: ps, licenses: l, options: o, notes: n, drafts: drafts, short: map[int32][]reconcile.Finding{}}
	s.dropRefused()
	if l.knows.Seats { // else none is short, and their order is of no account
		slices.SortFunc(s.drafts, func(a, b draft) int { return ps.before(&ps.all[a.who], &ps.all[b.who]) })
	}
	s.settle()
	s.breakRings()
	return s
}

// before orders people for seats: those with a priority first, lower ones before,
// then by the first row, then by name.
func (ps *people) before(a, b *person) int {
	if c := cmp.Or(a.priority.compare(b.priority), a.first.Compare(b.first)); c != 0 {
		return c // names are seldom needed
	}
	return strings.Compare(ps.nameOf(a), ps.nameOf(b))
}

func (s *seats) who(draft int) *person { return &s.people.all[s.drafts[draft].who] }

func (s *seats) count(d *draft, by int) {
	for _, id := range d.change.Releases {
		s.release[id] += by
	}
	for _, id := range d.change.Takes {
		s.take[id] += by
	}
}

// sku gives a licence; nil where its seats cannot be judged.
func (s *seats) sku(id string) *reconcile.SKU {
	if i := s.licenses.at[id]; s.licenses.knowsSeats(i) {
		return &s.licenses.skus[i]
	}
	return nil
}

// missing gives how many seats of a licence are missing; 0 where nobody takes one.
func (s *seats) missing(id string) int {
	sku := s.sku(id)
	if s.take[id] == 0 || sku == nil {
		return 0
	}
	return max(0, s.take[id]-s.release[id]-sku.Balance())
}

func (s *seats) dropRefused() {
	s.drafts = slices.DeleteFunc(s.drafts, func(d draft) bool { return s.notes.refused || s.people.all[d.who].refused })
}

// settle counts the drafts that are left and lets the last ones give way until no
// licence is short.
func (s *seats) settle() {
	s.release, s.take = map[string]int{}, map[string]int{}
	takers := map[string][]int{}
	for i := range s.drafts {
		d := &s.drafts[i]
		s.count(d, 1)
		for _, id := range d.change.Takes {
			takers[id] = append(takers[id], i)
		}
	}
	without := map[string][]int{}
	for last := s.lastTaker(takers); last >= 0; last = s.lastTaker(takers) {
		d := &s.drafts[last]
		for _, id := range d.change.Takes {
			if s.missing(id) > 0 {
				without[id] = append(without[id], last)
			}
		}
		s.who(last).refused = true
		s.count(d, -1)
	}
	s.readmit(without)
	s.reportShort(without)
	s.dropRefused()
}

// lastTaker gives the last draft that takes a licence that is short; -1 when
// none is.
func (s *seats) lastTaker(takers map[string][]int) int {
	last := -1
	for id, all := range takers {
		for len(all) > 0 && s.who(all[len(all)-1]).refused {
			all = all[:len(all)-1]
		}
		takers[id] = all
		if s.missing(id) > 0 {
			last = max(last, all[len(all)-1])
		}
	}
	return last
}

// readmit takes back, in their order, those who gave way for seats that others
// left unused by giving way after them.
func (s *seats) readmit(without map[string][]int) {
	for again := true; again; {
		again = false
		all := slices.Concat(slices.Collect(maps.Values(without))...)
		slices.Sort(all)
		for _, i := range slices.Compact(all) {
			d := &s.drafts[i]
			if !s.who(i).refused || slices.ContainsFunc(d.change.Takes, s.isFull) {
				continue
			}
			s.who(i).refused = false
			s.count(d, 1)
			again = true
		}
	}
	for id := range without {
		without[id] = slices.DeleteFunc(without[id], func(i int) bool { return !s.who(i).refused })
		if len(without[id]) == 0 {
			delete(without, id)
		}
	}
}

// isFull reports whether no seat more of a licence can be taken.
func (s *seats) isFull(id string) bool {
	sku := s.sku(id)
	return sku != nil && s.take[id]+1-s.release[id] > sku.Balance()
}

// reportShort tells, for each licence, who goes without.
func (s *seats) reportShort(without map[string][]int) {
	severity := reconcile.Error
	if s.options.PartialSeats || s.options.SkipInvalid {
		severity = reconcile.Warning
	}
	for _, id := range slices.Sorted(maps.Keys(without)) {
		drafts := without[id]
		slices.Sort(drafts)
		there := s.sku(id).Balance() + s.release[id]
		short := len(drafts) + s.take[id] - there
		hint := reconcile.Say("Buy %s, free some, or assign those there are in sheet order with --partial-seats.", reconcile.Count(short, "%d seat", "%d seats"))
		if severity == reconcile.Warning {
			hint = reconcile.Say("They are left out entirely; the others get theirs.")
		}
		s.leftOut(drafts, reconcile.Finding{Severity: severity, Code: reconcile.CodeNoSeats, At: s.who(drafts[0]).first,
			Message: reconcile.Say("%s is short of %s: %s, %s. Without one: %s.",
				s.licenses.name(s.licenses.at[id]), reconcile.Count(short, "%d seat", "%d seats"), freeSeats(there), reconcile.Count(len(drafts)+s.take[id], "%d is needed", "%d are needed"), s.list(drafts)),
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
func (s *seats) leftOut(drafts []int, f reconcile.Finding) {
	s.notes.add(f)
	for _, i := range drafts {
		who := s.drafts[i].who
		s.short[who] = append(s.short[who], f)
	}
}

func (s *seats) list(drafts []int) reconcile.Listing {
	people := make([]int32, len(drafts))
	for i, d := range drafts {
		people[i] = s.drafts[d].who
	}
	return s.people.list(people)
}
