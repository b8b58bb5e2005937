package report

import "iter"

// convert gives what to makes of each item, one at a time.
func convert[T, W any](items []T, to func(*T) W) iter.Seq[W] {
	return func(yield func(W) bool) {
		for i := range items {
			if !yield(to(&items[i])) {
				return
			}
		}
	}
}

// mapped is convert for what is not in a slice.
func mapped[T, W any](items iter.Seq[T], to func(T) W) iter.Seq[W] {
	return func(yield func(W) bool) {
		for item := range items {
			if !yield(to(item)) {
				return
			}
		}
	}
}

// each gives what write makes of all items.
func each[T any](items []T, write func(T) string) []string {
	out := make([]string, len(items))
	for i, item := range items {
		out[i] = write(item)
	}
	return out
}
