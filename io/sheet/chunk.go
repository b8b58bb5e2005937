package sheet

import (
	"strings"

	"licet/io/sheet/cells"
	"licet/reconcile"
)

// chunkReader reads chunks one after the other. What it remembers of sayings is
// its own, so that no line waits for another reader.
type chunkReader struct {
	*skimmer
	// text holds the chunk, base is where in the file it begins. With passing
	// the text is gone when the next chunk is read.
	text    string
	base    int
	passing bool
	buffer  []byte
	lines   cells.Splitter
	cells   []string
	// known are sayings by their cells, rests by all that follows the user in
	// the line: where the sheet has nothing else, no line need be split.
	known, rests sayingCache
	key          []byte
	plain        *plainBytes
	// flat has the lines of a chunk in their order; sizes counts those of each
	// part, and the bytes of their names.
	flat  []flatLine
	sizes [reconcile.ListParts]reconcile.PieceEnd
	// domains has the hash of the domain of each saying.
	domains []uint64
}

// flatLine is a line with the part that it belongs to, and where its name stands
// in the text.
type flatLine struct {
	row, tag, at uint32
	saying, part uint16
	length       uint8
}

func newChunkReader(s *skimmer) *chunkReader {
	r := &chunkReader{skimmer: s, known: newSayingCache(), rests: newSayingCache(), plain: plainBytesOf(s.delim)}
	if s.tagger != nil {
		const shortest = 32 // of the lines of an ordinary list
		r.flat = make([]flatLine, 0, s.chunk/shortest)
	}
	return r
}

// read reads the lines of a chunk that begin before bound.
func (r *chunkReader) read(c *chunk, bound int) {
	r.lines = cells.Splitter{Text: r.text, Delim: r.delim, Pos: c.start - r.base}
	r.flat, r.sizes = r.flat[:0], [reconcile.ListParts]reconcile.PieceEnd{}
	for r.lines.Pos < bound-r.base {
		start := r.lines.Pos
		if text, ok := r.lines.Simple(); ok {
			r.takeSimple(c, start, text)
			continue
		}
		r.lines.Next()
		if l := &r.lines.Line; l.Open || len(l.Flaws) > 0 {
			r.takeOdd(c, start)
		} else {
			r.take(c, start, l.Cells)
		}
	}
	c.end, c.lines = r.base+r.lines.Pos, r.lines.Row
	if r.tagger != nil {
		r.sort(&c.piece)
	}
}

// takeSimple takes in a line without quotes.
func (r *chunkReader) takeSimple(c *chunk, start int, text string) {
	if r.user > 0 {
		r.take(c, start, r.split(text))
		return
	}
	name, ok := r.plain.name(text)
	if !ok {
		r.takeOdd(c, start)
		return
	}
	said, ok := r.rests.get(text[len(name):])
	if !ok {
		texts := r.split(text)
		said = r.said(texts, texts[0][len(name):])
		r.rests.put(strings.Clone(text[len(name):]), said)
	}
	r.takePlain(c, plainLine{start: start, at: start, name: name, said: said})
}

// split takes a line without quotes apart.
func (r *chunkReader) split(text string) []string {
	r.cells = cells.Split(r.cells[:0], text, r.delim)
	return r.cells
}

// take takes in a line by its cells.
func (r *chunkReader) take(c *chunk, start int, texts []string) {
	if len(texts) <= r.user {
		r.takeOdd(c, start)
		return
	}
	user := texts[r.user]
	name, ok := r.plain.name(user)
	if !ok || r.user > 0 && isExample((cells.Line{Cells: texts}).First()) {
		r.takeOdd(c, start)
		return
	}
	// Its text is what counts: any place that has it will do.
	at := start + strings.Index(r.text[start:], name)
	r.takePlain(c, plainLine{start: start, at: at, name: name, said: r.said(texts, user[len(name):])})
}

// plainLine is a line of a plain user: where it begins, where the user's name
// stands, and what it says.
type plainLine struct {
	start, at int
	name      string
	said      int32
}

// takePlain takes in a line of a plain user.
func (r *chunkReader) takePlain(c *chunk, l plainLine) {
	if l.said == odd {
		r.takeOdd(c, l.start)
		return
	}
	c.filled++
	c.saw(l.said, r.lines.Row)
	if r.tagger != nil {
		r.list(l)
	}
}

// takeOdd leaves a line to the reader of lines, unless it is blank.
func (r *chunkReader) takeOdd(c *chunk, start int) {
	text := r.text[start:r.lines.Pos]
	again := cells.Splitter{Text: text, Delim: r.delim}
	if again.Next(); again.Line.Blank() {
		return
	}
	if r.passing {
		text = strings.Clone(text)
	}
	c.filled++
	c.odd = append(c.odd, oddLine{text: text, row: uint32(r.lines.Row)})
}

// said gives the number of what the cells of a line say, of somebody in a domain.
func (r *chunkReader) said(texts []string, domain string) int32 {
	if len(texts) < r.width || !r.plain.isDomain(domain) {
		return odd
	}
	for _, beyond := range texts[r.width:] {
		if beyond != "" {
			return odd
		}
	}
	r.key = append(r.key[:0], domain...)
	for _, i := range r.others {
		cell := texts[i]
		if len(cell) > 0xffff {
			return odd
		}
		r.key = append(append(r.key, cell...), byte(len(cell)), byte(len(cell)>>8))
	}
	if x, ok := r.known.all[string(r.key)]; ok {
		return x.id
	}
	key := string(r.key)
	id := r.sayings.id(key, r.others, texts, domain)
	r.known.put(key, id)
	return id
}

// list puts a line on the list.
func (r *chunkReader) list(l plainLine) {
	for int(l.said) >= len(r.domains) {
		r.domains = append(r.domains, r.tagger.hash(r.sayings.domain(int32(len(r.domains)))))
	}
	part, tag := r.tagger.tag(l.name, r.domains[l.said])
	r.sizes[part].Line++
	r.sizes[part].Name += uint32(len(l.name))
	r.flat = append(r.flat, flatLine{row: uint32(r.lines.Row), tag: tag, at: uint32(l.at), saying: uint16(l.said), length: uint8(len(l.name)), part: part})
}

// sort puts the lines into a piece, sorted by part, with the names in the same
// order: who compares reads from one end to the other.
func (r *chunkReader) sort(p *reconcile.Piece) {
	at := &p.Ends
	var sum reconcile.PieceEnd
	for i, n := range &r.sizes {
		at[i] = sum
		sum.Line, sum.Name = sum.Line+n.Line, sum.Name+n.Name
	}
	p.Lines, p.Names = r.entries.cut(int(sum.Line)), r.names.cut(int(sum.Name))
	for i := range r.flat {
		x := &r.flat[i]
		to := &at[x.part]
		p.Lines[to.Line] = reconcile.ListLine{Row: x.row, Tag: x.tag, Saying: x.saying, Length: x.length}
		to.Line++
		to.Name += uint32(copy(p.Names[to.Name:], r.text[x.at:x.at+uint32(x.length)]))
	}
}
