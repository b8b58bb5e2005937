package report

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/xuri/excelize/v2"

	"licet/reconcile"
)

// column is a column of a worksheet: its title and its width in characters.
type column struct {
	title string
	width float64
}

// sheetRows is the number of rows that a worksheet holds besides its header
// (Excel: 1,048,576 rows in all).
const sheetRows = 1<<20 - 1

// part is a worksheet on its way: its name, its columns and its rows. Cells are
// Go values; strings are written as text, whatever they begin with.
type part struct {
	name    string
	columns []column
	rows    iter.Seq[[]any]
	// colors gives a cell of one column a colour by the word in it.
	colors *cellColors
}

// cellColors are conditional formats: the colour of the cells of a column that
// say a word, in hexadecimal RGB. They stay right when somebody edits the cell.
type cellColors struct {
	column int
	words  []wordColor
}

type wordColor struct{ word, fill string }

// worksheet streams rows into a worksheet with a frozen header and a filter.
// Rows beyond what a worksheet holds go on in "NAME 2" and so on.
func worksheet(f *excelize.File, p part) error {
	next, stop := iter.Pull(p.rows)
	defer stop()
	row, more := next()
	for n := 1; n == 1 || more; n++ {
		title := p.name
		if n > 1 {
			title = fmt.Sprintf("%s %d", p.name, n)
		}
		out, err := beginSheet(f, title, p)
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
		if err := endSheet(out, title, len(p.columns), last); err != nil {
			return err
		}
	}
	return nil
}

// colorSheet must be called before the rows are streamed.
func colorSheet(f *excelize.File, title string, c *cellColors) error {
	if c == nil {
		return nil
	}
	var formats []excelize.ConditionalFormatOptions
	for _, w := range c.words {
		style, err := f.NewConditionalStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{w.fill}}})
		if err != nil {
			return err
		}
		formats = append(formats, excelize.ConditionalFormatOptions{Type: "cell", Criteria: "==", Format: &style, Value: `"` + w.word + `"`})
	}
	return f.SetConditionalFormat(title, cellName(c.column, 2)+":"+cellName(c.column, sheetRows+1), formats)
}

func beginSheet(f *excelize.File, title string, p part) (*excelize.StreamWriter, error) {
	columns := p.columns
	if _, err := f.NewSheet(title); err != nil {
		return nil, fmt.Errorf("worksheet %s: %w", title, err)
	}
	if err := colorSheet(f, title, p.colors); err != nil {
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
	return packed(f, w)
}

// packed writes a workbook. Excelize would pack it in memory first and then write
// that: it is given an archive that goes to w, and its own stays empty.
func packed(f *excelize.File, w io.Writer) error {
	out := bufio.NewWriterSize(w, 1<<16)
	f.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(out) })
	if _, err := f.WriteToBuffer(); err != nil {
		return err
	}
	return out.Flush()
}

// book is a workbook: a summary of labels and values, the parts behind it, and a
// chart on the summary, nil for none.
type book struct {
	words reconcile.Phrases
	facts [][]any
	parts []part
	chart *excelize.Chart
}

// bookOf writes a workbook.
func bookOf(w io.Writer, b book) error {
	return writeWorkbook(w, func(f *excelize.File) error {
		summary := b.words.Say("Summary")
		if err := f.SetSheetName(firstSheet, summary); err != nil {
			return err
		}
		for _, p := range b.parts {
			if err := worksheet(f, p); err != nil {
				return err
			}
		}
		for i, row := range b.facts {
			if err := f.SetSheetRow(summary, cellName(1, i+1), &row); err != nil {
				return err
			}
		}
		if err := f.SetColWidth(summary, "A", "B", 34); err != nil {
			return err
		}
		if b.chart == nil {
			return nil
		}
		return f.AddChart(summary, "D2", b.chart)
	})
}

// firstSheet is the worksheet that every new workbook of excelize has.
const firstSheet = "Sheet1"
