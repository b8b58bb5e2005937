package order

import (
	"encoding/binary"
	"iter"
	"slices"
)

// Seats is what a change does to seats, by skuId. Its lists are good until
// the next one is asked for.
type Seats struct {
	Change          int
	Takes, Releases []string
	Split           bool
}

// workload is the changes as jobs over the licences that could run short.
type workload struct {
	jobs   []job
	shapes []shape
	skus   []string // the listed licences
	free   []int    // of the listed licences, at the start
}

// job is a step, and the shape that it has. There may be a million of them, of a
// few shapes.
type job struct {
	change, shape int32
	part          Part
}

func (j job) step() Step { return Step{Change: int(j.change), Part: j.part} }

// shape is the listed licences that a job takes and frees, as indexes of
// workload.skus, sorted. All takes are of different licences.
type shape struct{ takes, releases []int }

// newWorkload reads changes twice.
func newWorkload(changes iter.Seq[Seats], free map[string]int) *workload {
	w := &workload{}
	w.list(changes, free)
	a := shaper{w: w, index: make(map[string]int, len(w.skus)), known: map[string]int32{}}
	for i, id := range w.skus {
		a.index[id] = i
	}
	for c := range changes {
		if c.Split {
			w.jobs = append(w.jobs,
				job{int32(c.Change), a.shape(nil, c.Releases), RemoveFirst},
				job{int32(c.Change), a.shape(c.Takes, nil), AddAfter})
			continue
		}
		w.jobs = append(w.jobs, job{int32(c.Change), a.shape(c.Takes, c.Releases), Whole})
	}
	return w
}

// list finds the licences of which fewer seats are free than are taken.
func (w *workload) list(changes iter.Seq[Seats], free map[string]int) {
	demand := map[string]int{}
	for c := range changes {
		for _, id := range c.Takes {
			demand[id]++
		}
	}
	for id, n := range demand {
		if f, known := free[id]; known && f < n {
			w.skus = append(w.skus, id)
		}
	}
	slices.Sort(w.skus)
	for _, id := range w.skus {
		w.free = append(w.free, free[id])
	}
}

func (w *workload) listedFree() map[string]int {
	free := make(map[string]int, len(w.skus))
	for i, id := range w.skus {
		free[id] = w.free[i]
	}
	return free
}

// shaper makes each shape once.
type shaper struct {
	w               *workload
	index           map[string]int // of a listed licence in workload.skus
	known           map[string]int32
	takes, releases []int
	key             []byte
}

// shape gives the number of a shape.
func (a *shaper) shape(takes, releases []string) int32 {
	a.takes, a.releases = a.listed(a.takes[:0], takes), a.listed(a.releases[:0], releases)
	a.key = binary.AppendUvarint(a.key[:0], uint64(len(a.takes)))
	for _, l := range [][]int{a.takes, a.releases} {
		for _, s := range l {
			a.key = binary.AppendUvarint(a.key, uint64(s))
		}
	}
	n, ok := a.known[string(a.key)]
	if !ok {
		n = int32(len(a.w.shapes))
		a.known[string(a.key)] = n
		a.w.shapes = append(a.w.shapes, shape{slices.Clone(a.takes), slices.Clone(a.releases)})
	}
	return n
}

// listed appends the indexes of those licences that are listed, sorted.
func (a *shaper) listed(out []int, ids []string) []int {
	for _, id := range ids {
		if i, ok := a.index[id]; ok {
			out = append(out, i)
		}
	}
	slices.Sort(out)
	return out
}
