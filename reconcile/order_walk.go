package reconcile

import "slices"

// tryOutMost bounds how many positions tryOut looks at: the product of the
// numbers of jobs of each kind, each plus one.
const tryOutMost = 20_000

// sequence gives an order of all jobs, one by one, as runs; false when it finds
// none. Few jobs are tried out, which is exact; many are walked through.
func (c *core) sequence() ([]run, bool) {
	var middle []run
	ok := !c.seatsMissing
	if ok && c.takesAndFrees {
		middle, ok = c.walk()
		if positions := c.s.positions(c.left, tryOutMost); !ok && positions <= tryOutMost {
			middle, ok = c.tryOut(slices.Clone(c.left), slices.Clone(c.free), map[string]bool{})
			slices.Reverse(middle)
		}
	}
	return slices.Concat(c.first, middle, c.last), ok
}

// positions counts how many ways there are to be somewhere on the way through
// the jobs left, or a number over most.
func (s *state) positions(left []int, most int) int {
	n := 1
	for _, l := range left {
		if n *= l + 1; n > most {
			break
		}
	}
	return n
}

// tryOut searches, depth first, for any order of the jobs that are left, and
// gives it backwards.
func (c *core) tryOut(left, free []int, seen map[string]bool) ([]run, bool) {
	if !slices.ContainsFunc(left, func(n int) bool { return n > 0 }) {
		return nil, true
	}
	key := positionKey(left)
	if seen[key] {
		return nil, false
	}
	seen[key] = true
	for k := range left {
		if left[k] == 0 || !c.s.can(k, free) {
			continue
		}
		left[k]--
		c.s.do(k, 1, free, free)
		rest, ok := c.tryOut(left, free, seen)
		c.s.do(k, -1, free, free)
		left[k]++
		if ok {
			return append(rest, run{k, 1}), true
		}
	}
	return nil, false
}

func positionKey(left []int) string {
	key := make([]byte, 0, 4*len(left))
	for _, n := range left {
		key = append(key, byte(n), byte(n>>8), byte(n>>16), byte(n>>24))
	}
	return string(key)
}

// walk goes through the jobs without ever turning back: of those that can be
// sent it takes the one that frees what most wait for, among those after which
// each kind left can still get its seats at some time.
func (c *core) walk() ([]run, bool) {
	left, free := slices.Clone(c.left), slices.Clone(c.free)
	var out []run
	for slices.ContainsFunc(left, func(n int) bool { return n > 0 }) {
		k := c.nextOfWalk(left, free)
		if k < 0 {
			return nil, false
		}
		left[k]--
		c.s.do(k, 1, free, free)
		if n := len(out); n > 0 && out[n-1].kind == k {
			out[n-1].n++
			continue
		}
		out = append(out, run{k, 1})
	}
	return out, true
}

func (c *core) nextOfWalk(left, free []int) int {
	for _, k := range c.s.byUse(left, free) {
		if !c.s.can(k, free) {
			continue
		}
		left[k]--
		c.s.do(k, 1, free, free)
		open := c.s.allReachable(left, free)
		c.s.do(k, -1, free, free)
		left[k]++
		if open {
			return k
		}
	}
	return -1
}

// allReachable reports whether each kind left can get its seats at some time.
func (s *state) allReachable(left, free []int) bool {
	reached := s.reachable(left, free)
	for k, n := range left {
		if n > 0 && slices.ContainsFunc(s.kinds[k].takes, func(t int) bool { return !reached[t] }) {
			return false
		}
	}
	return true
}

// pack finds an order one by one and sends its jobs as early as the rule of
// Schedule lets them: each round as many of the next ones as there are seats for.
func (s *state) pack() roundPlan {
	runs, ok := s.coreOf(s.left, s.withOpened()).sequence()
	if !ok {
		panic("reconcile: no order of jobs that can be finished")
	}
	var plan roundPlan
	free := slices.Clone(s.free)
	for round := 0; len(runs) > 0; round++ {
		counts, freed := make([]int, len(s.kinds)), make([]int, len(free))
		for len(runs) > 0 {
			r := &runs[0]
			n := min(r.n, s.seatsFor(r.kind, free))
			s.do(r.kind, n, free, freed)
			counts[r.kind] += n
			if r.n -= n; r.n > 0 {
				break
			}
			runs = runs[1:]
		}
		plan = append(plan, counts)
		free = addSeats(free, freed)
		if round == 0 {
			free = addSeats(free, s.opened)
		}
	}
	return plan
}

// seatsFor gives how many jobs of a kind have seats.
func (s *state) seatsFor(k int, free []int) int {
	n := len(s.kinds[k].jobs)
	for _, t := range s.kinds[k].takes {
		n = min(n, max(0, free[t]))
	}
	return n
}
