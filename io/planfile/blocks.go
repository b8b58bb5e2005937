package planfile

import (
	"bytes"
	"encoding/json"
	"runtime"
	"sync"
)

// blockItems is how many items a processor encodes at a time.
const blockItems = 256

// blocks encodes the items of a list block by block, on all processors, and
// gives the texts in the order of the items.
type blocks[T any] struct {
	items []T
	write func(*bytes.Buffer, *T) error
	done  int
	texts []bytes.Buffer
	err   error
}

func newBlocks[T any](items []T, write func(*bytes.Buffer, *T) error) *blocks[T] {
	n := min(runtime.GOMAXPROCS(0), (len(items)+blockItems-1)/blockItems)
	return &blocks[T]{items: items, write: write, texts: make([]bytes.Buffer, n)}
}

// next encodes the next blocks; it gives false when there are no more items.
func (b *blocks[T]) next() bool {
	if b.done == len(b.items) {
		return false
	}
	errs := make([]error, len(b.texts))
	var wait sync.WaitGroup
	for i := range b.texts {
		from := min(b.done+i*blockItems, len(b.items))
		block := b.items[from:min(from+blockItems, len(b.items))]
		wait.Go(func() { errs[i] = b.encode(&b.texts[i], block, from == 0) })
	}
	wait.Wait()
	for _, err := range errs {
		if b.err == nil {
			b.err = err
		}
	}
	b.done = min(b.done+len(b.texts)*blockItems, len(b.items))
	return true
}

// encode writes items a line each, with a comma before all but the very first.
func (b *blocks[T]) encode(w *bytes.Buffer, items []T, first bool) error {
	w.Reset()
	for i := range items {
		if i > 0 || !first {
			w.WriteString(",\n")
		}
		if err := b.write(w, &items[i]); err != nil {
			return err
		}
	}
	return nil
}

// asJSON writes items as encoding/json does.
func asJSON[T, W any](wire func(*T) W) func(*bytes.Buffer, *T) error {
	return func(w *bytes.Buffer, item *T) error {
		out := json.NewEncoder(w)
		out.SetEscapeHTML(false)
		if err := out.Encode(wire(item)); err != nil {
			return err
		}
		w.Truncate(w.Len() - 1) // the line break that Encode adds
		return nil
	}
}
