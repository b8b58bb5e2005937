package tenant

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
)

// pieceSize is splitter.piece for files.
const pieceSize = 1 << 20

// feed reads ahead in a goroutine of its own, so that the disk, or what unpacks
// the file, works beside those who decode. It gives pieces of whole lines.
type feed struct {
	pieces chan string
	stop   chan struct{}
	// rest and err are what could not be given any more, for the others to read
	// once pieces is closed.
	rest string
	err  error
}

func startFeed(in io.Reader, size int) *feed {
	f := &feed{pieces: make(chan string, 1), stop: make(chan struct{})}
	go f.run(in, make([]byte, size))
	return f
}

func (f *feed) run(in io.Reader, buf []byte) {
	defer close(f.pieces)
	for n := 0; ; {
		var err error
		for n < len(buf) && err == nil {
			var m int
			m, err = in.Read(buf[n:])
			n += m
		}
		cut := bytes.LastIndexByte(buf[:n], '\n') + 1
		if cut > 0 {
			piece := string(buf[:cut])
			n = copy(buf, buf[cut:n])
			select {
			case f.pieces <- piece:
			case <-f.stop:
				f.rest, f.err = piece+string(buf[:n]), err
				return
			}
		}
		if err != nil || cut == 0 {
			f.rest, f.err = string(buf[:n]), err
			return
		}
	}
}

// giveBack ends the reading ahead and gives a reader of everything behind what
// was used: left, what was read ahead, and what in still has.
func (f *feed) giveBack(left []string, in io.Reader) *bufio.Reader {
	close(f.stop)
	for piece := range f.pieces {
		left = append(left, piece)
	}
	readers := make([]io.Reader, 0, len(left)+2)
	for _, text := range append(left, f.rest) {
		readers = append(readers, strings.NewReader(text))
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
