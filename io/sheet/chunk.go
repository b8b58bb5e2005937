package sheet

import (
	"strings"

	"licet/reconcile"
)

// chunkReader reads chunks one after the other. What it remembers of sayings is
// its own, so that no line waits for another reader.
type chunkReader struct {
	*skimmer
	known map[string]int32
	key   []byte
	// flat has the lines of a chunk in their order, parts the part of each.
	flat  []reconcile.ListLine
	parts []uint8
}

func newChunkReader(s *skimmer) *chunkReader {
	return &chunkReader{skimmer: s, known: map[string]int32{}}
}

// read reads the lines that begin before bound.
func (r *chunkReader) read(c *chunk, bound int) {
	lines := splitter{text: r.text, delim: r.delim, pos: c.start, lf: -1, cr: -1, quote: -1}
	r.flat, r.parts = r.flat[:0], r.parts[:0]
	for lines.pos < bound {
		start := lines.pos
		lines.next()
		r.take(c, uint32(start), lines.line)
	}
	c.end, c.lines = lines.pos, lines.row
	if r.tagger != nil {
		c.piece.Lines, c.piece.Ends = r.sorted()
	}
}

// take takes a line in.
func (r *chunkReader) take(c *chunk, start uint32, l line) {
	said := r.plain(l)
	if said == odd {
		if !l.blank() {
			c.filled++
			c.odd = append(c.odd, oddLine{start: start, row: uint32(l.number)})
		}
		return
	}
	c.filled++
	for int(said) >= len(c.first) {
		c.first = append(c.first, 0)
	}
	if c.first[said] == 0 {
		c.first[said] = uint32(l.number)
	}
	if r.tagger != nil {
		r.list(start, l, said)
	}
}

// plain gives the number of what a plain line says.
func (r *chunkReader) plain(l line) int32 {
	if l.open || len(l.flaws) > 0 || len(l.cells) < r.width {
		return odd
	}
	for _, c := range l.cells[r.width:] {
		if c != "" {
			return odd
		}
	}
	if !isPlainUser(l.cells[r.user]) || r.user > 0 && isExample(l.first()) {
		return odd
	}
	return r.saying(l)
}

// saying gives the number of what a line says.
func (r *chunkReader) saying(l line) int32 {
	if len(r.others) == 1 {
		text := l.cells[r.others[0]]
		id, ok := r.known[text]
		if !ok {
			id = r.sayings.id(text, r.others, l)
			r.known[text] = id
		}
		return id
	}
	r.key = r.key[:0]
	for _, i := range r.others {
		cell := l.cells[i]
		if len(cell) > 0xffff {
			return odd
		}
		r.key = append(append(r.key, cell...), byte(len(cell)), byte(len(cell)>>8))
	}
	id, ok := r.known[string(r.key)]
	if !ok {
		key := string(r.key)
		id = r.sayings.id(key, r.others, l)
		r.known[key] = id
	}
	return id
}

// list puts a line that begins at start on the list.
func (r *chunkReader) list(start uint32, l line, said int32) {
	name := l.cells[r.user]
	part, tag := r.tagger.tag(name)
	r.parts = append(r.parts, part)
	r.flat = append(r.flat, reconcile.ListLine{Start: r.place(name, start), Row: uint32(l.number), Tag: tag, Length: uint16(len(name)), Saying: uint16(said)})
}

// place gives where a name stands at or behind start: in most sheets right there.
func (r *chunkReader) place(name string, start uint32) uint32 {
	return start + uint32(strings.Index(r.text[start:], name))
}

// sorted gives the lines by part: as many as there are, in one piece of memory.
func (r *chunkReader) sorted() (lines []reconcile.ListLine, ends [reconcile.ListParts]uint32) {
	for _, p := range r.parts {
		ends[p]++
	}
	sum := uint32(0)
	for i, n := range ends {
		ends[i] = sum
		sum += n
	}
	lines = make([]reconcile.ListLine, len(r.flat))
	for i, p := range r.parts {
		lines[ends[p]] = r.flat[i]
		ends[p]++
	}
	return lines, ends
}
