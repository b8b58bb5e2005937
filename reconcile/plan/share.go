package plan

import (
	"iter"
	"runtime"
	"sync"
	"sync/atomic"
)

// share has all processors work at n things, each of which is one's own.
func share(n int, work func(mine iter.Seq[int])) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			work(func(yield func(int) bool) {
				for i := int(next.Add(1)) - 1; i < n && yield(i); i = int(next.Add(1)) - 1 {
				}
			})
		})
	}
	wait.Wait()
}
