package cells

import (
	"archive/zip"
	"bytes"
	"strconv"
	"strings"
)

// sheetScanner reads the cells of a piece of a worksheet part. It is many times
// as fast as a general reader of XML, and is fuzzed against excelize.
type sheetScanner struct {
	scanner
	shared []string
	// limit is the number of rows after which to stop; 0 for none.
	limit  int
	store  cellStore
	merged []Range

	// row is the number of the latest row, first that of the first of the piece;
	// 0 is none.
	row, first, column int
}

// worksheetPiece is what a piece of a worksheet gave.
type worksheetPiece struct {
	cells       *cellStore
	merged      []Range
	first, last int
	ending      ending
	// kept is how much memory it takes.
	kept int
	err  error
}

// ending says how a piece of a worksheet ended.
type ending uint8

const (
	// amongRows is in front of another row.
	amongRows ending = iota
	// enough is behind as many rows as were asked for.
	enough
	// atEnd is behind the end of the worksheet.
	atEnd
)

// scanWorksheet reads a part to its end, so that one that was cut off is
// noticed; or its first rows, if there is a limit.
func (w *Workbook) scanWorksheet(f *zip.File, shared []string, limit int) (Worksheet, error) {
	if f == nil {
		return Worksheet{}, errUnsure
	}
	all := pieces{limit: limit, room: w.take}
	err := scanPart(f, "<row", pieceWork[worksheetPiece]{
		size: w.PieceSize,
		scan: func(xml []byte, first bool) worksheetPiece {
			s := sheetScanner{shared: shared, limit: limit}
			return s.piece(xml, first)
		},
		take: all.take,
	})
	if err == nil && all.ending == amongRows {
		err = errUnsure // the end of the worksheet is missing
	}
	return Worksheet{stores: all.stores, Merged: all.merged}, err
}

// pieces are the pieces of a worksheet put together.
type pieces struct {
	limit      int
	room       func(bytes int) error
	stores     []*cellStore
	merged     []Range
	rows       int
	wide, last int
	ending     ending
}

// take adds the next piece. It is sure of it only if the one before ended among
// the rows and this one goes on behind them.
func (p *pieces) take(piece worksheetPiece) (more bool, err error) {
	switch {
	case piece.err != nil:
		return false, piece.err
	case p.ending == atEnd, piece.first != 0 && piece.first <= p.last:
		return false, errUnsure
	}
	p.stores = append(p.stores, piece.cells)
	p.merged = append(p.merged, piece.merged...)
	p.rows += len(piece.cells.rows)
	if p.wide += piece.cells.wide; p.wide > maxWide {
		return false, ErrWide
	}
	if err := p.room(piece.kept); err != nil {
		return false, err
	}
	p.last = max(p.last, piece.last)
	if p.ending = piece.ending; p.limit > 0 && p.rows >= p.limit {
		p.ending = enough
	}
	return p.ending != enough, nil
}

// piece reads one piece.
func (s *sheetScanner) piece(xml []byte, first bool) (out worksheetPiece) {
	out.cells = &s.store
	if out.err = s.begin(xml, first); out.err != nil {
		return out
	}
	if first {
		out.ending, out.err = s.scan()
	} else {
		s.row = -1 // the rows before are not known
		if out.ending, out.err = s.sheetData(); out.ending == atEnd && out.err == nil {
			out.ending, out.err = s.scan()
		}
	}
	out.merged, out.first, out.last = s.merged, s.first, s.row
	out.kept = s.kept + s.store.kept() + len(s.merged)*mergedBytes
	return out
}

// scan reads from between the elements of a worksheet on.
func (s *sheetScanner) scan() (ending, error) {
	for {
		t, ok, err := s.next()
		switch {
		case err != nil:
			return 0, err
		case !ok:
			return 0, errUnsure // the end of the worksheet is missing
		case t.end && string(t.name) == "worksheet":
			return atEnd, nil
		case string(t.name) == "sheetData" && !t.end && !t.empty:
			if end, err := s.sheetData(); end != atEnd || err != nil {
				return end, err
			}
		case string(t.name) == "mergeCell":
			r, ok := parseRange(string(t.attr("ref")))
			if !ok {
				return 0, errUnsure
			}
			s.merged = append(s.merged, r)
		}
	}
}

// sheetData reads rows. It ends behind their last, which counts as atEnd, among
// them where the piece ends, or with enough of them.
func (s *sheetScanner) sheetData() (ending, error) {
	for {
		t, ok, err := s.next()
		switch {
		case err != nil:
			return 0, err
		case !ok:
			return amongRows, nil
		case t.end && string(t.name) == "sheetData":
			return atEnd, nil
		case string(t.name) != "row" || t.end:
			return 0, errUnsure
		}
		if err := s.rowNumber(&t); err != nil {
			return 0, err
		}
		if !t.empty {
			if err := s.cells(); err != nil {
				return 0, err
			}
			if err := s.store.endRow(s.row); err != nil {
				return 0, err
			}
		}
		if s.limit > 0 && len(s.store.rows) >= s.limit {
			return enough, nil
		}
	}
}

func (s *sheetScanner) rowNumber(t *tag) error {
	before := max(s.row, 0)
	s.column = 0
	if r := t.attr("r"); r != nil {
		n, err := strconv.Atoi(string(r))
		if err != nil || n <= before {
			return errUnsure
		}
		s.row = n
	} else if s.row++; s.row == 0 {
		return errUnsure
	}
	if s.first == 0 {
		s.first = s.row
	}
	if s.row > MaxRows {
		return ErrManyRows
	}
	return nil
}

// cells reads the cells of a row up to its end tag.
func (s *sheetScanner) cells() error {
	for {
		t, ok, err := s.next()
		switch {
		case err != nil || !ok:
			return errUnsure
		case t.end && string(t.name) == "row":
			return nil
		case string(t.name) != "c" || t.end:
			return errUnsure
		}
		if err := s.cellNumber(&t); err != nil {
			return err
		}
		if t.empty {
			continue
		}
		if err := s.cell(t.attr("t")); err != nil {
			return err
		}
	}
}

func (s *sheetScanner) cellNumber(t *tag) error {
	before := s.column
	s.column++
	if ref := t.attr("r"); ref != nil {
		column, row, ok := parseRef(ref)
		if !ok || row != s.row || column <= before {
			return errUnsure
		}
		s.column = column
	}
	if s.column > MaxColumns {
		return ErrManyColumns
	}
	return nil
}

// cell reads one cell up to its end tag.
func (s *sheetScanner) cell(kind []byte) error {
	var text string
	formula, values := false, 0
	for {
		t, ok, err := s.next()
		if err != nil || !ok {
			return errUnsure
		}
		switch name := string(t.name); {
		case name == "c" && t.end:
			// A formula may give an empty text; one that was never worked out
			// has no value, or an empty one without a type.
			empty := text == "" && (values == 0 || string(kind) != "str")
			return s.keepCell(text, formula && empty)
		case t.end:
			return errUnsure
		case name == "f":
			formula = true
			if !t.empty {
				_, err = s.text(t.name)
			}
		case name == "v" && t.empty:
			values++
		case t.empty:
		case name == "v":
			values++
			text, err = s.value(t.name, kind)
		case name == "is":
			values++
			text, err = s.item(t.name)
			if string(kind) != "inlineStr" {
				return errUnsure
			}
		default:
			err = s.skip(t.name)
		}
		if err != nil || values > 1 {
			return errUnsure
		}
	}
}

// value reads <v>, the value of all cells but inline strings.
func (s *sheetScanner) value(name, kind []byte) (string, error) {
	raw, err := s.text(name)
	if err != nil {
		return "", err
	}
	switch string(kind) {
	case "s":
		n, err := strconv.Atoi(string(bytes.TrimSpace(raw)))
		if err != nil || n < 0 || n >= len(s.shared) {
			return "", errUnsure
		}
		return s.shared[n], nil
	case "", "n", "str", "b", "e":
		s.buf, err = appendUnescaped(s.buf[:0], raw)
		return s.keep(s.buf), err
	default:
		return "", errUnsure
	}
}

func (s *sheetScanner) keepCell(text string, unvalued bool) error {
	if text == "" && !unvalued {
		return nil
	}
	if unvalued {
		s.store.flaw(s.row, s.column, NoValue)
	}
	return s.store.put(s.column, text)
}

// parseRef takes a reference such as B7 apart.
func parseRef(ref []byte) (column, row int, ok bool) {
	i := 0
	for ; i < len(ref) && i < 4 && ref[i] >= 'A' && ref[i] <= 'Z'; i++ {
		column = column*26 + int(ref[i]-'A') + 1
	}
	if i == 0 || i == len(ref) || len(ref)-i > 7 || ref[i] == '0' {
		return 0, 0, false
	}
	for _, c := range ref[i:] {
		if c < '0' || c > '9' {
			return 0, 0, false
		}
		row = row*10 + int(c-'0')
	}
	return column, row, true
}

// parseRange takes a range such as A1:C1 apart.
func parseRange(ref string) (Range, bool) {
	from, to, ok := strings.Cut(ref, ":")
	if !ok {
		to = from
	}
	left, top, ok1 := parseRef([]byte(from))
	right, bottom, ok2 := parseRef([]byte(to))
	return Range{Left: left, Top: top, Right: right, Bottom: bottom}, ok1 && ok2
}
