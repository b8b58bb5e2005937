package reconcile

import (
	"cmp"
	"iter"
	mathbits "math/bits"
	"slices"
	"strings"
)

// A sheet of a million lines says few different things: thousands of lines name
// another user and say the same of them. So a line is kept as the name of its user
// and the number of an entry, which has the rows that such a line makes:
//
//	ann@contoso.com,SPE_E3      ann 0      0: @contoso.com, SPE_E3
//	bob@contoso.com,SPE_E3      bob 0      1: @contoso.com, VISIO
//	ann@contoso.com,VISIO       ann 1
//
// A line that nobody else could have said, since something is wrong with it or it
// is written in an unusual way, has an entry of its own.
//
// The lines come in pieces. Within a piece they are sorted by a hash of the user, so
// that all lines of a user are found by looking at one part of each piece, in
// tables that fit into a cache.

// Entry is what lines say beside the name of their user up to the @.
type Entry struct {
	// Domain is what follows the name, as it is written, with the @; it is empty for
	// a user that is no address.
	Domain string
	// Rows are without User, and of their places only the column is set.
	Rows []Row
	// Flawed is true of a line in which an error was found.
	Flawed bool
}

// Line is a line of a sheet. It holds no pointers, since there may be millions.
type Line struct {
	// Row counts from Piece.First.
	Row uint32
	// Entry is an index of Rows.Entries.
	Entry uint32
	// Hash is the same for names that mean the same user; seldom for others.
	Hash uint32
	// Size is that of the user's name, up to the @.
	Size uint32
}

// Parts is the number of parts that the lines of a piece are sorted into, by
// their users.
const Parts = 256

// Piece is a stretch of a sheet.
type Piece struct {
	// First is the row that Line.Row counts from, Span how many follow it; no row
	// has two lines.
	First, Span int
	// Lines are sorted by part, and by row within one.
	Lines []Line
	// Names are those of the users up to the @, as they are written, one behind
	// the other as the lines are.
	Names []byte
	// Ends says where each part ends.
	Ends [Parts]PieceEnd
}

// PieceEnd is where a part of a piece ends, in its lines and in its names.
type PieceEnd struct{ Line, Name uint32 }

// Part gives the lines of a part, and their names one behind the other.
func (p *Piece) Part(i int) (lines []Line, names []byte) {
	var start PieceEnd
	if i > 0 {
		start = p.Ends[i-1]
	}
	return p.Lines[start.Line:p.Ends[i].Line], p.Names[start.Name:p.Ends[i].Name]
}

// Rows are what a sheet says. A nil *Rows says nothing.
type Rows struct {
	// At is the file and worksheet of all lines.
	At Place
	// Entries are the different things that lines say, in the order in which they
	// first do.
	Entries []Entry
	// Pieces are the lines, in the order of the sheet piece by piece.
	Pieces []Piece
}

// Len is the number of lines.
func (r *Rows) Len() (n int) {
	for i := range r.Pieces {
		n += len(r.Pieces[i].Lines)
	}
	return n
}

// All yields the rows in the order of the sheet, as often as it is asked.
func (r *Rows) All() iter.Seq[Row] {
	return func(yield func(Row) bool) {
		if r == nil {
			return
		}
		for i := range r.Pieces {
			if !r.piece(&r.Pieces[i], yield) {
				return
			}
		}
	}
}

// piece yields the rows of a piece.
func (r *Rows) piece(p *Piece, yield func(Row) bool) bool {
	name, names := uint32(0), make([]uint32, len(p.Lines)) // where each begins
	for i := range p.Lines {
		names[i] = name
		name += p.Lines[i].Size
	}
	for _, i := range p.order() {
		l := &p.Lines[i]
		said := &r.Entries[l.Entry]
		user := string(p.Names[names[i]:names[i]+l.Size]) + said.Domain
		for _, row := range said.Rows {
			row.User, row.At = user, r.At.Cell(p.First+int(l.Row), row.At.Column)
			if !yield(row) {
				return false
			}
		}
	}
	return true
}

// order gives the indexes of the lines by row.
func (p *Piece) order() []uint32 {
	order := make([]uint32, len(p.Lines))
	if len(p.Lines) < p.Span/8 {
		for i := range order {
			order[i] = uint32(i)
		}
		slices.SortFunc(order, func(a, b uint32) int { return cmp.Compare(p.Lines[a].Row, p.Lines[b].Row) })
		return order
	}
	lines := make([]uint32, p.Span+1) // by row, counted from 1
	for i := range p.Lines {
		lines[p.Lines[i].Row] = uint32(i + 1)
	}
	order = order[:0]
	for _, i := range lines {
		if i > 0 {
			order = append(order, i-1)
		}
	}
	return order
}

// Part yields the lines of a part with the names of their users, as they are
// written, in the order of the sheet; Line.Row is that of the sheet. All lines of a
// user are in one part, whatever the sheet.
func (r *Rows) Part(i int) iter.Seq2[string, Line] {
	return func(yield func(string, Line) bool) {
		if r == nil {
			return
		}
		for k := range r.Pieces {
			p := &r.Pieces[k]
			lines, names := p.Part(i)
			for _, l := range lines {
				user := string(names[:l.Size]) + r.Entries[l.Entry].Domain
				names = names[l.Size:]
				l.Row += uint32(p.First)
				if !yield(user, l) {
					return
				}
			}
		}
	}
}

// HashText hashes a name or a domain of printable ASCII, whatever its case: eight
// bytes at a time, each with the bit set that tells capitals from small letters. That
// a few signs become the same thereby does no harm. Whoever wants to can make a sheet
// of names that all have the same hash: who looks for users by it must not rely on
// there being few.
func HashText(text string) uint64 {
	const lower = 0x2020202020202020
	h, last := uint64(len(text)), uint64(0)
	if n := len(text); n >= 8 {
		last = EightBytes(text[n-8:])
	}
	for ; len(text) > 8; text = text[8:] {
		h = mix(h^(EightBytes(text)|lower), 0x9e3779b97f4a7c15)
	}
	if last == 0 {
		for i := range len(text) {
			last = last<<8 | uint64(text[i])
		}
	}
	return mix(h^(last|lower), 0xd6e8feb86659fd93)
}

// hashUser gives the part and the hash of any user.
func hashUser(user string) (part int, hash uint32) {
	name, domain := CutUser(FoldUser(user))
	return hashNamed(HashText(name), HashText(domain))
}

// CutUser parts a user's name before the @.
func CutUser(user string) (name, domain string) {
	if at := strings.IndexByte(user, '@'); at >= 0 {
		return user[:at], user[at:]
	}
	return user, ""
}

// hashNamed makes part and hash of the hashes of a name and a domain.
func hashNamed(name, domain uint64) (part int, hash uint32) {
	h := mix(name^domain, 0xa0761d6478bd642f)
	return int(h >> 56), uint32(h)
}

// EightBytes gives the first eight bytes of s, the first in the lowest bits.
func EightBytes[T string | []byte](s T) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// SameBytes compares two texts. Those of 16 to 32 bytes, as most names and ends of
// lines are, are compared without a branch that depends on how many there are.
func SameBytes[T string | []byte](a, b T) bool {
	n := len(a)
	if n != len(b) {
		return false
	}
	if n < 16 || n > 32 {
		return string(a) == string(b)
	}
	return EightBytes(a) == EightBytes(b) && (EightBytes(a[8:])^EightBytes(b[8:]))|
		(EightBytes(a[n-16:])^EightBytes(b[n-16:]))|(EightBytes(a[n-8:])^EightBytes(b[n-8:])) == 0
}

func mix(a, b uint64) uint64 {
	high, low := mathbits.Mul64(a, b)
	return high ^ low
}
