package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"github.com/xuri/excelize/v2"
)

// workbook reads the worksheets of a workbook.
type workbook struct {
	origin
	data []byte
	// entries are the files of the archive.
	entries map[string]*zip.File
	// book is the workbook without its cells, which are most of it.
	book *excelize.File
	// whole is the workbook with them, once it was needed.
	whole *excelize.File
	// parts are the paths of the worksheets in the archive, by name.
	parts map[string]string
	// piece is pieceWork.size.
	piece int
	// shared are the shared strings, once they have been read.
	shared     []string
	sharedErr  error
	sharedRead bool
}

// newWorkbook finds the worksheets. Names that are not found are left to
// excelize.
func newWorkbook(f file, z *zip.Reader) (*workbook, error) {
	w := &workbook{origin: f.origin, data: f.data, piece: pieceSize, entries: map[string]*zip.File{}, parts: map[string]string{}}
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
	return w, nil
}

// findParts finds the worksheets in the archive; none where the workbook does
// not say it as it should.
func (w *workbook) findParts() {
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
	return excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked, RawCellValue: true})
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

// everything gives the workbook with its cells, as excelize reads it.
func (w *workbook) everything() (*excelize.File, error) {
	if w.whole == nil {
		book, err := openBook(w.data)
		if err != nil {
			return nil, err
		}
		w.whole = book
	}
	return w.whole, nil
}

func (w *workbook) close() {
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
	if !w.sharedRead {
		w.shared, w.sharedErr = w.scanSharedStrings(w.entries["xl/sharedStrings.xml"])
		w.sharedRead = true
	}
	if w.sharedErr != nil {
		return source{}, w.sharedErr
	}
	return w.scanWorksheet(w.entries[w.parts[name]], limit)
}

// readSlowly reads a worksheet through excelize, for parts that are written in
// a way that the scanner does not know. excelize ends a worksheet silently
// where the XML is broken, which must not happen: half a sheet says less.
func (w *workbook) readSlowly(name string, limit int) (source, error) {
	book, err := w.everything()
	if err != nil {
		return source{}, err
	}
	data := part(book, w.parts[name])
	if err := wellFormed(data); err != nil {
		return source{}, err
	}
	rows, err := book.Rows(name)
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
	return source{lines: cellStores{store}.lines(), merged: w.mergedSlowly(name)}, nil
}

// keep stores a row that excelize gave, and finds formulas without a value.
func (w *workbook) keep(store *cellStore, name string, number int, cells []string, formulas bool) error {
	for i, text := range cells {
		if text == "" && formulas {
			ref, err := excelize.CoordinatesToCellName(i+1, number)
			if err != nil {
				return err
			}
			if formula, err := w.whole.GetCellFormula(name, ref); err != nil || formula == "" {
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
	merged, err := w.whole.GetMergeCells(name)
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
