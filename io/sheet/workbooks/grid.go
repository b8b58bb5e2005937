package workbooks

import (
	"encoding/csv"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/gocarina/gocsv"
	"github.com/xuri/excelize/v2"

	"licet/io/sheet/cells"
)

// Kind is a file format for writing.
type Kind string

const (
	// CSV is UTF-8 with a byte order mark, so that Excel knows the encoding.
	CSV Kind = "csv"
	// XLSX is an Excel workbook.
	XLSX Kind = "xlsx"
)

// grid is a table that is to be written; its first row is the header.
type grid struct {
	worksheet string
	rows      [][]string
}

func (g *grid) add(row ...string) { g.rows = append(g.rows, row) }

func (g *grid) write(w io.Writer, kind Kind) error {
	switch kind {
	case CSV:
		return g.writeCSV(w)
	case XLSX:
		return g.writeXLSX(w)
	default:
		return fmt.Errorf("unknown kind of sheet %q: choose csv or xlsx", kind)
	}
}

// writeCSV writes text that looks like a formula with an apostrophe before it;
// package sheet takes it off again.
func (g *grid) writeCSV(w io.Writer) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := gocsv.NewSafeCSVWriter(csv.NewWriter(w))
	guarded := make([]string, len(g.rows[0]))
	for _, row := range g.rows {
		for i, cell := range row {
			guarded[i] = cells.Guard(cell)
		}
		if err := out.Write(guarded); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// writeXLSX writes a worksheet with a frozen header, a filter, and columns as
// wide as what stands in them.
func (g *grid) writeXLSX(w io.Writer) error {
	rows, columns := len(g.rows), len(g.rows[0])
	if rows > cells.MaxRows || columns > cells.MaxColumns {
		return fmt.Errorf("%d rows and %d columns do not fit into a worksheet (1,048,576 and 16,384): write CSV", rows, columns)
	}
	book := excelize.NewFile()
	defer book.Close()
	if err := book.SetSheetName("Sheet1", g.worksheet); err != nil {
		return err
	}
	corner, err := excelize.CoordinatesToCellName(columns, rows)
	if err != nil {
		return err
	}
	if err := book.AutoFilter(g.worksheet, "A1:"+corner, nil); err != nil {
		return err
	}
	// Readers that stream (openpyxl) believe the dimension and read no further.
	if err := book.SetSheetDimension(g.worksheet, "A1:"+corner); err != nil {
		return err
	}
	if err := g.stream(book); err != nil {
		return err
	}
	return book.Write(w)
}

func (g *grid) stream(book *excelize.File) error {
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	out, err := book.NewStreamWriter(g.worksheet)
	if err != nil {
		return err
	}
	for i, width := range g.widths() {
		if err := out.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	line := make([]any, len(g.rows[0]))
	for n, row := range g.rows {
		for i, text := range row {
			switch {
			case n == 0:
				line[i] = excelize.Cell{StyleID: bold, Value: text}
			case text == "":
				line[i] = nil
			default:
				line[i] = text
			}
		}
		if err := out.SetRow(fmt.Sprintf("A%d", n+1), line[:len(row)]); err != nil {
			return err
		}
	}
	return out.Flush()
}

// widths gives the columns the width of their longest text, within bounds.
func (g *grid) widths() []float64 {
	widths := make([]float64, len(g.rows[0]))
	for _, row := range g.rows {
		for i, text := range row {
			widths[i] = max(widths[i], float64(utf8.RuneCountInString(text)))
		}
	}
	for i := range widths {
		widths[i] = min(max(widths[i]+3, 8), 60)
	}
	return widths
}
