package reconcile

import (
	"iter"
	"math"
)

// List is a sheet in columns: of each line who it names and what it says. A
// million lines take some thirty megabytes, so that two lists can be compared
// (compare.go) without making a Row of every line. The reader of a sheet makes
// it; it holds plain lines only, those that say nothing but what Sayings has.
type List struct {
	// At is the file and worksheet of all lines.
	At Place
	// Sayings are the different things that lines say, in any order.
	Sayings []Saying
	// Pieces are the lines, in the order of the sheet piece by piece.
	Pieces []Piece
	// Rest are the rows of the lines that are not plain, in their order, as
	// often as they are asked for.
	Rest iter.Seq[Row]
	// Others are users of whom something stands outside the plain lines: in
	// Rest, or in a finding.
	Others []Other
}

// Saying is what a line says once the name of its user is read, up to the @: the
// user's domain, and the rows that the line makes, without user and row. It means
// the same in every line.
type Saying struct {
	// Domain is as it is written, with the @.
	Domain string
	Rows   []Row
	// First is the first row of the sheet that says it.
	First uint32
}

// ListParts is the number of parts that the lines of a piece are sorted into,
// by their users, so that what is known of those of one part stays near a core also
// with ten million lines.
const ListParts = 512

// Piece is a stretch of the sheet.
type Piece struct {
	// Row is the row before the first of the piece; ListLine.Row counts from it.
	Row uint32
	// Lines are sorted by part, and in the order of the sheet within one.
	Lines []ListLine
	// Names are those of the users up to the @, as they are written, one behind
	// the other as the lines are: printable ASCII without spaces.
	Names []byte
	// Ends says where each part ends.
	Ends [ListParts]PieceEnd
}

// PieceEnd is where a part of a piece ends, in its lines and in its names.
type PieceEnd struct{ Line, Name uint32 }

// Part gives the lines of one part, and their names.
func (p *Piece) Part(i int) (lines []ListLine, names []byte) {
	var start PieceEnd
	if i > 0 {
		start = p.Ends[i-1]
	}
	return p.Lines[start.Line:p.Ends[i].Line], p.Names[start.Name:p.Ends[i].Name]
}

// ListLine is one plain line.
type ListLine struct {
	// Row is the row in the piece.
	Row uint32
	// Tag is the same for equal names, whatever their case, and in any list
	// that is to be compared; seldom for others.
	Tag uint32
	// Saying is an index of List.Sayings.
	Saying uint16
	// Length is that of the user's name, up to the @.
	Length uint8
}

// Other is a user of whom something stands outside the plain lines.
type Other struct {
	// Name and Domain are folded, parted before the @.
	Name   []byte
	Domain string
	// Part and Tag are those that a plain line about this user would have.
	Part int
	Tag  uint32
}

// LeftLines are lines of a list about users who are not agreed. Their names are
// copied while they are at hand: those of a list of a million lines are far apart.
type LeftLines struct {
	Lines []LineAt
	// names stand one behind the other, in any order.
	Names []byte
}

// LineAt is a line with its row in the sheet, and where its user's name stands.
type LineAt struct {
	Row, Name uint32
	saying    uint16
	length    uint8
}

func (l *LeftLines) Add(row uint32, saying uint16, name []byte) {
	l.Lines = append(l.Lines, LineAt{Row: row, Name: uint32(len(l.Names)), saying: saying, length: uint8(len(name))})
	l.Names = append(l.Names, name...)
}

// name gives the user's name of a line, up to the @.
func (l *LeftLines) name(x *LineAt) []byte { return l.Names[x.Name:][:x.length] }

// Rows yields the rows of lines and those of the rest of the list, in the order
// of the sheet.
func (l *List) Rows(left LeftLines) iter.Seq[Row] {
	return func(yield func(Row) bool) {
		next := 0
		to := func(row int) bool {
			for ; next < len(left.Lines) && int(left.Lines[next].Row) < row; next++ {
				if !l.yield(&left, &left.Lines[next], yield) {
					return false
				}
			}
			return true
		}
		for x := range l.Rest {
			if !to(x.At.Row) || !yield(x) {
				return
			}
		}
		to(math.MaxInt)
	}
}

// yield yields the rows of one line.
func (l *List) yield(left *LeftLines, x *LineAt, yield func(Row) bool) bool {
	said := &l.Sayings[x.saying]
	user := string(left.name(x)) + said.Domain
	for _, row := range said.Rows {
		column := row.At.Column
		row.User, row.At = user, l.At
		row.At.Row, row.At.Column = int(x.Row), column
		if !yield(row) {
			return false
		}
	}
	return true
}
