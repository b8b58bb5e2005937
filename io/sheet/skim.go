package sheet

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"licet/reconcile"
)

// Reading long sheets fast
//
// Nearly all lines of a long CSV file are plain: an address, and in the other
// cells one of a few things that thousands of lines say. What such a line means
// is found out once (sayings.go), by the reader of lines; for each further one
// it is enough to see that it is plain. All others, anything with a blemish
// above all, are odd: they go to the reader of lines one by one, in their order.
// So there is one set of rules, and a short cut to what it would say.
//
// The text is cut into chunks, which are read side by side. A chunk begins
// behind a line break that may stand in a quoted cell; so each is read to the
// end of the line in which it ends, and where the next one does not begin there,
// that one is read again from where it should.

// chunkBytes is the size of a chunk.
const chunkBytes = 1 << 20

// skimmer reads the plain lines of a text.
type skimmer struct {
	delim byte
	// from is where the line behind the header begins, header its row.
	from, header int
	// user is the column of the user, others are those that are read as well.
	user   int
	others []int
	// width is the number of headed columns.
	width   int
	sayings *sayings
	// chunk is the size of a chunk.
	chunk int
	// tagger is nil when no list is wanted.
	tagger *Tagger
	// entries and names are where the list is put.
	entries slab[reconcile.ListLine]
	names   slab[byte]
}

// chunk is what one stretch of the text gave. Rows count from its first line.
type chunk struct {
	start, end int
	// lines counts all lines, filled those that hold anything.
	lines, filled int
	odd           []oddLine
	// first is the first row that says each saying, 0 for none.
	first []uint32
	piece reconcile.Piece
}

// oddLine is a line for the reader of lines.
type oddLine struct {
	text string
	row  uint32
}

// skim reads a text.
func (s *skimmer) skim(ctx context.Context, text string) ([]chunk, error) {
	chunks := s.cut(text)
	bound := func(i int) int {
		if i+1 < len(chunks) {
			return chunks[i+1].start
		}
		return len(text)
	}
	s.each(ctx, len(chunks), func(r *chunkReader, i int) {
		r.text = text
		r.read(&chunks[i], bound(i))
	})
	r, at := newChunkReader(s), s.from
	r.text = text
	for i := range chunks {
		if c := &chunks[i]; c.start != at {
			*c = chunk{start: at}
			r.read(c, max(at, bound(i)))
		}
		at = chunks[i].end
	}
	s.number(chunks)
	return chunks, ctx.Err()
}

// cut gives chunks that begin behind a line break.
func (s *skimmer) cut(text string) []chunk {
	chunks := []chunk{{start: s.from}}
	for at := s.from + s.chunk; at < len(text); at += s.chunk {
		i := strings.IndexByte(text[at:], '\n')
		if i < 0 || at+i+1 == len(text) {
			break
		}
		at += i + 1
		chunks = append(chunks, chunk{start: at})
	}
	return chunks
}

// each reads n chunks on all processors, until ctx ends.
func (s *skimmer) each(ctx context.Context, n int, read func(r *chunkReader, i int)) {
	var next atomic.Int32
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		wait.Go(func() {
			r := newChunkReader(s)
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				read(r, i)
			}
		})
	}
	wait.Wait()
}

// number numbers the rows of chunks that follow each other.
func (s *skimmer) number(chunks []chunk) {
	rows := s.header
	for i := range chunks {
		chunks[i].piece.Row = uint32(rows)
		rows += chunks[i].lines
	}
}

// saw notes where a saying came first.
func (c *chunk) saw(said int32, row int) {
	for int(said) >= len(c.first) {
		c.first = append(c.first, 0)
	}
	if c.first[said] == 0 {
		c.first[said] = uint32(row)
	}
}
