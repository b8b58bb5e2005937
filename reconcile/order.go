package reconcile

import "iter"

// The order of work
//
// A step takes seats when it is sent and frees others when it is done. Only
// licences that could run short matter: those with fewer free seats than steps
// that take one. All other steps are free to go at any time.
//
// A free seat behaves like a token: a swap X->Y uses a free seat of Y and leaves
// one of X, so the token moves from Y to X. Taken one by one in any order,
// tokens may run into a dead end while a ring of swaps waits for one:
//
//	Y has 1 free seat.  ann X->Y, bob Y->X, cho Z->Y
//	cho first:  the seat becomes one of Z, ann and bob wait for each other
//	ann first:  the seat becomes one of X, bob uses it and frees Y, cho goes
//
// So a step is taken only if the others can still be finished after it
// (order_finish.go says how that is known). Few steps are searched for the
// fewest rounds (order_search.go). Of many, each round is filled as far as is
// safe (order_greedy.go); where steps take or free several licences that are
// short, one walk through all of them is looked for and its steps are then sent
// as early as the rule of Schedule lets them (order_walk.go).

// Order arranges the changes of a plan, given the free seats of its ledger. It
// gives the schedule of all changes for which an order exists, and the rings
// of those for which none does (Build leaves these out, so a plan that it made
// has none).
func Order(p *Plan) (Schedule, []Ring) {
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
func OrderChanges(changes []Change, free map[string]int) (Schedule, []Ring) {
	return order(newWorkload(seatsOf(changes), len(changes), free))
}

// OrderSome is OrderChanges for the changes at some indexes, in their order.
// Steps and rings name them by these.
func OrderSome(changes []Change, which []int, free map[string]int) (Schedule, []Ring) {
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

// findRings gives the rings alone, which costs less than the order. Changes that
// have nothing to do with the licences in free may be left out.
func findRings(changes iter.Seq[seatChange], free map[string]int) []Ring {
	w := newWorkload(changes, 0, free)
	return w.rings(newState(w).dropStuck())
}
