package sandbox

import (
	"math/big"
	"slices"
	"strings"
	"sync"
)

// planSet is a set of service plan ids that is shared by all assignments that
// have it: lower case, sorted, each once. The bits are their numbers in the store.
type planSet struct {
	ids  []string
	bits big.Int
}

// contains reports whether a plan is in the set, of which a nil one has none.
func (s *planSet) contains(id string) bool {
	return s != nil && slices.ContainsFunc(s.ids, func(x string) bool { return strings.EqualFold(x, id) })
}

func both(a, b *big.Int) *big.Int   { return new(big.Int).And(a, b) }
func except(a, b *big.Int) *big.Int { return new(big.Int).AndNot(a, b) }

// planTable numbers service plans and keeps one copy of each set. It has a lock
// of its own, for readers make sets too.
type planTable struct {
	mu      sync.Mutex
	numbers map[string]int
	sets    map[string]*planSet
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
		n, known := t.numbers[id]
		if !known {
			n = len(t.numbers)
			t.numbers[id] = n
		}
		s.bits.SetBit(&s.bits, n, 1)
	}
	t.sets[key] = s
	return s
}

// intersect gives the plans that are in both sets.
func (t *planTable) intersect(a, b *planSet) *planSet {
	if a == b {
		return a
	}
	return t.set(slices.DeleteFunc(slices.Clone(a.ids), func(id string) bool { return !b.contains(id) }))
}

// names gives the ids of a set of plans, sorted.
func (t *planTable) names(bits *big.Int) []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out []string
	for id, n := range t.numbers {
		if bits.Bit(n) == 1 {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}
