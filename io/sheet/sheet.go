// Package sheet reads what people wish for their users out of CSV and XLSX files.
//
// A sheet becomes rows (reconcile.Rows) and findings (reconcile.Finding) in one pass, each
// with the place where the spreadsheet program shows it. Names are not settled
// here: a Vocabulary only tells whether a text is the name of a licence, which
// is what decides how a cell is split and whether a sheet is a matrix.
//
// The way of a file: open.go reads its bytes, kind.go and detect.go tell what
// it is; package cells makes lines of cells of it; header.go finds the row that
// names the columns, columns.go and matrixcolumns.go say what they are; long.go or
// matrix.go make rows of the lines, with row.go for what the two have in common.
// reading.go reads the lines side by side, and what many of them say once.
package sheet

import (
	"context"
	"io"

	"licet/reconcile"
)

// Options say how a sheet is to be read. The zero Options find out.
type Options struct {
	// Layout is long, list, matrix or admin-center; empty finds out.
	Layout string
	// Worksheet is the name of the worksheet of an XLSX file; empty takes the
	// one that has a header.
	Worksheet string
	// Delimiter is comma, semicolon, tab, pipe, or the character itself.
	Delimiter string
	// Encoding is one of the names of cells.Encodings.
	Encoding string
	// Columns maps fields to the headers of their columns and goes before the
	// table of known headers.
	Columns map[string]string
	// Vocabulary knows names; nil knows none.
	Vocabulary Vocabulary
	// NoDigest says that nobody asks for the SHA256.
	NoDigest bool

	// These are for tests, in place of chunkBytes and longFile.
	chunk, smallest int
}

// Vocabulary is what the reader must know of names. It is safe for concurrent use.
type Vocabulary interface {
	// IsLicense reports whether a text is the name of a licence: a GUID, a
	// part number, TENANT:PART, a product name.
	IsLicense(text string) bool
	// IsApp reports whether a licence, named likewise, has such an app.
	IsApp(license, app string) bool
	// Near gives a few licences whose names are near a text that is none.
	Near(text string) []string
}

type noVocabulary struct{}

func (noVocabulary) IsLicense(string) bool     { return false }
func (noVocabulary) IsApp(string, string) bool { return false }
func (noVocabulary) Near(string) []string      { return nil }

// Layouts, as Info.Layout and Options.Layout have them.
const (
	// Long has one row a user and licence.
	Long = "long"
	// List has one row a user and a cell with several licences.
	List = "list"
	// Matrix has one row a user and one column a licence.
	Matrix = "matrix"
	// AdminCenter is the list of active users that the admin centre exports.
	AdminCenter = "admin-center"
)

// Info says how a sheet was understood.
type Info struct {
	// Path is as the user gave it; "-" is standard input.
	Path string
	// Kind is csv or xlsx.
	Kind string
	// Worksheet is empty for CSV.
	Worksheet string
	// Encoding is one of the names of cells.Encodings; empty for XLSX.
	Encoding string
	// Delimiter is the character that parts cells; empty for XLSX.
	Delimiter string
	Layout    string
	// HeaderRow is 0 when there is no header.
	HeaderRow int
	// Rows is the number of rows below the header that hold anything.
	Rows int
	// Odd is how many of them were read one by one, since they are not plain.
	Odd int
	// Columns are those that were used, Ignored the others that have a
	// header, in the order of the sheet.
	Columns, Ignored []Column
}

// Column says what a column was taken for.
type Column struct {
	// Number counts from 1, as the spreadsheet program does.
	Number int
	Header string
	// Field is user, license, action, enabled apps, disabled apps, usage
	// location, priority, or app (of a matrix); empty for an ignored column.
	Field string
}

// Sheet is one worksheet or CSV file that was read to its end.
type Sheet struct {
	Info Info
	// Findings are in the order of reconcile.SortFindings.
	Findings []reconcile.Finding
	// Rows are what the sheet says; nil when it has no header.
	Rows *reconcile.Rows
	// SHA256 gives that of the file's bytes, in hexadecimal. Whoever asks first has a
	// long file read for it, and is refused one that was changed meanwhile. It is nil
	// with Options.NoDigest.
	SHA256 func() (string, error)
}

// Read reads the sheet at path; "-" is stdin. What the reader of the sheet can
// fix comes as findings of the Sheet. The error is an *Unreadable when the
// file is no sheet at all, or says why it could not be read.
func Read(ctx context.Context, path string, stdin io.Reader, o Options) (*Sheet, error) {
	from := origin{path: path}
	if s, err := readLong(ctx, from, o); s != nil || err != nil {
		return s, err
	}
	file, err := readFile(from, stdin)
	if err != nil {
		return nil, err
	}
	s := newReader(path, o)
	if err := s.room.take(len(file.data)); err != nil {
		return nil, s.told(err, nil)
	}
	if err := s.open(file); err != nil {
		return nil, err
	}
	if s.layout != nil {
		if err := s.read(ctx, s.wholeText()); err != nil {
			return nil, err
		}
	}
	out := s.sheet()
	out.SHA256 = func() (string, error) { return file.sum, nil }
	return out, nil
}

// reader is a sheet while it is read.
type reader struct {
	notebook
	o      Options
	Info   Info
	room   *room
	rows   *reconcile.Rows
	source source
	// text is that of a CSV file, or its beginning if it is long.
	text string
	// width is the number of headed columns, user the first of those that name the
	// user.
	width, user int
	// layout makes readers of lines; nil when there is no header.
	layout func() layoutReader
	// delim parts the cells of a text.
	delim     byte
	chunkSize int
	// others are the columns that are read besides those of users; watched are columns
	// in which boxes are looked for, watch is told what was seen.
	others, watched []int
	watch           func(ticks)
}

func newReader(path string, o Options) *reader {
	if o.Vocabulary == nil {
		o.Vocabulary = noVocabulary{}
	}
	return &reader{o: o, Info: Info{Path: path}, room: newRoom()}
}

func (s *reader) sheet() *Sheet {
	return &Sheet{Info: s.Info, Findings: s.settled(), Rows: s.rows}
}

func (s *reader) place() reconcile.Place {
	return reconcile.Place{File: s.Info.Path, Worksheet: s.Info.Worksheet}
}

// at is a cell of a row; column 0 is the row as a whole.
func (s *reader) at(row, column int) reconcile.Place { return s.place().Cell(row, column) }
