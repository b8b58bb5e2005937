package sheet

import (
	"sync"

	"licet/reconcile"
)

// slab is memory for what stays of chunks, whoever reads them. Pieces stand one
// behind the other in it. It is common memory: large pages are those that a virtual
// machine has given back to its host, and then cost more than they save
// (bench/README.md).
type slab[T byte | reconcile.ListLine] struct {
	mu   sync.Mutex
	free []T
	// run is how many entries there is room made for at once.
	run int
}

// cut gives room for n.
func (s *slab[T]) cut(n int) []T {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n > len(s.free) {
		s.free = make([]T, max(n, s.run))
		s.run = (s.run + 3) / 4 // the first was guessed to be enough
	}
	room := s.free[:n:n]
	s.free = s.free[n:]
	return room
}
