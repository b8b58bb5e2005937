package reconcile

import (
	"cmp"
	"runtime"
	"slices"
)

// sortLarge sorts entries that are too large to be moved again and again: each is
// moved once. What is equal stays in its order.
func sortLarge[T any](list []T, compare func(x, y *T) int) {
	order := make([]int32, len(list))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(i, j int32) int {
		if c := compare(&list[i], &list[j]); c != 0 {
			return c
		}
		return cmp.Compare(i, j)
	})
	reorder(list, order)
}

// reorder puts at i the entry that stands at order[i], going round the cycles. It
// uses order up.
func reorder[T any](list []T, order []int32) {
	for i := range order {
		if int(order[i]) == i {
			continue
		}
		held, to := list[i], i
		for from := int(order[to]); from != i; from = int(order[to]) {
			list[to] = list[from]
			order[to] = int32(to)
			to = from
		}
		list[to] = held
		order[to] = int32(to)
	}
}

// Workers is how many goroutines compare at once.
func Workers() int { return runtime.GOMAXPROCS(0) }
