package order

import (
	"slices"
)

// The bounds of a walk: how many dead ends it may meet before it gives up. Where
// there are at most so many positions it never gives up, so that it is exact.
const (
	deadEndsMost   = 1_000
	positionsExact = 20_000
)

// sequence gives an order of all jobs, one by one, as runs; false when it finds
// none.
func (c *core) sequence() ([]run, bool) {
	if c.seatsMissing {
		return nil, false
	}
	w := walk{c: c, left: slices.Clone(c.left), free: slices.Clone(c.free), dead: map[string]bool{}, most: deadEndsMost}
	if c.s.positions(c.left, positionsExact) <= positionsExact {
		w.most = positionsExact
	}
	ok := w.on()
	slices.Reverse(w.back)
	return slices.Concat(c.first, w.back, c.last), ok
}

// mustSequence is sequence for jobs that can be finished.
func (c *core) mustSequence() []run {
	runs, ok := c.sequence()
	if !ok {
		panic("order: jobs that can be finished have no order")
	}
	return runs
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

// walk goes through the jobs of a core one by one. Of those that can be sent it
// takes the one first that frees what most wait for, and passes over those after
// which some kind left could never get its seats. At a dead end it turns back.
type walk struct {
	c          *core
	left, free []int
	dead       map[string]bool // positions from which no way was found
	most       int             // dead ends, after which it gives up
	back       []run           // the way, from its end
}

// on walks on from where it stands, and reports whether it came to the end.
func (w *walk) on() bool {
	if !slices.ContainsFunc(w.left, func(n int) bool { return n > 0 }) {
		return true
	}
	if len(w.dead) > 0 && w.dead[positionKey(w.left)] {
		return false
	}
	for _, k := range w.c.s.byUse(w.left, w.free) {
		if len(w.dead) > w.most {
			return false
		}
		if !w.c.s.can(k, w.free) {
			continue
		}
		w.left[k]--
		w.c.s.do(k, 1, w.free, w.free)
		if w.c.s.allReachable(w.left, w.free) && w.on() {
			w.add(k)
			return true
		}
		w.c.s.do(k, -1, w.free, w.free)
		w.left[k]++
	}
	w.dead[positionKey(w.left)] = true
	return false
}

func (w *walk) add(k int) {
	if n := len(w.back); n > 0 && w.back[n-1].kind == k {
		w.back[n-1].n++
		return
	}
	w.back = append(w.back, run{k, 1})
}

func positionKey(left []int) string {
	key := make([]byte, 0, 4*len(left))
	for _, n := range left {
		key = append(key, byte(n), byte(n>>8), byte(n>>16), byte(n>>24))
	}
	return string(key)
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

// seatsFor gives how many jobs of a kind have seats.
func (s *state) seatsFor(k int, free []int) int {
	n := len(s.kinds[k].jobs)
	for _, t := range s.kinds[k].takes {
		n = min(n, max(0, free[t]))
	}
	return n
}
