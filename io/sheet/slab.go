package sheet

import (
	"sync"

	"licet/io/largepages"
	"licet/reconcile"
)

// slab is memory for what stays of chunks, whoever reads them. Pieces stand one
// behind the other in it, in large pages.
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
		s.free = largepages.Room[T](max(n, s.run))
		s.run = (s.run + 3) / 4 // the first was guessed to be enough
	}
	room := s.free[:n:n]
	s.free = s.free[n:]
	return room
}
