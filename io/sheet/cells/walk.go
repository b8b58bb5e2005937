package cells

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
)

// walk is what a part has besides the texts of cells, which excelize reads. For the rest
// excelize would hold the whole worksheet, at hundreds of bytes a cell.
type walk struct {
	merged []Range
	// formulas are the cells with one, by row and column.
	formulas map[[2]int]bool

	row, column int
}

// walkPart reads a part to its end, and says whether it is whole: excelize ends a worksheet
// silently where it is broken.
func walkPart(data []byte) (*walk, error) {
	w := &walk{formulas: map[[2]int]bool{}}
	if len(data) == 0 {
		return w, nil
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for depth := 0; depth <= maxDepth; {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF):
			return w, nil
		case err != nil:
			return w, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
			err = w.element(&t)
		case xml.EndElement:
			depth--
		}
		if err != nil {
			return w, err
		}
	}
	return w, ErrDeep
}

func (w *walk) element(t *xml.StartElement) error {
	switch t.Name.Local {
	case "row":
		w.row, w.column = w.row+1, 0
		if n, err := strconv.Atoi(attribute(t, "r")); err == nil {
			w.row = n
		}
	case "c":
		w.column++
		if column, _, ok := parseRef([]byte(attribute(t, "r"))); ok {
			w.column = column
		}
		if w.column > MaxColumns {
			return ErrManyColumns
		}
	case "f":
		w.formulas[[2]int{w.row, w.column}] = true
		if len(w.formulas) > maxFormulas {
			return ErrFull
		}
	case "mergeCell":
		if r, ok := parseRange(attribute(t, "ref")); ok {
			w.merged = append(w.merged, r)
		}
	}
	return nil
}

func attribute(t *xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}
