package order

import (
	"slices"
)

// rings groups stuck jobs by the licences that they wait for.
func (w *workload) rings(stuck []int) []Ring {
	group := make([]int, len(w.skus)) // licence -> smallest licence it is tied to
	for i := range group {
		group[i] = i
	}
	var root func(int) int
	root = func(i int) int {
		if group[i] != i {
			group[i] = root(group[i])
		}
		return group[i]
	}
	for _, j := range stuck {
		of := w.shapes[w.jobs[j].shape]
		tied := slices.Concat(of.takes, of.releases)
		for _, s := range tied[1:] {
			group[root(s)] = root(tied[0])
		}
	}
	byRoot := map[int]*Ring{}
	var order []int
	for _, j := range stuck {
		takes := w.shapes[w.jobs[j].shape].takes
		r := root(takes[0])
		if byRoot[r] == nil {
			byRoot[r] = &Ring{}
			order = append(order, r)
		}
		ring := byRoot[r]
		ring.Changes = append(ring.Changes, int(w.jobs[j].change))
		for _, s := range takes {
			if !slices.Contains(ring.SKUs, w.skus[s]) {
				ring.SKUs = append(ring.SKUs, w.skus[s])
			}
		}
	}
	var out []Ring
	for _, r := range order {
		slices.Sort(byRoot[r].SKUs)
		slices.Sort(byRoot[r].Changes)
		byRoot[r].Changes = slices.Compact(byRoot[r].Changes)
		out = append(out, *byRoot[r])
	}
	return out
}
