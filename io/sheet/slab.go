package sheet

import (
	"sync"
	"unsafe"

	"licet/reconcile"
)

// largePage is the size of a large page of memory, for all who have some.
const largePage = 2 << 20

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
		s.free = inLargePages[T](max(n, s.run))
		s.run = (s.run + 3) / 4 // the first was guessed to be enough
	}
	room := s.free[:n:n]
	s.free = s.free[n:]
	return room
}

// inLargePages gives room for n entries and some more; much of it begins with a
// large page.
func inLargePages[T byte | reconcile.ListLine](n int) []T {
	size := int(unsafe.Sizeof(*new(T)))
	if n*size < largePage {
		return make([]T, n)
	}
	room := make([]T, n+largePage/size+1)
	largePages(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(room))), len(room)*size))
	begin := uintptr(unsafe.Pointer(unsafe.SliceData(room)))
	ahead := int((largePage - begin%largePage) % largePage)
	return room[(ahead+size-1)/size:]
}
