package report

import (
	"cmp"
	"strings"

	"licet/io/language"

	pretty "github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// unknown stands for what the source does not tell.
const unknown = "–"

// textTable is a table as people read it: in their language, of visible text.
type textTable struct {
	ID, Title string
	Columns   []textColumn
	Rows      [][]string
	Notes     []string
}

// textColumn is a column; Number is true for one that is set to the right.
type textColumn struct {
	Title  string
	Number bool
	// Width is the most cells that it may take on a terminal, where it says so.
	Width int
}

// text writes a table for people.
func (t table) text(words language.Speaker) textTable {
	order := t.pick(inText)
	out := textTable{ID: t.id, Title: words.Word(t.title), Notes: t.notes}
	for _, k := range order {
		h := &t.columns[k]
		out.Columns = append(out.Columns, textColumn{words.Word(h.title), h.format != textual, int(h.width)})
	}
	for row := range t.rows {
		cells := make([]string, len(order))
		for i, k := range order {
			cells[i] = forPeople(t.columns[k].format, row[k], words)
		}
		out.Rows = append(out.Rows, cells)
	}
	return out
}

// onTerminal prints a table in which a column of text takes at most width cells,
// or with 0 what it says itself. Colors are those of the cells, nil for none. No
// line ends in blanks.
func (t *textTable) onTerminal(out *page, width int, colors func(row, column int) paint) {
	w := pretty.NewWriter()
	style := pretty.StyleLight
	style.Format.Header = text.FormatDefault
	style.Options = pretty.Options{SeparateHeader: true}
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	w.SetStyle(style)
	titles := make(pretty.Row, len(t.Columns))
	configs := make([]pretty.ColumnConfig, len(t.Columns))
	for i, c := range t.Columns {
		titles[i] = out.style.paint(bold, c.Title)
		configs[i] = pretty.ColumnConfig{Number: i + 1, Align: text.AlignRight, AlignHeader: text.AlignRight}
		if !c.Number {
			configs[i] = pretty.ColumnConfig{Number: i + 1, WidthMax: cmp.Or(width, c.Width), WidthMaxEnforcer: cut}
		}
	}
	w.SetColumnConfigs(configs)
	w.AppendHeader(titles)
	for i, row := range t.Rows {
		cells := make(pretty.Row, len(row))
		for k, cell := range row {
			if colors != nil {
				cell = out.style.paint(colors(i, k), cell)
			}
			cells[k] = cell
		}
		w.AppendRow(cells)
	}
	for line := range strings.SplitSeq(w.Render(), "\n") {
		out.line("%s", strings.TrimRight(line, " "))
	}
}

// productWidth is that of each of the two columns that name a licence: they share
// what columns of numbers leave of the line.
func (t *textTable) productWidth(s Style) int {
	const numberWidth, least = 8, 12
	return max(least, (s.width()-numberWidth*(len(t.Columns)-2))/2)
}

// textWidth is the most cells that a column of text may take, so that the table
// fits a line of width cells; never less than 12.
func (t *textTable) textWidth(width int) int {
	const gap, least = 2, 12
	var texts []int
	for i, c := range t.Columns {
		widest := cells(c.Title)
		for _, row := range t.Rows {
			widest = max(widest, cells(row[i]))
		}
		width -= gap
		if c.Number {
			width -= widest
		} else {
			texts = append(texts, widest)
		}
	}
	limit := longest
	for ; limit > least; limit-- {
		taken := 0
		for _, n := range texts {
			taken += min(n, limit)
		}
		if taken <= width {
			break
		}
	}
	return limit
}
