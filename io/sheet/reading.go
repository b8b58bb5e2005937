package sheet

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"licet/io/sheet/cells"
	"licet/reconcile"
)

// Nearly all lines are plain: an address, and in the other cells one of a few things
// that thousands of lines say. What such a line means is found out once (entries.go),
// by the reader of lines; for each further one it is enough to see that it is plain.
// All others, anything with a blemish above all, are odd: the reader of lines reads
// each where it stands. So there is one set of rules, and every line is read once.
//
// A text is cut into chunks, which are read side by side. A chunk begins behind a line
// break that may stand in a quoted cell; so each is read to the end of the line in
// which it ends, and where the next one does not begin there, that one is read again
// from where it should. The pieces of a worksheet are known to begin with a row.

// chunkBytes is the size of a chunk.
const chunkBytes = 1 << 19

// read reads the lines below the header: those of a text, or of a worksheet.
func (s *reader) read(ctx context.Context, t *text) error {
	s.chunkSize = cmp.Or(s.o.chunk, chunkBytes)
	for _, c := range s.Info.Columns {
		if c.Field != fieldUser {
			s.others = append(s.others, c.Number-1)
		}
	}
	var chunks []chunk
	var err error
	if s.source.text {
		chunks, err = s.readText(ctx, t)
	} else {
		chunks, err = s.readWorksheet(ctx, s.source.pieces)
	}
	if err := cmp.Or(ctx.Err(), s.told(err, chunks)); err != nil {
		return err
	}
	s.join(chunks)
	if s.Info.Rows == 0 {
		s.noRows()
	}
	return nil
}

func (s *reader) noRows() {
	s.refuse(s.at(s.Info.HeaderRow, 0), CodeNoRows, reconcile.Say("There is nothing below the header."),
		reconcile.Say("A sheet without rows says nothing about anybody; was it saved completely?"))
}

// readText reads the chunks of a text.
func (s *reader) readText(ctx context.Context, t *text) ([]chunk, error) {
	size := int64(s.chunkSize)
	chunks := make([]chunk, max(0, (t.size-t.from+size-1)/size))
	bound := func(i int) int64 { return min(t.size, t.from+int64(i+1)*size) }
	room := int(min(size, t.size))
	err := s.each(ctx, len(chunks), room, func(r *chunkReader, i int) error {
		return r.read(&chunks[i], t, t.from+int64(i)*size, bound(i), i == 0)
	})
	if err != nil {
		return chunks, s.longer(err, t, chunks, bound)
	}
	var again *chunkReader
	at := t.from
	for i := range chunks {
		if c := &chunks[i]; c.start != at {
			if again == nil {
				again = s.newChunkReader(room)
			}
			if err := again.read(c, t, at, max(at, bound(i)), true); err != nil {
				return chunks, err
			}
		}
		at = chunks[i].end
	}
	rows := s.Info.HeaderRow
	for i := range chunks {
		chunks[i].first = rows
		rows += chunks[i].lines
	}
	return chunks, nil
}

// longer gives the error for a line that is too long, where that is what makes what
// follows wrong: chunks behind a quote that never closes have its lines for theirs.
func (s *reader) longer(err error, t *text, chunks []chunk, bound func(int) int64) error {
	at := t.from
	for i := range chunks {
		if chunks[i].start == at {
			at = chunks[i].end
			continue
		}
		alone := *s
		alone.room = newRoom()
		again := alone.newChunkReader(0).read(&chunk{}, t, at, max(at, bound(i)), true)
		if refused := (*Unreadable)(nil); errors.As(again, &refused) {
			return again
		}
		break
	}
	return err
}

// readWorksheet reads the pieces of a worksheet.
func (s *reader) readWorksheet(ctx context.Context, pieces []iter.Seq[cells.Line]) ([]chunk, error) {
	chunks := make([]chunk, len(pieces))
	return chunks, s.each(ctx, len(chunks), 0, func(r *chunkReader, i int) error {
		return r.readPiece(&chunks[i], pieces[i])
	})
}

// each reads n chunks of about so many bytes on all processors, until ctx ends or one
// cannot be read. It tells the error of the first of those that cannot.
func (s *reader) each(ctx context.Context, n, room int, read func(r *chunkReader, i int) error) error {
	var next atomic.Int32
	var failed atomic.Bool
	var wait sync.WaitGroup
	errs := make([]error, n)
	for range min(runtime.GOMAXPROCS(0), n) {
		wait.Go(func() {
			r := s.newChunkReader(room)
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil && !failed.Load(); i = int(next.Add(1)) - 1 {
				if errs[i] = read(r, i); errs[i] != nil {
					failed.Store(true)
				}
			}
		})
	}
	wait.Wait()
	return cmp.Or(errs...)
}

// join puts together what chunks have.
func (s *reader) join(chunks []chunk) {
	s.rows = &reconcile.Rows{At: s.place()}
	var wait sync.WaitGroup
	numbers := map[string]uint32{}
	seen, several := make(ticks, len(s.watched)), false
	for i := range chunks {
		c := &chunks[i]
		s.Info.Rows += c.filled
		s.Info.Odd += c.odd
		s.notebook.join(&c.found, c.first)
		seen.join(c.ticks)
		places := make([]uint32, len(c.entries))
		for j, e := range c.entries {
			n, ok := numbers[e.key]
			if !ok {
				n = uint32(len(s.rows.Entries))
				s.rows.Entries = append(s.rows.Entries, e.Entry)
			}
			if !ok && e.key != "" {
				numbers[e.key] = n
			}
			places[j], several = n, several || e.several
		}
		wait.Go(func() {
			for j := range c.piece.Lines {
				l := &c.piece.Lines[j]
				l.Entry = places[l.Entry]
			}
		})
		if c.piece.First = c.first; len(c.piece.Lines) > 0 {
			s.rows.Pieces = append(s.rows.Pieces, c.piece)
		}
	}
	wait.Wait()
	s.Info.Layout = s.layout().name(several)
	if s.watch != nil {
		s.watch(seen)
	}
}

// wholeText is the text of a sheet that is in memory.
func (s *reader) wholeText() *text {
	return &text{ReaderAt: strings.NewReader(s.text), from: int64(s.belowHeader()), size: int64(len(s.text))}
}

// belowHeader is where the lines below the header begin.
func (s *reader) belowHeader() int {
	if !s.source.text {
		return 0
	}
	lines := cells.Splitter{Text: s.text, Delim: s.delim}
	for lines.Row < s.Info.HeaderRow && lines.Next() {
	}
	return lines.Pos
}
