package order

import (
	"slices"
)

// state is how far an order has come. Jobs that take and free the same licences
// are interchangeable, so it counts them by kind: of 100,000 swaps there are
// perhaps ten kinds, and looking ahead costs as little as for ten.
type state struct {
	kinds []kind
	// left counts the jobs of each kind that are still to be done.
	left []int
	// free are the free seats of the listed licences.
	free []int
	// open are the jobs that take nothing that could run short; they all go in
	// the first round, and what they free counts from the second.
	open   []int
	opened []int
}

// kind is a sort of job: those of one shape.
type kind struct {
	shape
	jobs []int
}

func newState(w *workload) *state {
	s := &state{free: slices.Clone(w.free), opened: make([]int, len(w.free))}
	kinds := make(map[int32]int, len(w.shapes)) // shape -> kind
	for j := range w.jobs {
		n := w.jobs[j].shape
		of := &w.shapes[n]
		if len(of.takes) == 0 {
			s.open = append(s.open, j)
			for _, r := range of.releases {
				s.opened[r]++
			}
			continue
		}
		k, ok := kinds[n]
		if !ok {
			k = len(s.kinds)
			kinds[n] = k
			s.kinds = append(s.kinds, kind{shape: *of})
			s.left = append(s.left, 0)
		}
		s.kinds[k].jobs = append(s.kinds[k].jobs, j)
		s.left[k]++
	}
	return s
}

func (s *state) remaining() int {
	n := 0
	for _, c := range s.left {
		n += c
	}
	return n
}

// withOpened gives the free seats once the open jobs are done.
func (s *state) withOpened() []int { return addSeats(s.free, s.opened) }

// can reports whether one more job of kind k can be sent with these free seats.
func (s *state) can(k int, free []int) bool {
	for _, t := range s.kinds[k].takes {
		if free[t] < 1 {
			return false
		}
	}
	return true
}

// do sends n jobs of kind k and, with done, counts what they free at once.
func (s *state) do(k, n int, free, freed []int) {
	for _, t := range s.kinds[k].takes {
		free[t] -= n
	}
	for _, r := range s.kinds[k].releases {
		freed[r] += n
	}
}

// mostMixed is up to how many jobs of other shapes than one for one are arranged in
// rounds: to look ahead for more takes minutes.
const mostMixed = 1_000

// arrange gives an order of jobs. Jobs for which there is none are stuck.
func (s *state) arrange() (order, stuck []int) {
	stuck = s.dropStuck()
	order = s.open
	next := make([]int, len(s.kinds))
	send := func(k, n int) {
		order = append(order, s.kinds[k].jobs[next[k]:next[k]+n]...)
		next[k] += n
	}
	if c := s.coreOf(s.left, s.withOpened()); s.remaining() > mostMixed && !c.isSimple() {
		for _, r := range c.mustSequence() {
			send(r.kind, r.n)
		}
		return order, stuck
	}
	for round, counts := range s.greedy() {
		from := len(order)
		for k, n := range counts {
			send(k, n)
		}
		if round > 0 || len(s.open) == 0 {
			slices.Sort(order[from:])
		}
	}
	return order, stuck
}
