package report

import (
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// heading of a column of a table: its title, and the cells that a column of
// text may take. A column of width 0 holds numbers and takes what it needs.
type heading struct {
	title string
	width int
}

// productColumns are the two columns that name a licence; they share what the
// given number of columns of numbers leaves of the line.
func productColumns(s Style, numbers int) []heading {
	const numberWidth, least = 8, 12
	width := max(least, (s.width()-numberWidth*numbers)/2)
	return []heading{{s.Phrases.Say("licence"), width}, {s.Phrases.Say("part number"), width}}
}

// numberColumns are columns of numbers with these titles.
func numberColumns(titles ...string) []heading {
	columns := make([]heading, len(titles))
	for i, title := range titles {
		columns[i].title = title
	}
	return columns
}

// newTable begins a table. Cells must have been made visible.
func newTable(s Style, columns []heading) table.Writer {
	t := table.NewWriter()
	style := table.StyleLight
	style.Format.Header = text.FormatDefault
	style.Options = table.Options{SeparateHeader: true}
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	t.SetStyle(style)
	titles := make(table.Row, len(columns))
	configs := make([]table.ColumnConfig, len(columns))
	for i, c := range columns {
		titles[i] = s.paint(bold, c.title)
		configs[i] = table.ColumnConfig{Number: i + 1, WidthMax: c.width, WidthMaxEnforcer: cut}
		if c.width == 0 {
			configs[i] = table.ColumnConfig{Number: i + 1, Align: text.AlignRight, AlignHeader: text.AlignRight}
		}
	}
	t.SetColumnConfigs(configs)
	t.AppendHeader(titles)
	return t
}

// render gives the table without blanks at the ends of lines.
func render(t table.Writer) string {
	lines := strings.Split(t.Render(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}
