package order

import (
	"slices"
)

// greedy gives rounds: for each, how many jobs of each kind run in it. It fills a
// round with as many jobs as can be sent without leaving the others in a ring: those
// first that free what many wait for. Where that comes to a halt it sends the first
// job of an order one by one.
func (s *state) greedy() (rounds [][]int) {
	left, free := slices.Clone(s.left), slices.Clone(s.free)
	for round := 0; slices.ContainsFunc(left, func(n int) bool { return n > 0 }); round++ {
		if round == 1 {
			free = addSeats(free, s.opened)
		}
		counts, freed := s.greedyRound(left, free, round)
		if slices.Max(counts) == 0 && (round > 0 || len(s.open) == 0) {
			k := s.coreOf(left, free).mustSequence()[0].kind
			left[k]--
			counts[k] = 1
			s.do(k, 1, free, freed)
		}
		rounds = append(rounds, counts)
		free = addSeats(free, freed)
	}
	return rounds
}

func addSeats(a, b []int) []int {
	sum := slices.Clone(a)
	for i, n := range b {
		sum[i] += n
	}
	return sum
}

// greedyRound sends what it can of each kind and takes it off left and free; it
// gives the counts and the seats that become free after the round.
func (s *state) greedyRound(left, free []int, round int) (counts, freed []int) {
	counts, freed = make([]int, len(s.kinds)), make([]int, len(free))
	for _, k := range s.byUse(left, free) {
		most := min(left[k], s.seatsFor(k, free))
		safe := func(n int) bool {
			after := addSeats(free, freed)
			if round == 0 {
				after = addSeats(after, s.opened)
			}
			s.do(k, n, after, after)
			rest := slices.Clone(left)
			rest[k] -= n
			return s.finishable(rest, after)
		}
		n := mostSafe(most, safe)
		left[k] -= n
		counts[k] = n
		s.do(k, n, free, freed)
	}
	return counts, freed
}

// mostSafe finds a large n up to most that is safe. Safety is not quite
// monotone, so it halves down rather than trusting a bisection.
func mostSafe(most int, safe func(int) bool) int {
	n := 0
	for step := most; step > 0; {
		if n+step <= most && safe(n+step) {
			n += step
			continue
		}
		step /= 2
	}
	return n
}

// byUse orders kinds: those first that free what most others wait for, those
// that only take last.
func (s *state) byUse(left, free []int) []int {
	waiting := make([]int, len(free))
	for k, n := range left {
		for _, t := range s.kinds[k].takes {
			waiting[t] += n
		}
	}
	use := make([]int, len(s.kinds))
	order := make([]int, 0, len(s.kinds))
	for k, n := range left {
		if n == 0 {
			continue
		}
		order = append(order, k)
		for _, r := range s.kinds[k].releases {
			use[k] += max(0, waiting[r]-free[r])
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return use[b] - use[a] })
	return order
}
