package reconcile

import "iter"

// PieceBuilder makes pieces of lines that come in their order, one piece after the
// other: it keeps its own memory, pieces have theirs.
type PieceBuilder struct {
	// names stand one behind the other, as the lines are.
	names []byte
	lines []builtLine
	ends  [Parts]PieceEnd
}

// builtLine is a line with its part.
type builtLine struct {
	Line
	part uint32
}

// NewPieceBuilder makes a builder with room for so many lines.
func NewPieceBuilder(lines int) *PieceBuilder {
	const name = 16 // bytes of an ordinary one
	return &PieceBuilder{lines: make([]builtLine, 0, lines), names: make([]byte, 0, name*lines)}
}

// Plain adds a line of which the user's name up to the @ is printable ASCII without
// spaces, and domain the hash of what follows (HashText).
func (b *PieceBuilder) Plain(row, entry uint32, name string, domain uint64) {
	part, hash := hashNamed(HashText(name), domain)
	b.add(row, entry, name, part, hash)
}

// User adds a line about any user.
func (b *PieceBuilder) User(row, entry uint32, user string) {
	part, hash := hashUser(user)
	name, _ := CutUser(user)
	b.add(row, entry, name, part, hash)
}

func (b *PieceBuilder) add(row, entry uint32, name string, part int, hash uint32) {
	size := uint32(len(name))
	b.ends[part].Line++
	b.ends[part].Name += size
	b.lines = append(b.lines, builtLine{Line{Row: row, Entry: entry, Hash: hash, Size: size}, uint32(part)})
	b.names = append(b.names, name...)
}

// Drop forgets the lines that were added.
func (b *PieceBuilder) Drop() {
	b.names, b.lines, b.ends = b.names[:0], b.lines[:0], [Parts]PieceEnd{}
}

// Piece gives the piece of all lines that were added, and begins another one.
func (b *PieceBuilder) Piece(first, span int) Piece {
	p := Piece{First: first, Span: span}
	var sum PieceEnd
	for i, n := range &b.ends {
		p.Ends[i] = sum
		sum.Line, sum.Name = sum.Line+n.Line, sum.Name+n.Name
	}
	p.Lines, p.Names = make([]Line, sum.Line), make([]byte, sum.Name)
	names := b.names
	for i := range b.lines {
		x := &b.lines[i]
		to := &p.Ends[x.part]
		p.Lines[to.Line] = x.Line
		to.Line++
		to.Name += uint32(copy(p.Names[to.Name:], names[:x.Size]))
		names = names[x.Size:]
	}
	b.Drop()
	return p
}

// RowsOf makes sheets of rows: one for each run of rows of a file and worksheet. It is
// for few rows, such as those of tests; each line has an entry of its own.
func RowsOf(rows iter.Seq[Row]) (all []*Rows) {
	var r *Rows
	b, first, last := NewPieceBuilder(0), 0, Row{}
	end := func() {
		if len(b.lines) > 0 {
			r.Pieces = append(r.Pieces, b.Piece(first, last.At.Row-first))
		}
	}
	for row := range rows {
		said := row
		said.At, said.User = Place{Column: row.At.Column}, ""
		switch at := (Place{File: row.At.File, Worksheet: row.At.Worksheet}); {
		case r == nil || r.At != at:
			end()
			r, first = &Rows{At: at}, row.At.Row
			all = append(all, r)
		case row.At.Row == last.At.Row && row.User == last.User:
			e := &r.Entries[len(r.Entries)-1]
			e.Rows = append(e.Rows, said)
			continue
		case row.At.Row <= last.At.Row:
			end()
			first = row.At.Row
		}
		last = row
		_, domain := CutUser(row.User)
		b.User(uint32(row.At.Row-first), uint32(len(r.Entries)), row.User)
		r.Entries = append(r.Entries, Entry{Domain: domain, Rows: []Row{said}})
	}
	end()
	return all
}
