package cells

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"iter"
	"path"
	"strings"
	"sync"

	"github.com/xuri/excelize/v2"
)

// Workbook reads the worksheets of a workbook. excelize opens it; scanner.go reads
// the cells, and excelize where that is not sure.
type Workbook struct {
	archive archive
	// book is the workbook without its cells, which are most of it.
	book *excelize.File
	// whole is the workbook with the worksheet named wholeOf, once it was needed.
	whole   *excelize.File
	wholeOf string
	// parts are the paths of the worksheets in the archive, by name.
	parts map[string]string
	// PieceSize is about how much of a worksheet is read in one go.
	PieceSize int
	// shared reads the shared strings, once.
	shared func() ([]string, error)
	// room is how much memory cells and shared strings may still take.
	room int
}

// OpenWorkbook finds the worksheets of a workbook in its archive. Names that are not
// found are left to excelize. What it reads of cells takes no more than room bytes.
// The caller closes it.
func OpenWorkbook(z *zip.Reader, room int) (*Workbook, error) {
	w := &Workbook{archive: archive{z}, PieceSize: pieceSize, parts: map[string]string{}, room: room}
	light, err := w.archive.with(nil)
	if err != nil {
		return nil, err
	}
	if w.book, err = openBook(light); err != nil {
		return nil, err
	}
	w.findParts()
	w.shared = sync.OnceValues(func() ([]string, error) {
		return w.scanSharedStrings(w.archive.entry("xl/sharedStrings.xml"))
	})
	return w, nil
}

// take takes so much memory for cells.
func (w *Workbook) take(bytes int) error {
	if w.room -= bytes; w.room < 0 {
		return ErrFull
	}
	return nil
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
	const most = 2 * MaxUnusual
	return excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: most, UnzipXMLSizeLimit: most, RawCellValue: true})
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
	room := w.room
	sheet, err := w.scanWorksheet(w.archive.entry(w.parts[name]), shared, limit)
	if err != nil || limit > 0 {
		w.room = room // nobody keeps what is only looked at
	}
	return sheet, err
}

// readSlowly reads a worksheet through excelize, for parts that are written in
// a way that the scanner does not know. excelize ends a worksheet silently
// where the XML is broken, which must not happen: half a sheet says less.
func (w *Workbook) readSlowly(name string, limit int) (Worksheet, error) {
	if err := w.openWhole(name); err != nil {
		return Worksheet{}, err
	}
	around, err := walkPart(part(w.whole, w.parts[name]))
	if err != nil {
		return Worksheet{}, err
	}
	rows, err := w.whole.Rows(name)
	if err != nil {
		return Worksheet{}, err
	}
	defer rows.Close()
	store := &cellStore{}
	for number := 1; rows.Next() && (limit == 0 || len(store.rows) < limit); number++ {
		cells, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return Worksheet{}, err
		}
		if err := keep(store, number, cells, around); err != nil {
			return Worksheet{}, err
		}
	}
	if err := rows.Error(); err != nil {
		return Worksheet{}, err
	}
	return Worksheet{stores: []*cellStore{store}, Merged: around.merged}, nil
}

// openWhole opens the workbook with the cells of a worksheet.
func (w *Workbook) openWhole(name string) error {
	if w.whole != nil && w.wholeOf == name {
		return nil
	}
	data, err := w.archive.with(func(part string) bool {
		return part == strings.ToLower(w.parts[name]) || path.Base(part) == stringsPart ||
			w.parts[name] == "" && strings.Contains(part, "worksheets/")
	})
	if err != nil {
		return err
	}
	if w.whole != nil {
		w.whole.Close()
	}
	w.whole, err = openBook(data)
	w.wholeOf = name
	return err
}

// keep stores a row that excelize gave, and finds formulas without a value.
func keep(store *cellStore, number int, cells []string, around *walk) error {
	for i, text := range cells {
		if text == "" {
			if !around.formulas[[2]int{number, i + 1}] {
				continue
			}
			store.flaw(number, i+1, NoValue)
		}
		if err := store.put(i+1, text); err != nil {
			return err
		}
	}
	return store.endRow(number)
}
