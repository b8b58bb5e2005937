package cells

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"iter"
	"path"
	"strings"
	"sync"

	"github.com/xuri/excelize/v2"
)

// Workbook reads the worksheets of a workbook. excelize opens it; scanner.go reads
// the cells, and excelize where that is not sure.
type Workbook struct {
	data []byte
	// entries are the files of the archive.
	entries map[string]*zip.File
	// book is the workbook without its cells, which are most of it.
	book *excelize.File
	// whole is the workbook with them, once it was needed.
	whole *excelize.File
	// parts are the paths of the worksheets in the archive, by name.
	parts map[string]string
	// PieceSize is about how much of a worksheet is read in one go.
	PieceSize int
	// shared reads the shared strings, once.
	shared func() ([]string, error)
}

// OpenWorkbook finds the worksheets of a workbook, of which it is given the bytes and
// the archive that they are. Names that are not found are left to excelize. The
// caller closes it.
func OpenWorkbook(data []byte, z *zip.Reader) (*Workbook, error) {
	w := &Workbook{data: data, PieceSize: pieceSize, entries: map[string]*zip.File{}, parts: map[string]string{}}
	for _, e := range z.File {
		w.entries[e.Name] = e
	}
	light, err := withoutCells(z)
	if err != nil {
		return nil, err
	}
	if w.book, err = openBook(light); err != nil {
		return nil, err
	}
	w.findParts()
	w.shared = sync.OnceValues(func() ([]string, error) { return w.scanSharedStrings(w.entries["xl/sharedStrings.xml"]) })
	return w, nil
}

// findParts finds the worksheets in the archive; none where the workbook does
// not say it as it should.
func (w *Workbook) findParts() {
	var rels struct {
		Relationship []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		}
	}
	if xml.Unmarshal(part(w.book, "xl/_rels/workbook.xml.rels"), &rels) != nil || w.book.WorkBook == nil {
		return
	}
	targets := map[string]string{}
	for _, r := range rels.Relationship {
		target := r.Target
		if !strings.HasPrefix(target, "/") {
			target = "xl/" + target
		}
		targets[r.ID] = strings.TrimPrefix(path.Clean(target), "/")
	}
	for _, s := range w.book.WorkBook.Sheets.Sheet {
		w.parts[s.Name] = targets[s.ID]
	}
}

func openBook(data []byte) (*excelize.File, error) {
	return excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: MaxUnpacked, UnzipXMLSizeLimit: MaxUnpacked, RawCellValue: true})
}

// withoutCells gives the archive without the parts that hold cells and
// pictures, still packed.
func withoutCells(z *zip.Reader) ([]byte, error) {
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, e := range z.File {
		name := strings.ToLower(strings.ReplaceAll(e.Name, "\\", "/"))
		if strings.HasPrefix(name, "xl/worksheets/") || strings.HasPrefix(name, "xl/media/") || name == "xl/sharedstrings.xml" {
			continue
		}
		if err := out.Copy(e); err != nil {
			return nil, err
		}
	}
	err := out.Close()
	return b.Bytes(), err
}

// Close closes a workbook.
func (w *Workbook) Close() {
	w.book.Close()
	if w.whole != nil {
		w.whole.Close()
	}
}

// part gives an unpacked part of a workbook; nil if it is not there.
func part(book *excelize.File, name string) []byte {
	v, _ := book.Pkg.Load(name)
	b, _ := v.([]byte)
	return b
}

// IsChart reports whether a sheet holds a chart and no cells.
func (w *Workbook) IsChart(name string) bool {
	return strings.Contains(w.parts[name], "chartsheets/") || strings.Contains(w.parts[name], "dialogsheets/")
}

// Names are those of the worksheets, in their order.
func (w *Workbook) Names() []string { return w.book.GetSheetList() }

// IsHidden reports whether the user of the workbook does not see a worksheet.
func (w *Workbook) IsHidden(name string) bool {
	shown, err := w.book.GetSheetVisible(name)
	return err == nil && !shown
}

// Worksheet is a worksheet that was read.
type Worksheet struct {
	// Merged are its merged ranges.
	Merged []Range

	stores []*cellStore
}

// Lines yields the lines that hold anything.
func (s Worksheet) Lines(yield func(Line) bool) {
	more := true
	for i := 0; i < len(s.stores) && more; i++ {
		s.stores[i].lines(func(l Line) bool {
			more = yield(l)
			return more
		})
	}
}

// Pieces are the lines in pieces, which may be read side by side.
func (s Worksheet) Pieces() []iter.Seq[Line] {
	pieces := make([]iter.Seq[Line], len(s.stores))
	for i, store := range s.stores {
		pieces[i] = store.lines
	}
	return pieces
}

// Read reads at most limit rows that hold anything of a worksheet; all of them
// with 0. Its error may be one of ErrManyRows, ErrManyColumns and ErrManyCells.
func (w *Workbook) Read(name string, limit int) (Worksheet, error) {
	s, err := w.scan(name, limit)
	if errors.Is(err, errUnsure) {
		s, err = w.readSlowly(name, limit)
	}
	return s, err
}

// scan reads a worksheet with the scanner of scanner.go.
func (w *Workbook) scan(name string, limit int) (Worksheet, error) {
	shared, err := w.shared()
	if err != nil {
		return Worksheet{}, err
	}
	return w.scanWorksheet(w.entries[w.parts[name]], shared, limit)
}

// readSlowly reads a worksheet through excelize, for parts that are written in
// a way that the scanner does not know. excelize ends a worksheet silently
// where the XML is broken, which must not happen: half a sheet says less.
func (w *Workbook) readSlowly(name string, limit int) (Worksheet, error) {
	if w.whole == nil {
		book, err := openBook(w.data)
		if err != nil {
			return Worksheet{}, err
		}
		w.whole = book
	}
	data := part(w.whole, w.parts[name])
	if err := wellFormed(data); err != nil {
		return Worksheet{}, err
	}
	rows, err := w.whole.Rows(name)
	if err != nil {
		return Worksheet{}, err
	}
	defer rows.Close()
	store := &cellStore{}
	formulas := bytes.Contains(data, []byte("<f")) || bytes.Contains(data, []byte(":f"))
	for number := 1; rows.Next() && (limit == 0 || len(store.rows) < limit); number++ {
		cells, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return Worksheet{}, err
		}
		if err := w.keep(store, name, number, cells, formulas); err != nil {
			return Worksheet{}, err
		}
	}
	if err := rows.Error(); err != nil {
		return Worksheet{}, err
	}
	return Worksheet{stores: []*cellStore{store}, Merged: w.mergedSlowly(name)}, nil
}

// keep stores a row that excelize gave, and finds formulas without a value.
func (w *Workbook) keep(store *cellStore, name string, number int, cells []string, formulas bool) error {
	for i, text := range cells {
		if text == "" && formulas {
			ref, err := excelize.CoordinatesToCellName(i+1, number)
			if err != nil {
				return err
			}
			if formula, err := w.whole.GetCellFormula(name, ref); err != nil || formula == "" {
				continue
			}
			store.flaw(number, i+1, NoValue)
		} else if text == "" {
			continue
		}
		if err := store.put(i+1, text); err != nil {
			return err
		}
	}
	return store.endRow(number)
}

func (w *Workbook) mergedSlowly(name string) []Range {
	var ranges []Range
	merged, _ := w.whole.GetMergeCells(name) // there are rows, so that it cannot fail
	for _, m := range merged {
		if r, ok := parseRange(m.GetStartAxis() + ":" + m.GetEndAxis()); ok {
			ranges = append(ranges, r)
		}
	}
	return ranges
}

// wellFormed reads a part to its end.
func wellFormed(data []byte) error {
	if len(data) == 0 {
		return nil
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}
