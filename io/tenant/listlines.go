package tenant

import (
	"bytes"
	"runtime"
)

// lines is a piece of an array, cut at the end of a line in the hope that no
// entry goes over it. Whether that was right shows when the pieces are put in
// order: it was if the piece before was understood to its end, and there behind
// the comma of an entry, for then this one begins with an entry.
type lines[T any] struct {
	text []byte
	// values are the entries that were understood, starts where they begin.
	values []T
	starts []int32
	// used is where the separator behind the last of them ends; closed says
	// that this was the bracket of the array.
	used   int
	closed bool
	// ends counts the ends of lines in what was used.
	ends int
	done chan struct{}
}

// lineReader is the reading of an array line by line.
type lineReader[T any] struct {
	*listReader[T]
	*feed
	// waiting are the pieces that are being decoded, in the order of the file;
	// spare ones were handed over and may be used again.
	waiting, spare []*lines[T]
}

// readLines reads an array from the beginning of an entry, line by line, and
// stops at the end of the array or in front of the first entry that it is not
// sure of. Everything behind that is left to be read.
func (r *listReader[T]) readLines() (closed bool, err error) {
	l := &lineReader[T]{listReader: r, feed: startFeed(r.in, r.piece)}
	defer func() { r.in = l.giveBack(l.left(), r.in) }()
	for {
		l.fill()
		if len(l.waiting) == 0 {
			return false, nil
		}
		first := l.waiting[0]
		<-first.done
		if err := l.settle(first); err != nil || first.used < len(first.text) || first.closed {
			return first.closed, err
		}
		l.waiting = l.waiting[1:]
		l.feed.done(first.text)
		l.spare = append(l.spare, first)
	}
}

// fill starts as many pieces as there are processors, and one more.
func (l *lineReader[T]) fill() {
	for len(l.waiting) <= runtime.GOMAXPROCS(0) {
		text, more := <-l.pieces
		if !more {
			return
		}
		l.start(text)
	}
}

func (l *lineReader[T]) start(text []byte) {
	next := &lines[T]{}
	if n := len(l.spare); n > 0 {
		next, l.spare = l.spare[n-1], l.spare[:n-1]
	}
	clear(next.values) // so that users who are not kept can go
	*next = lines[T]{text: text, values: next.values[:0], starts: next.starts[:0], done: make(chan struct{})}
	l.waiting = append(l.waiting, next)
	go func() {
		defer close(next.done)
		sc := <-l.scanners
		next.decode(sc, &l.entries)
		next.ends = bytes.Count(next.text[:next.used], []byte("\n"))
		l.scanners <- sc
	}()
}

// left gives what was not used, and waits for all who decode.
func (l *lineReader[T]) left() [][]byte {
	var left [][]byte
	for i, w := range l.waiting {
		<-w.done
		if i == 0 {
			left = append(left, w.text[w.used:])
		} else {
			left = append(left, w.text)
		}
	}
	return left
}

// foreseen is how many entries are foreseen at once.
const foreseen = 64

// settle hands the entries over.
func (l *lineReader[T]) settle(first *lines[T]) error {
	for i := range first.values {
		if l.foresee != nil && i%foreseen == 0 {
			l.foresee(first.values[i:min(i+foreseen, len(first.values))])
		}
		if err := l.hand(&first.values[i]); err != nil {
			return l.failed(l.line+bytes.Count(first.text[:first.starts[i]], []byte("\n")), err)
		}
		l.count++
	}
	l.line += first.ends
	return nil
}

// decode takes entries, each with the separator behind it, as long as it is
// sure of them.
func (l *lines[T]) decode(sc *scanner, e *entries[T]) {
	for !l.closed {
		sc.Reset(l.text, l.used)
		if sc.Peek() == 0 && sc.At() == len(l.text) {
			l.used = sc.At()
			return
		}
		start, n := sc.At(), len(l.values)
		l.values = append(l.values, *new(T)) // decoded where it stays: it is large
		end, ok := l.entry(sc, e, start, &l.values[n])
		if ok {
			sc.Reset(l.text, end)
			l.closed = sc.Eat(']')
			ok = l.closed || sc.Eat(',')
		}
		if !ok {
			l.values = l.values[:n]
			return
		}
		if e.prepare != nil {
			e.prepare(&l.values[n])
		}
		l.starts = append(l.starts, int32(start))
		l.used = sc.At()
	}
}

// entry takes one entry; one that the scanner is not sure of is cut out by its
// brackets and decoded as elsewhere.
func (l *lines[T]) entry(sc *scanner, e *entries[T], start int, into *T) (end int, ok bool) {
	sc.Reset(l.text, start)
	if e.scan(sc, into) {
		return sc.At(), true
	}
	var brackets valueEnd
	n, _, done := findEnd(&brackets, l.text[start:])
	if !done || n == 0 {
		return 0, false
	}
	value, err := e.decode(sc, l.text[start:start+n])
	*into = value
	return start + n, err == nil
}
