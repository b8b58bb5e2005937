package order

import (
	"slices"
)

// core is what is left of the jobs once those without a choice are taken out,
// and the order of these.
//
// Jobs that need nothing short go first, since that only adds seats. Jobs that
// free nothing anybody waits for go last, since waiting costs nobody; whether
// their seats are there in the end is a matter of the sums alone.
type core struct {
	s             *state
	left, free    []int
	demand        []int // seats that the jobs left take, by licence
	first, last   []run
	seatsMissing  bool // in the end, whatever the order
	takesAndFrees bool // there are jobs left
}

// run is so many jobs of a kind, one after the other.
type run struct{ kind, n int }

// coreOf takes out the jobs without a choice. What open jobs free is to be
// counted in free.
func (s *state) coreOf(left, free []int) *core {
	c := &core{s: s, left: slices.Clone(left), free: slices.Clone(free), demand: make([]int, len(free))}
	after := slices.Clone(free)
	for k, n := range left {
		for _, t := range s.kinds[k].takes {
			c.demand[t] += n
		}
		s.do(k, n, after, after)
	}
	for t, n := range c.demand {
		c.seatsMissing = c.seatsMissing || n > 0 && after[t] < 0
	}
	for c.doAmple() || c.setAside() {
	}
	c.takesAndFrees = slices.ContainsFunc(c.left, func(n int) bool { return n > 0 })
	slices.Reverse(c.last)
	return c
}

// doAmple does the kinds for which there are seats enough for all who take them.
func (c *core) doAmple() bool {
	any := false
	for k, n := range c.left {
		if n == 0 || slices.ContainsFunc(c.s.kinds[k].takes, func(t int) bool { return c.free[t] < c.demand[t] }) {
			continue
		}
		c.s.do(k, n, c.free, c.free)
		c.take(k)
		c.first = append(c.first, run{k, n})
		any = true
	}
	return any
}

// setAside leaves to the end the kinds that free nothing anybody waits for.
func (c *core) setAside() bool {
	any := false
	for k, n := range c.left {
		if n == 0 || slices.ContainsFunc(c.s.kinds[k].releases, func(r int) bool { return c.demand[r] > 0 }) {
			continue
		}
		c.take(k)
		c.last = append(c.last, run{k, n})
		any = true
	}
	return any
}

func (c *core) take(k int) {
	for _, t := range c.s.kinds[k].takes {
		c.demand[t] -= c.left[k]
	}
	c.left[k] = 0
}

// isSimple reports whether each job left takes one seat and frees one, and no
// licence that they take is over-assigned: then connected is exact.
func (c *core) isSimple() bool {
	for k, n := range c.left {
		if n > 0 && (len(c.s.kinds[k].takes) != 1 || len(c.s.kinds[k].releases) != 1) {
			return false
		}
	}
	for t, n := range c.demand {
		if n > 0 && c.free[t] < 0 {
			return false
		}
	}
	return true
}

// connected reports whether every connected part of one-for-one moves has a
// free seat. Then an order exists: the end state has no shortage, so wherever
// more moves leave than arrive there are seats, and a walk that starts there
// can take every ring on its way (as in Euler's walks through all bridges).
func (c *core) connected() bool {
	parts := apart(len(c.free))
	for k, n := range c.left {
		if n > 0 {
			parts.join(c.s.kinds[k].takes[0], c.s.kinds[k].releases[0])
		}
	}
	seat := make([]bool, len(c.free))
	for i, f := range c.free {
		seat[parts.of(i)] = seat[parts.of(i)] || f > 0
	}
	for k, n := range c.left {
		if n > 0 && !seat[parts.of(c.s.kinds[k].takes[0])] {
			return false
		}
	}
	return true
}

// finishable reports whether the jobs that are left can all be done, starting
// with these free seats. It is exact where each job takes one licence that is
// short and frees one, and for few jobs of any shape; for many jobs of other
// shapes it may say no where a cleverer order exists, and never the other way.
func (s *state) finishable(left, free []int) bool {
	c := s.coreOf(left, free)
	switch {
	case c.seatsMissing:
		return false
	case !c.takesAndFrees:
		return true
	case c.isSimple():
		return c.connected()
	default:
		_, ok := c.sequence()
		return ok
	}
}

// dropStuck takes the jobs out for which there is no order, and gives them.
func (s *state) dropStuck() []int {
	free := s.withOpened()
	var stuck []int
	for !s.finishable(s.left, free) {
		k := s.mostStuck(free)
		keep := mostSafe(s.left[k]-1, func(n int) bool {
			left := slices.Clone(s.left)
			left[k] = n
			return s.finishable(left, free)
		})
		stuck = append(stuck, s.kinds[k].jobs[keep:]...)
		s.kinds[k].jobs = s.kinds[k].jobs[:keep]
		s.left[k] = keep
	}
	slices.Sort(stuck)
	return stuck
}

// mostStuck gives a kind of which no job can ever be sent, whatever is done
// before; if there is none, the one that waits for most.
func (s *state) mostStuck(free []int) int {
	reachable := s.reachable(s.left, free)
	worst, waits := -1, -1
	for k, n := range s.left {
		if n == 0 {
			continue
		}
		w := 0
		for _, t := range s.kinds[k].takes {
			if !reachable[t] {
				w += len(free)
			}
			if free[t] < 1 {
				w++
			}
		}
		if w >= waits {
			worst, waits = k, w
		}
	}
	return worst
}

// reachable gives the licences of which a seat can become free at some time, if
// each job could be done any number of times.
func (s *state) reachable(left, free []int) []bool {
	reached := make([]bool, len(free))
	for i, f := range free {
		reached[i] = f > 0
	}
	for again := true; again; {
		again = false
		for k, n := range left {
			if n == 0 || slices.ContainsFunc(s.kinds[k].takes, func(t int) bool { return !reached[t] }) {
				continue
			}
			for _, r := range s.kinds[k].releases {
				again = again || !reached[r]
				reached[r] = true
			}
		}
	}
	return reached
}
