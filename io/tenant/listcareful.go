package tenant

import (
	"fmt"
	"runtime"
)

// batchSize is about how many bytes of an array are decoded in one go.
const batchSize = 64 << 10

// batch is a run of entries that one goroutine decodes.
type batch[T any] struct {
	raw   []byte
	ends  []int // where each entry of raw ends
	lines []int // the line on which each begins
	// values and err are for the others to read once done is closed; err is
	// about the entry behind the last value.
	values []T
	err    error
	done   chan struct{}
}

// readCarefully reads an array from the beginning of an entry to its end. The
// caller cuts the text into entries by their brackets and hands them over in
// order; in between, a few goroutines decode. On return none of them is left.
func (r *listReader[T]) readCarefully() error {
	c := &carefulReader[T]{listReader: r}
	defer c.wait()
	var broken error
	for more := true; more; {
		b := c.next()
		more, broken = b.cut(r.splitter)
		c.start(b)
		if len(c.waiting) > runtime.GOMAXPROCS(0) {
			if err := c.settle(); err != nil {
				return err
			}
		}
	}
	for len(c.waiting) > 0 {
		if err := c.settle(); err != nil {
			return err
		}
	}
	if broken != nil {
		return r.failed(r.line, broken)
	}
	return nil
}

// carefulReader keeps the batches of one array in order.
type carefulReader[T any] struct {
	*listReader[T]
	waiting []*batch[T]
	// spare is the text of a settled batch, to be written over.
	spare []byte
}

func (c *carefulReader[T]) next() *batch[T] {
	b := &batch[T]{raw: c.spare[:0], done: make(chan struct{})}
	if c.spare = nil; b.raw == nil {
		b.raw = make([]byte, 0, 2*batchSize)
	}
	return b
}

func (c *carefulReader[T]) start(b *batch[T]) {
	c.waiting = append(c.waiting, b)
	go func() {
		defer close(b.done)
		sc := <-c.scanners
		b.decode(sc, &c.entries)
		c.scanners <- sc
	}()
}

func (c *carefulReader[T]) wait() {
	for _, b := range c.waiting {
		<-b.done
	}
}

// settle waits for the oldest batch and hands its entries over.
func (c *carefulReader[T]) settle() error {
	b := c.waiting[0]
	<-b.done
	c.waiting, c.spare = c.waiting[1:], b.raw
	for i := range b.values {
		if err := c.hand(&b.values[i]); err != nil {
			return c.failed(b.lines[i], err)
		}
		c.count++
	}
	if b.err != nil {
		return c.failed(b.lines[len(b.values)], b.err)
	}
	return nil
}

// openList takes the opening bracket. It is false for null, and for a list
// without entries, which is taken whole.
func (s *splitter) openList(name string) (bool, error) {
	c, err := s.next()
	if err != nil {
		return false, err
	}
	if c == 'n' {
		raw, err := s.value(nil)
		if err == nil && string(raw) != "null" {
			err = fmt.Errorf("%q is no list", name)
		}
		return false, err
	}
	if c != '[' {
		return false, fmt.Errorf("%q is no list", name)
	}
	if err := s.expect('['); err != nil {
		return false, err
	}
	if c, err = s.next(); err != nil || c != ']' {
		return err == nil, err
	}
	return false, s.expect(']')
}

// cut fills b with entries, as they are written. It is false once the closing
// bracket has been taken, and after an error.
func (b *batch[T]) cut(s *splitter) (more bool, err error) {
	for len(b.raw) < batchSize {
		if _, err := s.next(); err != nil {
			return false, err
		}
		line := s.line
		if b.raw, err = s.value(b.raw); err != nil {
			return false, err
		}
		b.ends = append(b.ends, len(b.raw))
		b.lines = append(b.lines, line)
		switch c, err := s.take(); {
		case err != nil:
			return false, err
		case c == ']':
			return false, nil
		case c != ',':
			return false, fmt.Errorf("found %q where %q or %q belongs", c, ',', ']')
		}
	}
	return true, nil
}

// decode fills values up to the first entry that is unsound.
func (b *batch[T]) decode(sc *scanner, e *entries[T]) {
	b.values = make([]T, 0, len(b.ends))
	start := 0
	for _, end := range b.ends {
		value, err := e.decode(sc, b.raw[start:end])
		if err != nil {
			b.err = err
			return
		}
		b.values = append(b.values, value)
		start = end
	}
}
