package sheet

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"github.com/xuri/excelize/v2"
)

// workbook reads the worksheets of an open workbook.
type workbook struct {
	origin
	book *excelize.File
	// parts are the paths of the worksheets in the archive, by name.
	parts map[string]string
	// shared are the shared strings, once they have been read.
	shared     []string
	sharedRead bool
}

// newWorkbook finds the worksheets. Names that are not found are left to
// excelize.
func newWorkbook(from origin, book *excelize.File) *workbook {
	w := &workbook{origin: from, book: book, parts: map[string]string{}}
	var rels struct {
		Relationship []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		}
	}
	if xml.Unmarshal(w.part("xl/_rels/workbook.xml.rels"), &rels) != nil || book.WorkBook == nil {
		return w
	}
	targets := map[string]string{}
	for _, r := range rels.Relationship {
		target := r.Target
		if !strings.HasPrefix(target, "/") {
			target = "xl/" + target
		}
		targets[r.ID] = strings.TrimPrefix(path.Clean(target), "/")
	}
	for _, s := range book.WorkBook.Sheets.Sheet {
		w.parts[s.Name] = targets[s.ID]
	}
	return w
}

// part gives an unpacked part of the archive; nil if it is not there.
func (w *workbook) part(name string) []byte {
	v, _ := w.book.Pkg.Load(name)
	b, _ := v.([]byte)
	return b
}

// isChart reports whether a sheet holds a chart and no cells.
func (w *workbook) isChart(name string) bool {
	return strings.Contains(w.parts[name], "chartsheets/") || strings.Contains(w.parts[name], "dialogsheets/")
}

// read reads at most limit rows that hold anything of a worksheet; all of them
// with 0.
func (w *workbook) read(name string, limit int) (source, error) {
	src, err := w.scan(name, limit)
	if errors.Is(err, errUnsure) {
		src, err = w.readSlowly(name, limit)
	}
	if err != nil {
		var many *tooMany
		if errors.As(err, &many) {
			return source{}, tooLarge(w.origin, w.Text(many.problem))
		}
		return source{}, unreadableWorkbook(w.origin, err)
	}
	return src, nil
}

// scan reads a worksheet with the scanner of xlsxscan.go.
func (w *workbook) scan(name string, limit int) (source, error) {
	data := w.part(w.parts[name])
	if !isPlainXML(data) {
		return source{}, errUnsure
	}
	if !w.sharedRead {
		shared := w.part("xl/sharedStrings.xml")
		if len(shared) > 0 {
			var err error
			if w.shared, err = scanSharedStrings(shared); err != nil {
				return source{}, err
			}
		}
		w.sharedRead = true
	}
	sc := sheetScanner{scanner: scanner{xml: data}, shared: w.shared, limit: limit}
	if err := sc.scan(); err != nil {
		return source{}, err
	}
	return source{lines: sc.store.lines(), merged: sc.merged}, nil
}

// readSlowly reads a worksheet through excelize, for parts that are written in
// a way that the scanner does not know. excelize ends a worksheet silently
// where the XML is broken, which must not happen: half a sheet says less.
func (w *workbook) readSlowly(name string, limit int) (source, error) {
	data := w.part(w.parts[name])
	if err := wellFormed(data); err != nil {
		return source{}, err
	}
	rows, err := w.book.Rows(name)
	if err != nil {
		return source{}, err
	}
	defer rows.Close()
	store := &cellStore{}
	formulas := bytes.Contains(data, []byte("<f")) || bytes.Contains(data, []byte(":f"))
	for number := 1; rows.Next() && (limit == 0 || len(store.rows) < limit); number++ {
		cells, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return source{}, err
		}
		if err := w.keep(store, name, number, cells, formulas); err != nil {
			return source{}, err
		}
	}
	if err := rows.Error(); err != nil {
		return source{}, err
	}
	return source{lines: store.lines(), merged: w.mergedSlowly(name)}, nil
}

// keep stores a row that excelize gave, and finds formulas without a value.
func (w *workbook) keep(store *cellStore, name string, number int, cells []string, formulas bool) error {
	for i, text := range cells {
		if text == "" && formulas {
			ref, err := excelize.CoordinatesToCellName(i+1, number)
			if err != nil {
				return err
			}
			if formula, err := w.book.GetCellFormula(name, ref); err != nil || formula == "" {
				continue
			}
			store.flaw(number, i+1, flawNoValue)
		} else if text == "" {
			continue
		}
		if err := store.put(i+1, text); err != nil {
			return err
		}
	}
	return store.endRow(number)
}

func (w *workbook) mergedSlowly(name string) []cellRange {
	var ranges []cellRange
	merged, err := w.book.GetMergeCells(name)
	if err != nil {
		return nil
	}
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
