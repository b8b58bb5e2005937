package order

import (
	"iter"

	"licet/reconcile"
)

// Order arranges the changes of a plan, given the free seats of its ledger. It
// gives the schedule of all changes for which an order exists, and the rings
// of those for which none does (Build leaves these out, so a plan that it made
// has none).
func Order(p *reconcile.Plan) (Schedule, []Ring) {
	free := make(map[string]int, len(p.Seats))
	for _, s := range p.Seats {
		if s.Known {
			free[s.SKUID] = s.Owned - s.Used
		}
	}
	return OrderChanges(p.Changes, free)
}

// OrderChanges is Order for any changes (what is left of an interrupted run,
// say). free gives, for each skuId whose seats are known, the pool less the
// consumed units; it is negative where a tenant is over-assigned. A licence that
// is not in free never runs short.
func OrderChanges(changes []reconcile.Change, free map[string]int) (Schedule, []Ring) {
	return order(newWorkload(seatsOf(changes), len(changes), free))
}

// OrderSome is OrderChanges for the changes at some indexes, in their order.
// Steps and rings name them by these.
func OrderSome(changes []reconcile.Change, which []int, free map[string]int) (Schedule, []Ring) {
	return order(newWorkload(seatsOfSome(changes, which), len(which), free))
}

func order(w *workload) (Schedule, []Ring) {
	rounds, stuck := newState(w).arrange()
	s := Schedule{Free: w.listedFree(), Rounds: len(rounds), Steps: make([]Step, 0, len(w.jobs))}
	for _, round := range rounds {
		for _, j := range round {
			s.Steps = append(s.Steps, w.jobs[j].step())
		}
	}
	return s, w.rings(stuck)
}

// FindRings gives the rings alone, which costs less than the order. Changes that
// have nothing to do with the licences in free may be left out.
func FindRings(changes iter.Seq[SeatChange], free map[string]int) []Ring {
	w := newWorkload(changes, 0, free)
	return w.rings(newState(w).dropStuck())
}
