package apply

import "container/heap"

// agenda is a heap: what comes before all others is taken first.
type agenda[T interface{ before(T) bool }] []T

func (a *agenda[T]) add(x T) { heap.Push(a, x) }

func (a *agenda[T]) take() T { return heap.Pop(a).(T) }

func (a agenda[T]) Len() int           { return len(a) }
func (a agenda[T]) Swap(i, k int)      { a[i], a[k] = a[k], a[i] }
func (a agenda[T]) Less(i, k int) bool { return a[i].before(a[k]) }

// Push is for container/heap; use add.
func (a *agenda[T]) Push(x any) { *a = append(*a, x.(T)) }

// Pop is for container/heap; use take.
func (a *agenda[T]) Pop() any {
	old := *a
	last := old[len(old)-1]
	*a = old[:len(old)-1]
	return last
}

// fifo gives back first what came first.
type fifo[T any] struct {
	waiting []T
	next    int
}

func (f *fifo[T]) push(x T) { f.waiting = append(f.waiting, x) }

// peek gives what is next, and leaves it there.
func (f *fifo[T]) peek() (x T, ok bool) {
	if f.size() == 0 {
		return x, false
	}
	return f.waiting[f.next], true
}

// drop takes off what is next.
func (f *fifo[T]) drop() {
	if f.next++; f.next == len(f.waiting) {
		f.waiting, f.next = f.waiting[:0], 0
	}
}

func (f *fifo[T]) size() int { return len(f.waiting) - f.next }
