package report

import (
	"iter"
	"strings"
)

// all gives the items of a list where they stand.
func all[T any](items []T) iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for i := range items {
			if !yield(&items[i]) {
				return
			}
		}
	}
}

// mapped gives what to makes of each item, one at a time.
func mapped[T, W any](items iter.Seq[T], to func(T) W) iter.Seq[W] {
	return func(yield func(W) bool) {
		for item := range items {
			if !yield(to(item)) {
				return
			}
		}
	}
}

// flat gives the parts of each item.
func flat[T, W any](items iter.Seq[T], parts func(T) []W) iter.Seq[*W] {
	return func(yield func(*W) bool) {
		for item := range items {
			for part := range all(parts(item)) {
				if !yield(part) {
					return
				}
			}
		}
	}
}

// each gives what write makes of all items.
func each[T, W any](items []T, write func(T) W) []W {
	out := make([]W, len(items))
	for i, item := range items {
		out[i] = write(item)
	}
	return out
}

// joined is a list in one cell of a file, which licet reads as a list.
func joined(items []string) string { return strings.Join(items, "; ") }
