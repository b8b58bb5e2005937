package tenant

import (
	"runtime"
	"strings"
)

// lines is a piece of an array, cut at the end of a line in the hope that no
// entry goes over it. Whether that was right shows when the pieces are put in
// order: it was if the piece before was understood to its end, and there behind
// the comma of an entry, for then this one begins with an entry.
type lines[T any] struct {
	text string
	// values are the entries that were understood, starts where they begin.
	values []T
	starts []int32
	// used is where the separator behind the last of them ends; closed says
	// that this was the bracket of the array.
	used   int
	closed bool
	done   chan struct{}
}

// readLines reads an array from the beginning of an entry, line by line, and
// stops at the end of the array or in front of the first entry that it is not
// sure of. Everything behind that is left to be read.
func (r *listReader[T]) readLines() (closed bool, err error) {
	f := startFeed(r.in, r.piece)
	var waiting []*lines[T]
	give := func(left []string) { r.in = f.giveBack(left, r.in) }
	for {
		for len(waiting) <= runtime.GOMAXPROCS(0) {
			text, more := <-f.pieces
			if !more {
				break
			}
			waiting = append(waiting, r.startLines(text))
		}
		if len(waiting) == 0 {
			give(nil)
			return false, nil
		}
		l := waiting[0]
		<-l.done
		if err := r.settleLines(l); err != nil || l.used < len(l.text) || l.closed {
			give(r.leftOf(waiting))
			return l.closed, err
		}
		waiting = waiting[1:]
	}
}

// leftOf gives what the lines in order did not use, and waits for all of them.
func (r *listReader[T]) leftOf(waiting []*lines[T]) []string {
	left := []string{waiting[0].text[waiting[0].used:]}
	for _, l := range waiting[1:] {
		<-l.done
		left = append(left, l.text)
	}
	return left
}

func (r *listReader[T]) startLines(text string) *lines[T] {
	l := &lines[T]{text: text, done: make(chan struct{})}
	go func() {
		defer close(l.done)
		sc := <-r.scanners
		l.decode(sc, &r.entries)
		r.scanners <- sc
	}()
	return l
}

// settleLines hands the entries over.
func (r *listReader[T]) settleLines(l *lines[T]) error {
	for i := range l.values {
		if err := r.hand(&l.values[i]); err != nil {
			return r.failed(r.line+strings.Count(l.text[:l.starts[i]], "\n"), err)
		}
		r.count++
	}
	r.line += strings.Count(l.text[:l.used], "\n")
	return nil
}

// decode takes entries, each with the separator behind it, as long as it is
// sure of them.
func (l *lines[T]) decode(sc *scanner, e *entries[T]) {
	sc.text = l.text
	for !l.closed {
		sc.at = l.used
		if sc.blank(); sc.at == len(l.text) {
			l.used = sc.at
			return
		}
		start := sc.at
		value, end, ok := l.entry(sc, e, start)
		if !ok {
			return
		}
		sc.text, sc.at = l.text, end
		if l.closed = sc.eat(']'); !l.closed && !sc.eat(',') {
			return
		}
		l.values = append(l.values, value)
		l.starts = append(l.starts, int32(start))
		l.used = sc.at
	}
}

// entry takes one entry; one that the scanner is not sure of is cut out by its
// brackets and decoded as elsewhere.
func (l *lines[T]) entry(sc *scanner, e *entries[T], start int) (value T, end int, ok bool) {
	if value, end, ok = e.scan(sc, l.text, start); ok {
		return value, end, true
	}
	var brackets valueEnd
	n, _, done := findEnd(&brackets, l.text[start:])
	if !done || n == 0 {
		return value, 0, false
	}
	value, err := e.decode(sc, l.text[start:start+n])
	return value, start + n, err == nil
}
