package sheet

import (
	"bytes"
	"strconv"
	"strings"
)

// sheetScanner reads the cells of a worksheet part. It is some ten times as
// fast as a general reader of XML, and is fuzzed against excelize.
type sheetScanner struct {
	scanner
	shared []string
	// limit is the number of rows after which to stop; 0 for none.
	limit  int
	store  cellStore
	merged []cellRange

	row, column int
}

// scan reads the part to its end, so that one that was cut off is noticed.
func (s *sheetScanner) scan() error {
	for {
		t, ok, err := s.next()
		switch {
		case err != nil:
			return err
		case !ok:
			return errUnsure // the end of the worksheet is missing
		case t.end && string(t.name) == "worksheet":
			return nil
		case string(t.name) == "sheetData" && !t.end && !t.empty:
			if done, err := s.sheetData(); done || err != nil {
				return err
			}
		case string(t.name) == "mergeCell":
			r, ok := parseRange(string(t.attr("ref")))
			if !ok {
				return errUnsure
			}
			s.merged = append(s.merged, r)
		}
	}
}

// sheetData reads the rows; done says that there were enough of them.
func (s *sheetScanner) sheetData() (done bool, err error) {
	for {
		t, ok, err := s.next()
		switch {
		case err != nil || !ok:
			return false, errUnsure
		case t.end && string(t.name) == "sheetData":
			return false, nil
		case string(t.name) != "row" || t.end:
			return false, errUnsure
		}
		if err := s.rowNumber(&t); err != nil {
			return false, err
		}
		if !t.empty {
			if err := s.cells(); err != nil {
				return false, err
			}
			if err := s.store.endRow(s.row); err != nil {
				return false, err
			}
		}
		if s.limit > 0 && len(s.store.rows) >= s.limit {
			return true, nil
		}
	}
}

func (s *sheetScanner) rowNumber(t *tag) error {
	before := s.row
	s.row++
	s.column = 0
	if r := t.attr("r"); r != nil {
		n, err := strconv.Atoi(string(r))
		if err != nil || n <= before {
			return errUnsure
		}
		s.row = n
	}
	if s.row > maxRows {
		return errManyRows
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
	if s.column > maxColumns {
		return errManyColumns
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
			return s.keep(text, formula && empty)
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
		return string(s.buf), err
	default:
		return "", errUnsure
	}
}

func (s *sheetScanner) keep(text string, unvalued bool) error {
	if text == "" && !unvalued {
		return nil
	}
	if unvalued {
		s.store.flaw(s.row, s.column, flawNoValue)
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
func parseRange(ref string) (cellRange, bool) {
	from, to, ok := strings.Cut(ref, ":")
	if !ok {
		to = from
	}
	left, top, ok1 := parseRef([]byte(from))
	right, bottom, ok2 := parseRef([]byte(to))
	return cellRange{left: left, top: top, right: right, bottom: bottom}, ok1 && ok2
}
