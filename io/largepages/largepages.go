// Package largepages gives memory that lies in large pages, where the system
// has some: room for a million users is otherwise met in thousands
// of small pages, each with a fault of its own, and again whenever it is gone
// through in no order.
package largepages

import (
	"unsafe"

	"licet/reconcile"
)

// size is that of a large page, for all who have some.
const size = 2 << 20

// Room gives room for n values. It is common memory that the collector knows,
// large pages or not.
func Room[T any](n int) []T {
	each := int(unsafe.Sizeof(*new(T)))
	if n*each < size {
		return make([]T, n)
	}
	room := make([]T, n+size/each+1)
	advise(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(room))), len(room)*each))
	begin := uintptr(unsafe.Pointer(unsafe.SliceData(room)))
	ahead := int((size - begin%size) % size)
	first := (ahead + each - 1) / each
	return room[first:][:n:n]
}

// ForTenants has tenants of many users built in large pages.
type ForTenants struct{}

var _ reconcile.TenantMemory = ForTenants{}

// Users gives room for n users.
func (ForTenants) Users(n int) []reconcile.User { return Room[reconcile.User](n) }

// Slots gives room for n slots of a table.
func (ForTenants) Slots(n int) []uint64 { return Room[uint64](n) }
