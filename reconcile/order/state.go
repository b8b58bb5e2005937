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
	each, open := w.count()
	s.open = make([]int, 0, open)
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
			s.kinds = append(s.kinds, kind{*of, make([]int, 0, each[n])})
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

// arrange gives rounds of jobs: those of a round can all run side by side once
// the rounds before are done. Jobs for which there is no order are stuck.
func (s *state) arrange() (rounds [][]int, stuck []int) {
	if s.remaining() == 0 {
		return s.rounds(nil), nil
	}
	stuck = s.dropStuck()
	if plan, ok := s.search(); ok {
		return s.rounds(plan), stuck
	}
	if c := s.coreOf(s.left, s.withOpened()); c.isSimple() {
		return s.rounds(s.greedy()), stuck
	}
	return s.rounds(s.pack()), stuck
}

// roundPlan is, for each round, how many jobs of each kind run in it.
type roundPlan [][]int

// rounds turns counts by kind into jobs. Jobs of a kind go in their own order.
func (s *state) rounds(plan roundPlan) [][]int {
	next := make([]int, len(s.kinds))
	var out [][]int
	if len(s.open) > 0 {
		out = append(out, slices.Clone(s.open))
	}
	for r, counts := range plan {
		if r == len(out) {
			out = append(out, nil)
		}
		for k, n := range counts {
			out[r] = append(out[r], s.kinds[k].jobs[next[k]:next[k]+n]...)
			next[k] += n
		}
		if r > 0 || len(s.open) == 0 {
			slices.Sort(out[r])
		}
	}
	return out
}
