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
	header    []string
	rows      [][]string
}

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
	guarded := make([]string, len(g.header))
	write := func(row []string) error {
		for i, cell := range row {
			guarded[i] = cells.Guard(cell)
		}
		return out.Write(guarded)
	}
	if err := write(g.header); err != nil {
		return err
	}
	for _, row := range g.rows {
		if err := write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// writeXLSX writes a worksheet with a frozen header, a filter, and columns as
// wide as what stands in them.
func (g *grid) writeXLSX(w io.Writer) error {
	if len(g.rows)+1 > cells.MaxRows || len(g.header) > cells.MaxColumns {
		return fmt.Errorf("%d rows and %d columns do not fit into a worksheet (1,048,576 and 16,384): write CSV", len(g.rows)+1, len(g.header))
	}
	book := excelize.NewFile()
	defer book.Close()
	if err := book.SetSheetName("Sheet1", g.worksheet); err != nil {
		return err
	}
	corner, err := excelize.CoordinatesToCellName(len(g.header), len(g.rows)+1)
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
	line := make([]any, len(g.header))
	for i, text := range g.header {
		line[i] = excelize.Cell{StyleID: bold, Value: text}
	}
	if err := out.SetRow("A1", line); err != nil {
		return err
	}
	for n, row := range g.rows {
		for i, text := range row {
			if line[i] = nil; text != "" {
				line[i] = text
			}
		}
		if err := out.SetRow(fmt.Sprintf("A%d", n+2), line[:len(row)]); err != nil {
			return err
		}
	}
	return out.Flush()
}

// widths gives the columns the width of their longest text, within bounds.
func (g *grid) widths() []float64 {
	widths := make([]float64, len(g.header))
	for i, text := range g.header {
		widths[i] = float64(utf8.RuneCountInString(text))
	}
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
