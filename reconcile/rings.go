package reconcile

import (
	"slices"
	"strings"
)

// breakRings finds swaps that wait for each other's seats. With AllowGap it
// marks the fewest changes to be split; otherwise their users are left out,
// which may leave others without the seats that they counted on.
func (p *planner) breakRings() {
	for {
		changes, free := p.orderInput()
		rings := findRings(changes, free)
		if len(rings) == 0 {
			return
		}
		if p.in.Options.AllowGap {
			p.split(bestSplit(changes, free, rings))
			continue
		}
		for _, r := range rings {
			p.reportRing(r)
		}
		p.dropRefused()
		p.settleSeats()
	}
}

// orderInput gives the drafts as Order sees changes: seats only.
func (p *planner) orderInput() ([]Change, map[string]int) {
	free := map[string]int{}
	for i := range p.skus {
		if p.knowsSeats(int32(i)) && p.ledger.take[i] > p.skus[i].Pool()-p.skus[i].Consumed {
			free[p.skus[i].ID] = p.skus[i].Pool() - p.skus[i].Consumed
		}
	}
	if len(free) == 0 {
		return nil, nil // nothing can run short
	}
	changes := make([]Change, len(p.changes))
	for i := range p.changes {
		d := &p.changes[i]
		changes[i] = Change{Takes: p.skuIDs(d.takes()), Releases: p.skuIDs(d.releases()), Split: d.split}
	}
	return changes, free
}

// bestSplit gives the change whose split leaves the fewest changes in a ring:
// first of those in the rings, then of all.
func bestSplit(changes []Change, free map[string]int, rings []Ring) int {
	var stuck, all []int
	for _, r := range rings {
		stuck = append(stuck, r.Changes...)
	}
	for i := range changes {
		all = append(all, i)
	}
	best, fewest := -1, len(changes)+1
	tried := map[string]bool{}
	for _, i := range append(stuck, all...) {
		key := strings.Join(changes[i].Takes, " ") + "|" + strings.Join(changes[i].Releases, " ")
		if tried[key] || changes[i].Split || len(changes[i].Takes) == 0 || len(changes[i].Releases) == 0 {
			continue
		}
		tried[key] = true
		changes[i].Split = true
		left := 0
		for _, r := range findRings(changes, free) {
			left += len(r.Changes)
		}
		changes[i].Split = false
		if left < fewest {
			best, fewest = i, left
		}
	}
	return best
}

func (p *planner) split(i int) {
	d := &p.changes[i]
	d.split = true
	who := p.who(d)
	p.note(who, Finding{Code: CodeSeatRing, At: p.sheets.place(who.first),
		Message: p.say("The change is made in two calls to break a ring of swaps: for a moment the user is without the licences that change."),
		Hint:    p.say("One spare seat would spare them that.")})
}

func (p *planner) reportRing(r Ring) {
	names := make([]string, len(r.SKUs))
	for i, id := range r.SKUs {
		names[i] = p.licenseName(p.skuAt[id])
	}
	slices.Sort(names)
	for _, i := range r.Changes {
		p.who(&p.changes[i]).refused = true
	}
	severity := Error
	if p.in.Options.SkipInvalid {
		severity = Warning
	}
	p.leftOut(r.Changes, Finding{Severity: severity, Code: CodeSeatRing, At: p.sheets.place(p.who(&p.changes[r.Changes[0]]).first),
		Message: p.say("%s, and none is spare: %s.",
			p.plural(len(r.Changes), "%d change waits for each other's seats", "%d changes wait for each other's seats"), p.listDrafts(r.Changes)),
		Hint: p.say("One spare seat of %s breaks the ring; --allow-gap does without, and takes the licences of as few users as can be away for a moment.", p.in.Phrases.Or(names))})
}
