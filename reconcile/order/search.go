package order

import (
	"slices"
)

// searchMost bounds the positions that search looks at: the product of the
// numbers of jobs of each kind, each plus one.
const searchMost = 1500

// search finds the fewest rounds by trying all ways, when there are few. The
// second result is false when there are too many to try.
func (s *state) search() (roundPlan, bool) {
	if s.positions(s.left, searchMost) > searchMost {
		return nil, false
	}
	if s.remaining() == 0 {
		return nil, true
	}
	start := position{left: slices.Clone(s.left)}
	seen := map[string]bool{}
	for layer := []*position{&start}; len(layer) > 0; {
		var next []*position
		for _, at := range layer {
			done := s.eachRound(at, func(counts []int) bool {
				to := at.after(counts)
				key := positionKey(to.left)
				if seen[key] {
					return false
				}
				seen[key] = true
				next = append(next, to)
				return to.isDone()
			})
			if done {
				return next[len(next)-1].path(), true
			}
		}
		layer = next
	}
	return nil, false
}

// position is what is left after some rounds, and how it came about.
type position struct {
	left   []int
	counts []int
	from   *position
	round  int
}

func (at *position) after(counts []int) *position {
	left := slices.Clone(at.left)
	for k, n := range counts {
		left[k] -= n
	}
	return &position{left: left, counts: slices.Clone(counts), from: at, round: at.round + 1}
}

func (at *position) isDone() bool {
	return !slices.ContainsFunc(at.left, func(n int) bool { return n > 0 })
}

func (at *position) path() roundPlan {
	var plan roundPlan
	for ; at.from != nil; at = at.from {
		plan = append(plan, at.counts)
	}
	slices.Reverse(plan)
	return plan
}

// freeAt gives the free seats at the start of the next round.
func (s *state) freeAt(at *position) []int {
	free := slices.Clone(s.free)
	if at.round > 0 {
		free = s.withOpened()
	}
	for k, n := range at.left {
		s.do(k, s.left[k]-n, free, free)
	}
	return free
}

// eachRound calls visit with every set of jobs that can run side by side from
// here, larger ones first, until visit says stop. In the first round with open
// jobs the empty set is one of them.
func (s *state) eachRound(at *position, visit func(counts []int) bool) bool {
	free := s.freeAt(at)
	counts := make([]int, len(s.kinds))
	var choose func(k int) bool
	choose = func(k int) bool {
		if k == len(s.kinds) {
			empty := !slices.ContainsFunc(counts, func(n int) bool { return n > 0 })
			if empty && !(at.round == 0 && len(s.open) > 0) {
				return false
			}
			return visit(counts)
		}
		most := min(at.left[k], s.seatsFor(k, free))
		for n := most; n >= 0; n-- {
			counts[k] = n
			for _, t := range s.kinds[k].takes {
				free[t] -= n
			}
			stop := choose(k + 1)
			for _, t := range s.kinds[k].takes {
				free[t] += n
			}
			if stop {
				return true
			}
		}
		counts[k] = 0
		return false
	}
	return choose(0)
}
