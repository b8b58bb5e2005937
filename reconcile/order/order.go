package order

import (
	"iter"

	"licet/reconcile"
)

// Of arranges changes, given the free seats of licences: for each skuId whose seats
// are known, the pool less the consumed units, which is negative where a tenant is
// over-assigned. A licence that is not in free never runs short. It gives the
// schedule of all changes for which an order exists, and the rings of those for
// which none does. Changes are read twice, and so must be the same each time.
func Of(changes iter.Seq[Seats], free map[string]int) (Schedule, []Ring) {
	w := newWorkload(changes, free)
	order, stuck := newState(w).arrange()
	s := Schedule{Free: w.listedFree(), Steps: make([]Step, len(order))}
	for i, j := range order {
		s.Steps[i] = w.jobs[j].step()
	}
	return s, w.rings(stuck)
}

// OfChanges is Of for changes, by their indexes.
func OfChanges(changes []reconcile.Change, free map[string]int) (Schedule, []Ring) {
	all := make([]int, len(changes))
	for i := range all {
		all[i] = i
	}
	return OfSome(changes, all, free)
}

// OfSome is OfChanges for the changes at some indexes, in their order.
func OfSome(changes []reconcile.Change, which []int, free map[string]int) (Schedule, []Ring) {
	return Of(func(yield func(Seats) bool) {
		for _, i := range which {
			if c := &changes[i]; !yield(Seats{i, c.Takes, c.Releases, c.Split}) {
				return
			}
		}
	}, free)
}

// Rings finds the rings alone, which costs less than the order. Changes that
// have nothing to do with the licences in free may be left out.
func Rings(changes iter.Seq[Seats], free map[string]int) []Ring {
	w := newWorkload(changes, free)
	return w.rings(newState(w).dropStuck())
}
