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
type blocks[T, W any] struct {
	items []T
	wire  func(*T) W
	done  int
	texts []bytes.Buffer
	err   error
}

func newBlocks[T, W any](items []T, wire func(*T) W) *blocks[T, W] {
	n := min(runtime.GOMAXPROCS(0), (len(items)+blockItems-1)/blockItems)
	return &blocks[T, W]{items: items, wire: wire, texts: make([]bytes.Buffer, n)}
}

// next encodes the next blocks; it gives false when there are no more items.
func (b *blocks[T, W]) next() bool {
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
func (b *blocks[T, W]) encode(w *bytes.Buffer, items []T, first bool) error {
	w.Reset()
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	for i := range items {
		if i > 0 || !first {
			w.WriteString(",\n")
		}
		if err := out.Encode(b.wire(&items[i])); err != nil {
			return err
		}
		w.Truncate(w.Len() - 1) // the line break that Encode adds
	}
	return nil
}
