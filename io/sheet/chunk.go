package sheet

import (
	"cmp"
	"errors"
	"io"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"
	"unsafe"

	"licet/io/sheet/cells"
	"licet/reconcile"
)

// chunk is what one stretch of a sheet gave. Rows count from its first line.
type chunk struct {
	// start and end are where it begins and ends in the text; start is -1 where no
	// line begins in it.
	start, end int64
	// first is the row before its first; of a text it is known at the end.
	first int
	// lines counts all lines, filled those that hold anything, odd those of them
	// that the reader of lines has read one by one.
	lines, filled, odd int
	// size is the room that it takes.
	size int
	// entries are what the lines of piece say, by number.
	entries []*entry
	piece   reconcile.Piece
	found   notebook
	ticks   ticks
}

// chunkReader reads chunks one after the other. What it remembers of entries is
// its own, so that no line waits for another reader.
type chunkReader struct {
	*reader
	*chunk
	layout layoutReader
	build  *reconcile.PieceBuilder
	// text holds the chunk, where that is of a text.
	text   string
	buffer []byte
	lines  cells.Splitter
	// odds takes apart lines that are left to the reader of lines.
	odds cells.Splitter
	// known are entries by their cells, rests by all that follows the user in
	// the line: where the sheet has nothing else, no line need be split.
	known map[string]*known
	rests memory
	key   []byte
	plain *plainBytes
	out   sink
	// turn counts the chunks that were begun.
	turn int
	// full is set once there is no room for more.
	full error
}

// newChunkReader makes a reader of chunks of so many bytes.
func (s *reader) newChunkReader(size int) *chunkReader {
	const shortest = 32 // of the lines of an ordinary list
	return &chunkReader{reader: s, layout: s.layout(), plain: plainBytesOf(s.delim),
		build: reconcile.NewPieceBuilder(size / shortest), out: sink{at: s.place()}}
}

// begin begins a chunk.
func (r *chunkReader) begin(c *chunk) {
	_ = r.room.take(-c.size) // giving back does not fail
	*c = chunk{start: -1, found: notebook{}, ticks: make(ticks, len(r.watched))}
	r.chunk, r.out.found, r.full = c, &c.found, nil
	r.turn++
	r.build.Drop()
}

// beyond is how far behind a chunk the end of its last line is looked for at first.
const beyond = 4 << 10

// errNotUTF8 is the error for a text that turns out to be none, or not in UTF-8.
var errNotUTF8 = errors.New("not UTF-8")

// read reads the lines of a text that begin from a place on and before another one.
// Where no line is known to begin at from, the first is that behind a line break.
func (r *chunkReader) read(c *chunk, t *text, from, bound int64, begins bool) error {
	base := from
	if !begins {
		base--
	}
	for more := int64(beyond); ; more *= 8 {
		r.begin(c)
		end := min(t.size, bound+min(more, cells.MaxLineBytes+beyond))
		if err := r.load(t, base, end); err != nil {
			return err
		}
		start := 0
		if !begins {
			if start = strings.IndexByte(r.text, '\n') + 1; start == 0 || base+int64(start) >= bound {
				return nil
			}
		}
		whole := r.readLines(start, int(bound-base), end == t.size)
		switch {
		case r.full != nil:
			return r.full
		case r.lines.Long && !begins:
			return nil // quotes are the wrong way round in a chunk that begins in a cell
		case r.lines.Long:
			row, err := t.lineOf(base + int64(r.lines.Pos))
			return cmp.Or(err, error(longLine(r.Info.Path, row)))
		case whole:
			c.start, c.end = base+int64(start), base+int64(r.lines.Pos)
			c.piece = r.build.Piece(0, c.lines)
			return cmp.Or(t.check(r.text[start:r.lines.Pos]), r.fit(len(c.piece.Names)+len(c.piece.Lines)*lineSize))
		}
	}
}

// fit takes room for what is kept of the chunk.
func (r *chunkReader) fit(bytes int) error {
	r.size += bytes
	return r.room.take(bytes)
}

// load reads a stretch of a text.
func (r *chunkReader) load(t *text, from, to int64) error {
	n := int(max(0, to-from))
	if cap(r.buffer) < n {
		r.buffer = make([]byte, n)
	}
	got, err := t.ReadAt(r.buffer[:n], from)
	if got < n {
		return errors.Join(errShort, err)
	}
	r.text = unsafe.String(unsafe.SliceData(r.buffer), n) // nothing that is kept is a part of it
	return nil
}

// errShort is the error for a file that ends before it should.
var errShort = errors.New("the file is shorter than it was")

// text is the text of a CSV file.
type text struct {
	io.ReaderAt
	// from is where the lines below the header begin.
	from, size int64
	// unsure is true while nobody has looked whether it is UTF-8.
	unsure bool
}

func (t *text) check(stretch string) error {
	if t.unsure && (!utf8.ValidString(stretch) || strings.IndexByte(stretch, 0) >= 0) {
		return errNotUTF8
	}
	return nil
}

// readLines reads the lines of the text that begin before bound. It gives false when
// the last may go on behind what was loaded, which is all of the text if whole.
func (r *chunkReader) readLines(start, bound int, whole bool) bool {
	r.lines = cells.Splitter{Text: r.text, Delim: r.delim, Pos: start}
	for r.lines.Pos < bound && r.full == nil {
		if r.repeated() {
			continue
		}
		if r.text[r.lines.Pos] == '\n' { // nothing is said faster
			r.lines.Pos, r.lines.Row = r.lines.Pos+1, r.lines.Row+1
			continue
		}
		at := r.lines.Pos
		if r.lines.Next(); r.lines.Long {
			return false
		}
		if r.lines.Pos == len(r.text) && !whole {
			return false
		}
		if k := r.takeCells(&r.lines.Line); k != nil {
			r.remember(r.text[at:r.lines.Pos], k)
		} else {
			r.oddText(at)
		}
	}
	r.chunk.lines = r.lines.Row
	return true
}

// longestRest bounds what follows the user in lines that are known by it.
const longestRest = 256

// repeated takes in the next line of the text if it begins with a plain user and what
// follows is known. Such a line holds no quote, since none of the known does.
func (r *chunkReader) repeated() bool {
	if r.rests.all == nil {
		return false
	}
	text := r.text[r.lines.Pos:]
	name, ok := r.plain.name(text)
	if !ok {
		return false
	}
	rest := text[len(name):min(len(text), len(name)+longestRest)]
	rest = rest[:strings.IndexByte(rest, '\n')+1]
	k := r.rests.get(rest)
	if k == nil {
		return false
	}
	r.lines.Pos += len(name) + len(rest)
	r.lines.Row++
	r.plainLine(name, k)
	return true
}

// remember remembers what a line of the text says of its user, where that stands first
// and is not quoted.
func (r *chunkReader) remember(line string, k *known) {
	rest := line[max(0, strings.IndexByte(line, '@')):]
	if r.user == 0 && len(r.watched) == 0 && len(rest) <= longestRest &&
		strings.HasSuffix(rest, "\n") && strings.IndexByte(line, '"') < 0 {
		rest = strings.Clone(rest)
		remember(&r.rests.all, rest, remembered{rest, k})
	}
}

// takeCells takes in a line by its cells. It gives nil for one that is left to the
// reader of lines.
func (r *chunkReader) takeCells(l *cells.Line) *known {
	if l.Open || len(l.Flaws) > 0 || len(l.Cells) <= r.user {
		return nil
	}
	user := l.Cells[r.user]
	name, ok := r.plain.name(user)
	if !ok || r.user > 0 && isExample(l.First()) {
		return nil
	}
	k := r.meaning(l.Cells, user[len(name):])
	if k != nil {
		r.ticks.look(r.watched, l.Cells)
		r.plainLine(name, k)
	}
	return k
}

// plainLine takes in the line of a plain user.
func (r *chunkReader) plainLine(name string, k *known) {
	r.filled++
	r.build.Plain(uint32(r.lines.Row), r.number(k), name, k.domain)
}

// number gives the number of an entry in the chunk.
func (r *chunkReader) number(k *known) uint32 {
	if k.turn != r.turn {
		k.turn, k.number = r.turn, uint32(len(r.entries))
		r.entries = append(r.entries, k.entry)
	}
	return k.number
}

// meaning gives what the cells of a line say, of somebody in a domain; nil for what
// only the reader of lines understands.
func (r *chunkReader) meaning(texts []string, domain string) *known {
	if r.source.text && len(texts) < r.width || !r.plain.isDomain(domain) {
		return nil
	}
	for _, beyond := range texts[min(r.width, len(texts)):] {
		if beyond != "" {
			return nil
		}
	}
	r.key = append(r.key[:0], domain...)
	for _, i := range r.others {
		cell := ""
		if i < len(texts) {
			cell = texts[i]
		}
		if len(cell) > 0xffff {
			return nil
		}
		r.key = append(append(r.key, cell...), byte(len(cell)), byte(len(cell)>>8))
	}
	k := r.known[string(r.key)]
	if k == nil {
		if k = (&known{entry: r.shared(texts, domain)}); k.entry != nil {
			r.full = cmp.Or(r.full, r.room.take(entrySize+len(k.Rows)*rowSize+2*len(r.key)))
		}
		remember(&r.known, string(r.key), k)
	}
	if k.entry == nil {
		return nil
	}
	return k
}

// oddText has the reader of lines read the latest line of the text, which begins at
// start.
func (r *chunkReader) oddText(start int) {
	lines := &r.odds
	*lines = cells.Splitter{Text: strings.Clone(r.text[start:r.lines.Pos]), Delim: r.delim, Line: lines.Line}
	lines.Next()
	lines.Line.Number = r.lines.Row
	if !lines.Line.Blank() {
		r.oddLine(lines.Line)
	}
}

// oddLine has the reader of lines read a line where it stands.
func (r *chunkReader) oddLine(l cells.Line) {
	r.filled++
	r.odd++
	r.ticks.look(r.watched, l.Cells)
	r.out.rows, r.out.several = r.out.rows[:0], false
	before := len(r.chunk.found.all)
	r.layout.read(l, &r.out)
	r.full = cmp.Or(r.full, r.room.note(len(r.chunk.found.all)-before))
	if len(r.out.rows) > 0 {
		text := 0
		for _, c := range l.Cells {
			text += len(c)
		}
		r.full = cmp.Or(r.full, r.fit(entrySize+len(r.out.rows)*rowSize+text))
		e := r.entry(&r.out)
		e.Flawed = slices.ContainsFunc(r.chunk.found.all[before:], func(f reconcile.Finding) bool { return f.Severity == reconcile.Error })
		r.build.User(uint32(l.Number), uint32(len(r.entries)), r.out.user)
		r.entries = append(r.entries, e)
	}
}

// readPiece reads a piece of a worksheet.
func (r *chunkReader) readPiece(c *chunk, lines iter.Seq[cells.Line]) error {
	r.begin(c)
	for l := range lines {
		if l.Number <= r.Info.HeaderRow || l.Blank() {
			continue
		}
		if c.lines == 0 {
			c.first = l.Number - 1
		}
		l.Number -= c.first
		c.lines, r.lines.Row = l.Number, l.Number
		if r.takeCells(&l) == nil {
			r.oddLine(l)
		}
		if r.full != nil {
			return r.full
		}
	}
	c.piece = r.build.Piece(c.first, c.lines)
	return r.fit(len(c.piece.Names) + len(c.piece.Lines)*lineSize)
}
