package sheet

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
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
	book, err := cells.OpenWorkbook(f.data, z)
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
	for _, many := range tooMany {
		if errors.Is(err, many.err) {
			return source{}, tooLarge(w.origin, many.problem.Sentence())
		}
	}
	if err != nil {
		return source{}, unreadableWorkbook(w.origin, err)
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
	{cells.ErrManyCells, "it has more than 33 million cells, or rows with more than 67 million places between their cells"},
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
		return nil, tooLarge(f.origin, reconcile.Say("it contains %d files", len(z.File)))
	}
	return z, nil
}

func tooLarge(from origin, problem reconcile.Sentence) *Unreadable {
	return &Unreadable{Path: from.path, Problem: reconcile.Say("the workbook is refused: %s", problem), Hint: reconcile.Say("save the worksheet that is meant as a workbook of its own, or as CSV")}
}

func unreadableWorkbook(from origin, err error) *Unreadable {
	problem := reconcile.Word("the workbook cannot be read")
	if errors.Is(err, zip.ErrFormat) {
		problem = "the workbook is damaged or cut off"
	}
	return from.fail(problem, "open it in Excel or LibreOffice and save it again; it may be damaged or cut off", err)
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
	chosen := choose(w, all, s.o)
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
	name   string
	header search
}

// candidates looks at the first rows of every worksheet.
func (w workbook) candidates(o Options) ([]candidate, error) {
	var all []candidate
	for _, name := range w.Names() {
		if w.IsChart(name) {
			continue
		}
		probe, err := w.read(name, worksheetProbe)
		if err != nil {
			return nil, err
		}
		all = append(all, candidate{name: name, header: findHeader(probe, o)})
	}
	return all, nil
}

// choose gives the visible worksheets that have a header, else the hidden ones,
// else the one that is most like having one.
func choose(w workbook, all []candidate, o Options) []candidate {
	var visible, hidden []candidate
	best, most := 0, -1
	for i, c := range all {
		if c.header.best != nil && c.header.best.score(o) > most {
			best, most = i, c.header.best.score(o)
		}
		if !c.header.found(o) {
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
