package main

import "iter"

// rowsAhead is how many rows are handed over at once.
const rowsAhead = 1024

// readAhead yields what seq yields. Seq works in a goroutine of its own, a few
// runs ahead of who takes what it gives; on return it is over.
func readAhead[T any](seq iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		full, free, stop := make(chan []T, 1), make(chan []T, 3), make(chan struct{})
		for range cap(free) {
			free <- make([]T, 0, rowsAhead)
		}
		go func() {
			defer close(full)
			fillRuns(seq, full, free, stop)
		}()
		defer func() {
			close(stop)
			for range full { // until it is over
			}
		}()
		for run := range full {
			for _, v := range run {
				if !yield(v) {
					return
				}
			}
			clear(run)
			free <- run[:0]
		}
	}
}

// fillRuns sends runs of what seq yields, until stop is closed.
func fillRuns[T any](seq iter.Seq[T], full chan<- []T, free <-chan []T, stop <-chan struct{}) {
	send := func(run []T) bool {
		select {
		case full <- run:
			return true
		case <-stop:
			return false
		}
	}
	run := <-free
	for v := range seq {
		if run = append(run, v); len(run) < cap(run) {
			continue
		}
		if !send(run) {
			return
		}
		select {
		case run = <-free:
		case <-stop:
			return
		}
	}
	send(run)
}
