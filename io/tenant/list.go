package tenant

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
)

// batchSize is about how many bytes of a list are decoded in one go.
const batchSize = 64 << 10

// placedError is an error that already says where in the file it is.
type placedError struct {
	line  int
	list  string
	entry int
	err   error
}

func (e *placedError) Error() string {
	return fmt.Sprintf("line %d (%s, entry %d): %v", e.line, e.list, e.entry, e.err)
}

func (e *placedError) Unwrap() error { return e.err }

// list says how one array of the file is read: its name, what tells its
// entries apart, and who takes them.
type list[T any] struct {
	name string
	id   func(*T) string
	add  func(*T)
}

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

// readList reads an array. The caller cuts the text into batches and hands out
// the entries in order; in between, a few goroutines decode. On return none of
// them is left.
func readList[T any](s *splitter, l list[T]) error {
	open, err := s.openList(l.name)
	if err != nil || !open {
		return err
	}
	r := &listReader[T]{list: l, ids: map[string]struct{}{}}
	defer r.wait()
	for more := true; more; {
		b := r.next()
		more, err = b.cut(s)
		r.start(b)
		if err != nil {
			break
		}
		if len(r.waiting) > runtime.GOMAXPROCS(0) {
			if err := r.settle(); err != nil {
				return err
			}
		}
	}
	for len(r.waiting) > 0 {
		if err := r.settle(); err != nil {
			return err
		}
	}
	if err != nil {
		return &placedError{s.line, l.name, r.entries + 1, err}
	}
	return nil
}

// listReader keeps the batches of one list in order.
type listReader[T any] struct {
	list[T]
	waiting []*batch[T]
	// entries counts those of the batches that were settled.
	entries int
	ids     map[string]struct{}
	// spare is the text of a settled batch, to be written over.
	spare []byte
}

func (r *listReader[T]) next() *batch[T] {
	b := &batch[T]{raw: r.spare[:0], done: make(chan struct{})}
	if r.spare = nil; b.raw == nil {
		b.raw = make([]byte, 0, 2*batchSize)
	}
	return b
}

func (r *listReader[T]) start(b *batch[T]) {
	r.waiting = append(r.waiting, b)
	go b.decode()
}

func (r *listReader[T]) wait() {
	for _, b := range r.waiting {
		<-b.done
	}
}

// settle waits for the oldest batch and hands its entries to the list's taker.
// It refuses an entry without an id and one that stands there twice.
func (r *listReader[T]) settle() error {
	b := r.waiting[0]
	<-b.done
	r.waiting, r.spare = r.waiting[1:], b.raw
	for i := range b.values {
		if err := r.hand(&b.values[i]); err != nil {
			return &placedError{b.lines[i], r.name, r.entries + i + 1, err}
		}
	}
	if b.err != nil {
		failed := len(b.values)
		return &placedError{b.lines[failed], r.name, r.entries + failed + 1, b.err}
	}
	r.entries += len(b.values)
	return nil
}

func (r *listReader[T]) hand(entry *T) error {
	id := strings.ToLower(r.id(entry))
	if id == "" {
		return errors.New("it has no id")
	}
	if _, twice := r.ids[id]; twice {
		return fmt.Errorf("the id %s stands there twice", id)
	}
	r.ids[id] = struct{}{}
	r.add(entry)
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
// bracket has been taken.
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
func (b *batch[T]) decode() {
	defer close(b.done)
	b.values = make([]T, len(b.ends))
	start := 0
	for i, end := range b.ends {
		if b.err = json.Unmarshal(b.raw[start:end], &b.values[i]); b.err != nil {
			b.values = b.values[:i]
			return
		}
		start = end
	}
}
