package sheet

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"io"
	"slices"
	"strings"

	"licet/io/sheet/cells"
	"licet/reconcile"
)

// openWorkbook chooses a worksheet and reads its cells.
func (s *reader) openWorkbook(f file) error {
	z, err := checkArchive(f)
	if err != nil {
		return err
	}
	book, err := cells.OpenWorkbook(z, int(min(s.room.left.Load(), maxCells)))
	if err != nil {
		return unreadableWorkbook(f.origin, err)
	}
	defer book.Close()
	book.PieceSize = cmp.Or(s.o.chunk, book.PieceSize)
	w := workbook{f.origin, book}
	name, err := s.worksheet(w)
	if name == "" || err != nil {
		return err
	}
	if s.source, err = w.read(name, 0); err != nil {
		return err
	}
	if s.Info.Worksheet = name; s.o.Worksheet == "" {
		s.noteOthers(w.Names())
	}
	s.adopt(findHeader(s.source, s.o))
	return nil
}

// workbook is a workbook and where it is from.
type workbook struct {
	origin
	*cells.Workbook
}

// read is Read, with its errors told.
func (w workbook) read(name string, limit int) (source, error) {
	sheet, err := w.Read(name, limit)
	if err != nil {
		return source{}, unreadableWorkbook(w.origin.in(name), err)
	}
	return source{lines: sheet.Lines, pieces: sheet.Pieces(), merged: sheet.Merged}, nil
}

// tooMany says what worksheets have too much of.
var tooMany = []struct {
	err     error
	problem reconcile.Word
}{
	{cells.ErrManyRows, "a worksheet has at most 1,048,576 rows"},
	{cells.ErrManyColumns, "a worksheet has at most 16,384 columns"},
	{cells.ErrWide, "it has rows with more than 67 million places between their cells"},
	{cells.ErrFull, "its cells take more memory than there is for them"},
	{cells.ErrLongRow, "a row or a text of it is longer than 32 MiB"},
	{cells.ErrLongIndex, "what says which worksheets it has is longer than 16 MiB"},
	{cells.ErrUnusual, "it is written in an unusual way and longer than 64 MiB"},
	{cells.ErrDeep, "it has elements within elements, more than 1,000 deep"},
}

// checkArchive looks at the directory of the archive before anything of it is
// unpacked.
func checkArchive(f file) (*zip.Reader, error) {
	z, err := zip.NewReader(bytes.NewReader(f.data), int64(len(f.data)))
	if err != nil {
		return nil, unreadableWorkbook(f.origin, err)
	}
	if bad := notAWorkbook(f.origin, z); bad != nil {
		return nil, bad
	}
	var size uint64
	for _, e := range z.File {
		if size += e.UncompressedSize64; size > cells.MaxUnpacked || e.UncompressedSize64 > cells.MaxUnpacked {
			return nil, tooLarge(f.origin, reconcile.Say("it unpacks to more than %d GiB", cells.MaxUnpacked>>30))
		}
	}
	if len(z.File) > maxZipEntries {
		return nil, tooLarge(f.origin, reconcile.Say("it contains more than %d files", maxZipEntries))
	}
	return z, nil
}

func tooLarge(from origin, problem reconcile.Sentence) *Unreadable {
	return &Unreadable{Path: from.path, Worksheet: from.worksheet, Problem: reconcile.Say("the workbook is refused: %s", problem), Hint: reconcile.Say("save the worksheet that is meant as a workbook of its own, or as CSV")}
}

// unreadableWorkbook says why a workbook cannot be read. What is wrong with a damaged
// one is nothing that its reader could use.
func unreadableWorkbook(from origin, err error) *Unreadable {
	for _, many := range tooMany {
		if errors.Is(err, many.err) {
			return tooLarge(from, many.problem.Sentence())
		}
	}
	if errors.Is(err, zip.ErrFormat) || errors.Is(err, zip.ErrChecksum) || errors.Is(err, io.ErrUnexpectedEOF) {
		return from.refuse("the workbook is damaged or cut off", "get it again, or open it in Excel or LibreOffice and save it again")
	}
	return from.fail("the workbook cannot be read", "open it in Excel or LibreOffice and save it again", err)
}

// worksheet gives the name of the worksheet that is to be read; empty where several
// may be, which are refused. Hidden ones count only where no visible one has a header.
func (s *reader) worksheet(w workbook) (string, error) {
	if s.o.Worksheet != "" {
		return w.named(s.o.Worksheet)
	}
	all, err := w.candidates(s.o)
	if err != nil {
		return "", err
	}
	if len(all) == 0 {
		return "", w.refuse("the workbook has no worksheet", "")
	}
	chosen := choose(w, all)
	if len(chosen) > 1 {
		s.severalWorksheets(chosen)
		return "", nil
	}
	return chosen[0].name, nil
}

// named gives the name of the worksheet that was asked for.
func (w workbook) named(wanted string) (string, error) {
	name, names := "", w.Names()
	for _, n := range names {
		if n == wanted || name == "" && strings.EqualFold(strings.TrimSpace(n), strings.TrimSpace(wanted)) {
			name = n
		}
	}
	if name == "" {
		return "", &Unreadable{Path: w.path, Problem: reconcile.Say("there is no worksheet %q", wanted),
			Hint: reconcile.Say("there are: %s", listHeaders(names))}
	}
	return name, nil
}

// candidate is a worksheet that may be the one.
type candidate struct {
	name string
	// found is true where it has a header; score says how much of one.
	found bool
	score int
}

// maxWorksheets bounds the worksheets that a header is looked for in.
const maxWorksheets = 1000

// candidates looks at the first rows of every worksheet.
func (w workbook) candidates(o Options) ([]candidate, error) {
	var all []candidate
	names := w.Names()
	if len(names) > maxWorksheets {
		return nil, tooLarge(w.origin, reconcile.Say("it has more than %d worksheets; --worksheet names the one that is meant", maxWorksheets))
	}
	for _, name := range names {
		if w.IsChart(name) {
			continue
		}
		probe, err := w.read(name, worksheetProbe)
		if err != nil {
			return nil, err
		}
		c, header := candidate{name: name, score: -1}, findHeader(probe, o)
		if c.found = header.found(o); header.best != nil {
			c.score = header.best.score(o)
		}
		all = append(all, c)
	}
	return all, nil
}

// choose gives the visible worksheets that have a header, else the hidden ones,
// else the one that is most like having one.
func choose(w workbook, all []candidate) []candidate {
	var visible, hidden []candidate
	best, most := 0, -1
	for i, c := range all {
		if c.score > most {
			best, most = i, c.score
		}
		if !c.found {
			continue
		}
		if w.IsHidden(c.name) {
			hidden = append(hidden, c)
		} else {
			visible = append(visible, c)
		}
	}
	switch {
	case len(visible) > 0:
		return visible
	case len(hidden) > 0:
		return hidden
	}
	return all[best : best+1]
}

func (s *reader) severalWorksheets(cs []candidate) {
	names := make([]string, len(cs))
	for i, c := range cs {
		names[i] = c.name
	}
	s.refuse(s.place(), CodeSeveralWorksheets,
		reconcile.Say("Several worksheets have a header with users and licences: %s.", listHeaders(names)),
		reconcile.Say("Say which one is meant: --worksheet %q.", names[0]))
}

func (s *reader) noteOthers(names []string) {
	others := slices.DeleteFunc(names, func(n string) bool { return n == s.Info.Worksheet })
	if len(others) > 0 {
		s.add(reconcile.Finding{Severity: reconcile.Note, Code: CodeOtherWorksheets, At: s.place(),
			Message: reconcile.Say("The worksheet %q was read; these were not: %s.", s.Info.Worksheet, listHeaders(others))})
	}
}
