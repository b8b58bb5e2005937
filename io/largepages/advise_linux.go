package largepages

import "golang.org/x/sys/unix"

// advise asks for large pages behind fresh memory. Many systems give them to
// those alone who ask; without, room for a million users is met in thousands of small
// pages, one after the other (what that costs: bench/README.md). It is a wish: the
// memory is the same either way.
func advise(fresh []byte) { _ = unix.Madvise(fresh, unix.MADV_HUGEPAGE) }
