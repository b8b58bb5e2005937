package tenant

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"runtime"
)

// pieceSize is splitter.piece for files.
const pieceSize = 1 << 20

// feed reads ahead in a goroutine of its own, so that the disk, or what unpacks
// the file, works beside those who decode. It gives pieces of whole lines.
type feed struct {
	pieces chan []byte
	stop   chan struct{}
	// free are pieces that were read, to be written over: fresh memory costs more
	// than what is read into it.
	free chan []byte
	size int
	// rest and err are what could not be given any more, for the others to read
	// once pieces is closed.
	rest []byte
	err  error
}

func startFeed(in io.Reader, size int) *feed {
	f := &feed{pieces: make(chan []byte, 1), stop: make(chan struct{}), free: make(chan []byte, runtime.GOMAXPROCS(0)+3), size: size}
	go f.run(in)
	return f
}

// room gives memory for a piece.
func (f *feed) room() []byte {
	select {
	case used := <-f.free:
		return used[:f.size]
	default:
		return make([]byte, f.size)
	}
}

// done takes a piece back that was read.
func (f *feed) done(piece []byte) {
	select {
	case f.free <- piece:
	default:
	}
}

func (f *feed) run(in io.Reader) {
	defer close(f.pieces)
	buf := f.room()
	for n := 0; ; {
		var err error
		for n < len(buf) && err == nil {
			var m int
			m, err = in.Read(buf[n:])
			n += m
		}
		cut := bytes.LastIndexByte(buf[:n], '\n') + 1
		if cut > 0 {
			next := f.room()
			left := copy(next, buf[cut:n])
			select {
			case f.pieces <- buf[:cut]:
			case <-f.stop:
				f.rest, f.err = buf[:n], err
				return
			}
			buf, n = next, left
		}
		if err != nil || cut == 0 {
			f.rest, f.err = buf[:n], err
			return
		}
	}
}

// giveBack ends the reading ahead and gives a reader of everything behind what
// was used: left, what was read ahead, and what in still has.
func (f *feed) giveBack(left [][]byte, in io.Reader) *bufio.Reader {
	close(f.stop)
	for piece := range f.pieces {
		left = append(left, piece)
	}
	readers := make([]io.Reader, 0, len(left)+2)
	for _, text := range append(left, f.rest) {
		readers = append(readers, bytes.NewReader(text))
	}
	switch {
	case f.err == nil:
		readers = append(readers, in)
	case !errors.Is(f.err, io.EOF):
		readers = append(readers, failing{f.err})
	}
	return bufio.NewReaderSize(io.MultiReader(readers...), windowSize)
}

// failing is a reader that has nothing but an error.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
