package sheet

import (
	"unsafe"

	"licet/reconcile"
)

// slabBytes is the size of the stretches of memory that pieces are cut from.
const slabBytes = 8 << 20

// slab is memory for what stays of chunks.
type slab[T byte | reconcile.ListLine] struct{ free []T }

// cut gives room for n.
func (s *slab[T]) cut(n int) []T {
	if n > len(s.free) {
		s.free = make([]T, max(n, slabBytes/int(unsafe.Sizeof(*new(T)))))
		largePages(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s.free))), len(s.free)*int(unsafe.Sizeof(*new(T)))))
	}
	room := s.free[:n:n]
	s.free = s.free[n:]
	return room
}
