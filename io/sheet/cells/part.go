package cells

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"runtime"
)

// pieceSize is how much of a part is scanned in one go. The first piece is a
// sixteenth of that, which is enough for looking at the first rows.
const pieceSize = 1 << 20

// pieceWork says what is done with the pieces of a part.
type pieceWork[T any] struct {
	// size is about how large the pieces are.
	size int
	// scan reads a piece; several pieces are read at once.
	scan func(xml []byte, first bool) T
	// take gets what scan gave, in the order of the part.
	take func(T) (more bool, err error)
}

// scanPart unpacks a part of an archive in a goroutine of its own and cuts it
// in front of start tags, such as "<row", into pieces that are scanned on all
// cores. So no more than a few megabytes of it are held, however large it is.
//
// A cut is right where "<row" is a start tag, which it is everywhere but in
// comments, character data and instructions: the scanner is unsure of the piece
// that these begin in. On return no goroutine is left.
func scanPart[T any](f *zip.File, tag string, work pieceWork[T]) error {
	c := &cutter{tag: []byte(tag), size: work.size, pieces: make(chan []byte), stop: make(chan struct{})}
	go c.run(f)
	err := scanPieces(c, work)
	close(c.stop)
	for range c.pieces { // the cutter closes it when it is done
	}
	if err == nil && c.err != nil {
		return c.err
	}
	return err
}

func scanPieces[T any](c *cutter, work pieceWork[T]) error {
	var waiting []chan T
	defer func() {
		for _, w := range waiting {
			<-w
		}
	}()
	for first := true; ; {
		for len(waiting) <= runtime.GOMAXPROCS(0) {
			xml, more := <-c.pieces
			if !more {
				break
			}
			result := make(chan T, 1)
			go func(first bool) {
				result <- work.scan(xml, first)
			}(first)
			waiting = append(waiting, result)
			first = false
		}
		if len(waiting) == 0 {
			return nil
		}
		out := <-waiting[0]
		waiting = waiting[1:]
		if more, err := work.take(out); err != nil || !more {
			return err
		}
	}
}

// cutter unpacks a part and cuts it.
type cutter struct {
	tag    []byte
	size   int
	pieces chan []byte
	stop   chan struct{}
	// err is for the others to read once pieces is closed.
	err error
}

func (c *cutter) run(f *zip.File) {
	defer close(c.pieces)
	part, err := f.Open()
	if err != nil {
		c.err = err
		return
	}
	defer part.Close()
	buf, n := make([]byte, c.size/16), 0
	for err == nil {
		for n < len(buf) && err == nil {
			var m int
			m, err = part.Read(buf[n:])
			n += m
		}
		cut := n
		if err == nil {
			cut = lastStart(buf[:n], c.tag)
		}
		if cut == 0 && err == nil {
			if len(buf) >= MaxRowBytes {
				c.err = ErrLongRow
				return
			}
			buf = append(buf, make([]byte, len(buf))...)
			continue
		}
		next := make([]byte, max(c.size, 2*(n-cut)))
		left := copy(next, buf[cut:n])
		if errors.Is(err, io.EOF) && n == 0 || !c.give(buf[:cut]) {
			return
		}
		buf, n = next, left
	}
	if !errors.Is(err, io.EOF) {
		c.err = err
	}
}

// give hands a piece over; it is false when nobody wants more.
func (c *cutter) give(piece []byte) bool {
	select {
	case c.pieces <- piece:
		return true
	case <-c.stop:
		return false
	}
}

// lastStart gives where the last start tag of a name begins; 0 if none does
// behind the first byte.
func lastStart(b, tag []byte) int {
	for end := len(b); ; {
		i := bytes.LastIndex(b[:end], tag)
		if i <= 0 {
			return 0
		}
		if next := i + len(tag); next < len(b) && (b[next] <= ' ' || b[next] == '>' || b[next] == '/') {
			return i
		}
		end = i
	}
}
