package report

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"

	"licet/io/language"

	"github.com/xuri/excelize/v2"
)

// sheetRows is the number of rows that a worksheet holds besides its header
// (Excel: 1,048,576 rows in all).
const sheetRows = 1<<20 - 1

// worksheet streams a table into a worksheet with a frozen header and a filter.
// Rows beyond what a worksheet holds go on in "NAME 2" and so on.
func worksheet(f *excelize.File, words language.Speaker, t table) error {
	next, stop := iter.Pull(t.rows)
	defer stop()
	order := t.pick(inSheets)
	cells := make([]any, len(order))
	row, more := next()
	for n := 1; n == 1 || more; n++ {
		name := words.Word(t.title)
		if n > 1 {
			name = fmt.Sprintf("%s %d", name, n)
		}
		out, err := beginSheet(f, name, words, t, order)
		last := 1
		for ; err == nil && more && last <= sheetRows; row, more = next() {
			last++
			for i, k := range order {
				cells[i] = forWorkbook(row[k], words)
			}
			err = out.SetRow(cellName(1, last), cells)
		}
		if err == nil {
			err = endSheet(out, len(order), last)
		}
		if err != nil {
			return fmt.Errorf("worksheet %s: %w", name, err)
		}
	}
	return nil
}

func beginSheet(
	f *excelize.File, name string, words language.Speaker, t table, order []int,
) (*excelize.StreamWriter, error) {
	if _, err := f.NewSheet(name); err != nil {
		return nil, err
	}
	for i, k := range order {
		if err := colorColumn(f, name, words, i+1, t.columns[k].colors); err != nil {
			return nil, err
		}
	}
	out, err := f.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	header := make([]any, len(order))
	for i, k := range order {
		header[i] = words.Word(t.columns[k].title)
		err = errors.Join(err, out.SetColWidth(i+1, i+1, t.columns[k].width))
	}
	panes := excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}
	style, failed := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	return out, errors.Join(err, failed, out.SetPanes(&panes), out.SetRow("A1", header, excelize.RowOpts{StyleID: style}))
}

// colorColumn gives the words of a column their colours, as conditional formats:
// they stay right when somebody edits a cell. It must be called before the rows
// are streamed.
func colorColumn(f *excelize.File, name string, words language.Speaker, number int, colors []wordColor) error {
	if len(colors) == 0 {
		return nil
	}
	formats := make([]excelize.ConditionalFormatOptions, len(colors))
	for i, c := range colors {
		fill := excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{c.fill}}
		style, err := f.NewConditionalStyle(&excelize.Style{Fill: fill})
		if err != nil {
			return err
		}
		formats[i] = excelize.ConditionalFormatOptions{
			Type: "cell", Criteria: "==", Format: &style, Value: `"` + word(words, c.word) + `"`,
		}
	}
	return f.SetConditionalFormat(name, cellName(number, 2)+":"+cellName(number, sheetRows+1), formats)
}

// endSheet makes the rows a table, which brings the filter, and ends the stream.
func endSheet(out *excelize.StreamWriter, columns, last int) error {
	var err error
	if last > 1 {
		err = out.AddTable(&excelize.Table{Range: "A1:" + cellName(columns, last), StyleName: "TableStyleLight9"})
	}
	return errors.Join(err, out.Flush())
}

// cellName gives the name of a cell, e.g. "A1".
func cellName(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		panic("report: no cell " + err.Error())
	}
	return name
}

// writeBook writes the workbook of a document: its summary, where it has facts,
// and a worksheet a table.
func writeBook(w io.Writer, d *document) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	summary := d.Speaker.Say("Summary")
	if err := f.SetSheetName(firstSheet, summary); err != nil {
		return err
	}
	for _, t := range d.sheets {
		if err := worksheet(f, d.Speaker, t); err != nil {
			return err
		}
	}
	for i, row := range d.facts {
		err = errors.Join(err, f.SetSheetRow(summary, cellName(1, i+1), &row))
	}
	err = errors.Join(err, f.SetColWidth(summary, "A", "B", 34))
	if d.chart != nil {
		err = errors.Join(err, f.AddChart(summary, "D2", d.chart))
	}
	if len(d.facts) == 0 {
		err = errors.Join(err, f.DeleteSheet(summary))
	}
	if err != nil {
		return err
	}
	// Excelize would pack a workbook in memory first and then write that: it is given
	// an archive that goes to w, and its own stays empty.
	out := bufio.NewWriterSize(w, 1<<16)
	f.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(out) })
	if _, err := f.WriteToBuffer(); err != nil {
		return err
	}
	return out.Flush()
}

// chartOf is a chart over some columns of the first n rows of a worksheet, whose
// column A names them; nil for none.
func chartOf(kind excelize.ChartType, title, sheet string, n int, height uint, letters ...string) *excelize.Chart {
	if n == 0 {
		return nil
	}
	values := func(letter string) string { return fmt.Sprintf("%s!$%s$2:$%s$%d", sheet, letter, letter, n+1) }
	chart := &excelize.Chart{
		Type:      kind,
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: title}}},
		Legend:    excelize.ChartLegend{Position: "bottom"},
		Dimension: excelize.ChartDimension{Width: 720, Height: height},
	}
	for _, letter := range letters {
		chart.Series = append(chart.Series, excelize.ChartSeries{
			Name: sheet + "!$" + letter + "$1", Categories: values("A"), Values: values(letter),
		})
	}
	return chart
}

// firstSheet is the worksheet that every new workbook of excelize has.
const firstSheet = "Sheet1"
