package sheet

import (
	"cmp"
	"context"
	"io"
	"iter"
	"os"
	"strings"
	"unicode/utf8"
	"unsafe"

	"licet/io/sheet/cells"
	"licet/reconcile"
)

// Listing is a long CSV file of which only a few lines are going to matter: it
// is read in passing, and what is kept are its plain lines, in columns, and the
// text of the others (as Read, but for Sheet.Rows).
type Listing struct {
	// Info is without SHA256, which Digest gives.
	Info     Info
	Findings []reconcile.Finding
	List     *reconcile.List

	// state is the file when it was opened.
	state   os.FileInfo
	phrases reconcile.Phrases
}

// smallestListing is the size of the smallest file that is read as a Listing.
const smallestListing = 4 << 20

// headBytes is how much of a file is looked at to find out how it is to be read.
const headBytes = 1 << 20

// ReadListing reads the file at path, with o.Tagger; Info and Findings are those
// that Read gives, but for the digest. It gives nil for a file that does not lend itself to it: one
// that is small, no CSV file in UTF-8, or has line breaks in its cells, and if
// ctx ends. Read reads them all, and says what is wrong where one cannot be read.
func ReadListing(ctx context.Context, path string, o Options) *Listing {
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() < int64(cmp.Or(o.smallest, smallestListing)) || info.Size() > maxFileBytes {
		return nil
	}
	found := &notebook{phrases: o.Phrases}
	s := &Sheet{Info: Info{Path: path}}
	p, ok := s.openHead(f, o, found)
	if !ok {
		return nil
	}
	p.expect(int(info.Size()))
	chunks, ok := p.stream(ctx, f, int(info.Size()))
	if !ok || ctx.Err() != nil {
		return nil
	}
	l := &Listing{List: s.listOf(p, chunks, found), state: info, phrases: o.Phrases}
	if s.Info.Rows == 0 {
		return nil
	}
	l.Info, l.Findings = s.Info, found.settled()
	for _, f := range l.Findings {
		l.List.Others = o.Tagger.add(l.List.Others, f.User)
	}
	return l
}

// openHead finds out from the beginning of a file how it is to be read.
func (s *Sheet) openHead(f io.ReaderAt, o Options, found *notebook) (p *skimmer, ok bool) {
	head := make([]byte, headBytes)
	n, err := f.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return nil, false
	}
	head = head[:n]
	end := strings.LastIndexByte(string(head), '\n') + 1
	if strings.Count(string(head), "\n") <= maxHeaderRows && n == headBytes {
		return nil, false
	}
	if err := s.open(file{origin: origin{s.Info.Path, o.Phrases}, data: head[:end]}, o, found); err != nil || s.Info.Kind != "csv" || s.Info.Encoding != cells.UTF8 || s.layout == nil {
		return nil, false
	}
	if p = s.skimmer(o); p == nil {
		return nil, false
	}
	p.from += end - len(s.text) // what stands before the text is no part of it
	s.text = ""
	return p, true
}

// expect makes room for the list of a file of so many bytes, as if a line had forty
// of them, half for the user's name. Where that is too little more room is made.
func (s *skimmer) expect(size int) { s.entries.run, s.names.run = size/40, size/2 }

// stream reads a file chunk by chunk, side by side. ok is false when a chunk
// does not begin where the one before ends, or is no good UTF-8.
func (s *skimmer) stream(ctx context.Context, f io.ReaderAt, size int) (chunks []chunk, ok bool) {
	chunks = make([]chunk, (size-s.from+s.chunk-1)/s.chunk)
	good := make([]bool, len(chunks))
	s.each(ctx, len(chunks), func(r *chunkReader, i int) {
		r.passing = true
		good[i] = r.pass(f, size, &chunks[i], i)
	})
	at := s.from
	for i := range chunks {
		if !good[i] || chunks[i].start != at {
			return nil, false
		}
		at = chunks[i].end
	}
	s.number(chunks)
	return chunks, at == size
}

// beyond is how far a chunk looks for the end of its last line.
const beyond = 16 << 10

// pass reads chunk i of a file: the lines that begin in its span.
func (r *chunkReader) pass(f io.ReaderAt, size int, c *chunk, i int) bool {
	from := r.from + i*r.chunk
	to := min(size, from+r.chunk)
	r.base = max(r.from, from-1) // the byte before tells whether a line begins at from
	n := min(size, to+beyond) - r.base
	if cap(r.buffer) < n {
		r.buffer = r.names.cut(r.chunk + beyond + 1)
	}
	if got, err := f.ReadAt(r.buffer[:n], int64(r.base)); got < n || err != nil && err != io.EOF {
		return false
	}
	r.text = unsafe.String(unsafe.SliceData(r.buffer), n) // nothing that is kept is a part of it
	c.start = from
	if i > 0 {
		c.start = r.lineAfter(from - 1)
	}
	bound := to
	if to < size {
		bound = r.lineAfter(to - 1)
	}
	if c.start < 0 || bound < 0 {
		return false
	}
	text := r.text[c.start-r.base : max(c.start, bound)-r.base]
	if !utf8.ValidString(text) || strings.IndexByte(text, 0) >= 0 {
		return false
	}
	r.read(c, bound)
	return c.end == max(c.start, bound)
}

// lineAfter gives where the first line begins behind at; -1 if that is beyond
// what was read.
func (r *chunkReader) lineAfter(at int) int {
	i := strings.IndexByte(r.text[at-r.base:], '\n')
	if i < 0 {
		return -1
	}
	return at + i + 1
}

// listOf makes the list of chunks, and finds what there is to find.
func (s *Sheet) listOf(p *skimmer, chunks []chunk, found *notebook) *reconcile.List {
	said, named := s.judgeChunks(p, chunks, found)
	l := &reconcile.List{At: s.place(), Rest: s.rest(p, chunks)}
	for _, x := range said {
		if x.First == 0 {
			x.Rows = nil
		}
		l.Sayings = append(l.Sayings, x.Saying)
	}
	for i := range chunks {
		l.Pieces = append(l.Pieces, chunks[i].piece)
	}
	for name := range named {
		l.Others = p.tagger.add(l.Others, name)
	}
	return l
}

// rest yields the rows of the odd lines.
func (s *Sheet) rest(p *skimmer, chunks []chunk) iter.Seq[reconcile.Row] {
	return func(yield func(reconcile.Row) bool) {
		out := &sink{at: s.place(), found: &notebook{silent: true}, yield: yield}
		layout := s.layout()
		for i := range chunks {
			for _, o := range chunks[i].odd {
				if layout.read(p.line(o, chunks[i].piece.Row), out); out.stopped {
					return
				}
			}
		}
	}
}
