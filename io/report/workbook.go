package report

import (
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/xuri/excelize/v2"
)

// column is a column of a worksheet: its title and its width in characters.
type column struct {
	title string
	width float64
}

// sheetRows is the number of rows that a worksheet holds besides its header
// (Excel: 1,048,576 rows in all).
const sheetRows = 1<<20 - 1

// worksheet streams rows into a worksheet with a frozen header and a filter.
// Rows beyond what a worksheet holds go on in "NAME 2" and so on. Cells are Go
// values; strings are written as text, whatever they begin with.
func worksheet(f *excelize.File, name string, columns []column, rows iter.Seq[[]any]) error {
	next, stop := iter.Pull(rows)
	defer stop()
	row, more := next()
	for n := 1; n == 1 || more; n++ {
		title := name
		if n > 1 {
			title = fmt.Sprintf("%s %d", name, n)
		}
		out, err := beginSheet(f, title, columns)
		if err != nil {
			return err
		}
		last := 1
		for ; more && last <= sheetRows; row, more = next() {
			last++
			if err := out.SetRow(cellName(1, last), row); err != nil {
				return fmt.Errorf("worksheet %s: %w", title, err)
			}
		}
		if err := endSheet(out, title, len(columns), last); err != nil {
			return err
		}
	}
	return nil
}

func beginSheet(f *excelize.File, title string, columns []column) (*excelize.StreamWriter, error) {
	if _, err := f.NewSheet(title); err != nil {
		return nil, fmt.Errorf("worksheet %s: %w", title, err)
	}
	out, err := f.NewStreamWriter(title)
	if err != nil {
		return nil, fmt.Errorf("worksheet %s: %w", title, err)
	}
	header := make([]any, len(columns))
	for i, c := range columns {
		header[i] = c.title
		if err := out.SetColWidth(i+1, i+1, c.width); err != nil {
			return nil, fmt.Errorf("worksheet %s: %w", title, err)
		}
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, fmt.Errorf("worksheet %s: %w", title, err)
	}
	style, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return nil, fmt.Errorf("worksheet %s: %w", title, err)
	}
	if err := out.SetRow("A1", header, excelize.RowOpts{StyleID: style}); err != nil {
		return nil, fmt.Errorf("worksheet %s: %w", title, err)
	}
	return out, nil
}

// endSheet makes the rows a table, which brings the filter, and ends the stream.
func endSheet(out *excelize.StreamWriter, title string, columns, last int) error {
	if last > 1 {
		if err := out.AddTable(&excelize.Table{Range: "A1:" + cellName(columns, last), StyleName: "TableStyleLight9"}); err != nil {
			return fmt.Errorf("worksheet %s: %w", title, err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("worksheet %s: %w", title, err)
	}
	return nil
}

// cellName gives the name of a cell, e.g. "A1".
func cellName(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		panic("report: no cell " + err.Error())
	}
	return name
}

// writeWorkbook writes a workbook of the worksheets that fill adds. The one
// that every new workbook has goes unless fill has given it another name.
func writeWorkbook(w io.Writer, fill func(*excelize.File) error) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := fill(f); err != nil {
		return err
	}
	if err := f.DeleteSheet(firstSheet); err != nil {
		return err
	}
	return f.Write(w)
}

// firstSheet is the worksheet that every new workbook of excelize has.
const firstSheet = "Sheet1"
