// Package sheet reads what people wish for their users out of CSV and XLSX files.
//
// A sheet becomes rows (reconcile.Row) and findings (reconcile.Finding), each
// with the place where the spreadsheet program shows it. Names are not settled
// here: a Vocabulary only tells whether a text is the name of a licence, which
// is what decides how a cell is split and whether a sheet is a matrix.
//
// The way of a file: open.go reads its bytes, kind.go and detect.go tell what
// it is; package cells makes lines of cells of it; header.go finds the row that
// names the columns, columns.go and matrixcolumns.go say what they are; long.go or
// matrix.go make rows of the lines, with row.go for what the two have in common.
package sheet

import (
	"context"
	"io"
	"iter"

	"licet/io/sheet/cells"
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
	// Phrases are the language of findings and refusals; nil is English.
	Phrases reconcile.Phrases
	// Tagger is for ReadListing.
	Tagger *Tagger

	// These are for tests: lineByLine does without skimming, chunk and smallest
	// are in place of chunkBytes and smallestListing.
	lineByLine bool
	chunk      int
	smallest   int
}

// Vocabulary is what the reader must know of names.
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
	// SHA256 is that of the file's bytes, in hexadecimal.
	SHA256 string
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

	source source
	// text is that of a CSV file, width its number of headed columns.
	text  string
	width int
	// layout makes the reader of one pass; nil when there is no header.
	layout func() layoutReader
	header int
}

// Read reads the sheet at path; "-" is stdin. What the reader of the sheet can
// mend comes as findings of the Sheet. The error is an *Unreadable when the
// file is no sheet at all, or says why it could not be read.
func Read(ctx context.Context, path string, stdin io.Reader, o Options) (*Sheet, error) {
	if o.Vocabulary == nil {
		o.Vocabulary = noVocabulary{}
	}
	file, err := readFile(origin{path, o.Phrases}, stdin)
	if err != nil {
		return nil, err
	}
	found := &notebook{phrases: o.Phrases}
	s := &Sheet{Info: Info{Path: path, SHA256: file.sum}}
	if err := s.open(file, o, found); err != nil {
		return nil, err
	}
	if s.layout != nil {
		if err := s.judge(ctx, o, found); err != nil {
			return nil, err
		}
	}
	s.Findings = found.settled()
	return s, nil
}

// Rows yields what the sheet says, in its order, as often as it is asked.
func (s *Sheet) Rows() iter.Seq[reconcile.Row] {
	return func(yield func(reconcile.Row) bool) {
		if s.layout == nil {
			return
		}
		out := &sink{at: s.place(), found: &notebook{silent: true}, yield: yield}
		layout := s.layout()
		for l := range s.body() {
			if layout.read(l, out); out.stopped {
				return
			}
		}
	}
}

func (s *Sheet) place() reconcile.Place {
	return reconcile.Place{File: s.Info.Path, Worksheet: s.Info.Worksheet}
}

// body yields the lines below the header that hold anything.
func (s *Sheet) body() iter.Seq[cells.Line] {
	return func(yield func(cells.Line) bool) {
		for l := range s.source.lines {
			if l.Number > s.header && !l.Blank() && !yield(l) {
				return
			}
		}
	}
}

// judge reads the sheet once for its findings.
func (s *Sheet) judge(ctx context.Context, o Options, found *notebook) error {
	var err error
	if p := s.skimmer(o); p != nil {
		err = s.judgePlain(ctx, p, found)
	} else {
		err = s.judgeLines(ctx, found)
	}
	if err == nil && s.Info.Rows == 0 {
		found.add(reconcile.Finding{Severity: reconcile.Error, Code: CodeNoRows, At: s.rowPlace(s.header),
			Message: found.say("Nothing stands below the header."),
			Hint:    found.say("A sheet without rows says nothing of anybody; was it saved whole?")})
	}
	return err
}

// judgeLines reads every line one by one.
func (s *Sheet) judgeLines(ctx context.Context, found *notebook) error {
	out := &sink{at: s.place(), found: found, yield: func(reconcile.Row) bool { return true }}
	layout := s.layout()
	for l := range s.body() {
		if s.Info.Rows%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		s.Info.Rows++
		layout.read(l, out)
	}
	s.Info.Odd, s.Info.Layout = s.Info.Rows, layout.name()
	return nil
}

func (s *Sheet) rowPlace(row int) reconcile.Place {
	at := s.place()
	at.Row = row
	return at
}
