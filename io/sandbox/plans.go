package sandbox

import (
	"slices"
	"strings"
	"sync"
)

// bitset is a set of service plans by their number in the store.
type bitset []uint64

func (b bitset) has(i int) bool { return i>>6 < len(b) && b[i>>6]&(1<<(i&63)) != 0 }

func (b *bitset) add(i int) {
	for i>>6 >= len(*b) {
		*b = append(*b, 0)
	}
	(*b)[i>>6] |= 1 << (i & 63)
}

// union adds all of x.
func (b *bitset) union(x bitset) {
	for len(*b) < len(x) {
		*b = append(*b, 0)
	}
	for i, w := range x {
		(*b)[i] |= w
	}
}

// minus gives what is in b and not in x.
func (b bitset) minus(x bitset) bitset {
	out := slices.Clone(b)
	for i := range min(len(b), len(x)) {
		out[i] &^= x[i]
	}
	return out
}

// and gives what is in both.
func (b bitset) and(x bitset) bitset { return b.minus(b.minus(x)) }

func (b bitset) empty() bool { return !slices.ContainsFunc(b, func(w uint64) bool { return w != 0 }) }

// planSet is a set of service plan ids that is shared by all assignments that
// have it: lower case, sorted, each once.
type planSet struct {
	ids  []string
	bits bitset
}

// planTable numbers service plans and keeps one copy of each set. It has a lock
// of its own, for readers make sets too.
type planTable struct {
	mu      sync.Mutex
	numbers map[string]int
	ids     []string
	sets    map[string]*planSet
}

func newPlanTable() *planTable {
	return &planTable{numbers: map[string]int{}, sets: map[string]*planSet{}}
}

func (t *planTable) number(id string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.numberLocked(id)
}

func (t *planTable) numberLocked(id string) int {
	id = strings.ToLower(id)
	n, ok := t.numbers[id]
	if !ok {
		n = len(t.ids)
		t.numbers[id] = n
		t.ids = append(t.ids, id)
	}
	return n
}

func (t *planTable) set(ids []string) *planSet {
	t.mu.Lock()
	defer t.mu.Unlock()
	// Most sets come in their one form and are known.
	if s, ok := t.sets[strings.Join(ids, " ")]; ok {
		return s
	}
	low := lowerAll(ids)
	slices.Sort(low)
	low = slices.Compact(low)
	key := strings.Join(low, " ")
	if s, ok := t.sets[key]; ok {
		return s
	}
	s := &planSet{ids: low}
	for _, id := range low {
		s.bits.add(t.numberLocked(id))
	}
	t.sets[key] = s
	return s
}

// intersect gives the plans that are in both sets.
func (t *planTable) intersect(a, b *planSet) *planSet {
	if a == b {
		return a
	}
	var both []string
	for _, id := range a.ids {
		if _, ok := slices.BinarySearch(b.ids, id); ok {
			both = append(both, id)
		}
	}
	return t.set(both)
}
