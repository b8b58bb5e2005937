package order

import (
	"maps"
	"slices"
)

// sets are licences that belong together: each names another of its set, and one of
// them itself.
type sets []int

// apart gives n licences of which none belongs to another.
func apart(n int) sets {
	s := make(sets, n)
	for i := range s {
		s[i] = i
	}
	return s
}

// of gives the one that stands for the set of i.
func (s sets) of(i int) int {
	for s[i] != i {
		s[i] = s[s[i]]
		i = s[i]
	}
	return i
}

func (s sets) join(a, b int) { s[s.of(a)] = s.of(b) }

// rings groups stuck jobs by the licences that they wait for; a ring stands where
// the first of its changes does.
func (w *workload) rings(stuck []int) []Ring {
	groups := apart(len(w.skus))
	for _, j := range stuck {
		of := w.shapes[w.jobs[j].shape]
		for _, s := range slices.Concat(of.takes, of.releases) {
			groups.join(s, of.takes[0])
		}
	}
	byGroup := map[int]*Ring{}
	for _, j := range stuck {
		takes := w.shapes[w.jobs[j].shape].takes
		g := groups.of(takes[0])
		if byGroup[g] == nil {
			byGroup[g] = &Ring{}
		}
		ring := byGroup[g]
		ring.Changes = append(ring.Changes, int(w.jobs[j].change))
		for _, s := range takes {
			ring.SKUs = append(ring.SKUs, w.skus[s])
		}
	}
	var out []Ring
	for r := range maps.Values(byGroup) {
		slices.Sort(r.Changes)
		slices.Sort(r.SKUs)
		out = append(out, Ring{slices.Compact(r.Changes), slices.Compact(r.SKUs)})
	}
	slices.SortFunc(out, func(a, b Ring) int { return a.Changes[0] - b.Changes[0] })
	return out
}
