package report

import (
	"iter"
	"slices"

	"licet/reconcile"
)

// column is one column of a document over rows of type R: all that any form must
// know of it.
type column[R any] struct {
	// key names it in JSON; empty where JSON is without it.
	key string
	// title heads it for people, and for programs in English; empty leaves the
	// column to JSON alone.
	title reconcile.Word
	// width is its width in a workbook, in characters. Workbook and CSV are
	// without a column of width 0.
	width  float64
	format format
	// value is the cell of a row: one of the values of cells.go.
	value func(*R) any
	// colors are those of the cells of a workbook.
	colors []wordColor
}

// format says how a column is laid out, and for whom.
type format uint8

const (
	textual format = iota
	// numeric is set to the right.
	numeric
	// blankZero is numeric where a zero is left blank for people, so that the eye
	// finds what changes.
	blankZero
	// signed is money with a sign.
	signed
	// aside marks a column that only a workbook and CSV have room for.
	aside format = 1 << 7
)

// wordColor is the colour, in hexadecimal RGB, of the cells that say a word.
type wordColor struct{ word, fill string }

// Colours of words in a workbook.
const (
	fillGood   = "D8F0DC"
	fillChange = "FFF0C8"
	fillBad    = "FADADA"
	fillOther  = "E0E8F8"
)

// table is rows with columns, whatever they are rows of.
type table struct {
	// id is that of its part of a page.
	id      string
	title   reconcile.Word
	columns []head
	// order are the columns that are shown, in their order.
	order []int
	// rows have a cell for each of columns. A row is the caller's to keep.
	rows iter.Seq[[]any]
	// notes stand below it, in the language of the reader.
	notes []string
}

// head is a column without its values.
type head = column[struct{}]

func tableOf[R any](id string, title reconcile.Word, columns []column[R], rows iter.Seq[*R]) table {
	t := table{id: id, title: title}
	for i, c := range columns {
		t.columns = append(t.columns, head{c.key, c.title, c.width, c.format, nil, c.colors})
		t.order = append(t.order, i)
	}
	t.rows = mapped(rows, func(r *R) []any {
		cells := make([]any, len(columns))
		for i := range columns {
			cells[i] = columns[i].value(r)
		}
		return cells
	})
	return t
}

// less is the table without some of its columns.
func (t table) less(titles ...reconcile.Word) table {
	t.order = slices.DeleteFunc(slices.Clone(t.order), func(i int) bool {
		return slices.Contains(titles, t.columns[i].title)
	})
	return t
}

// led is the table with some columns, by their keys, before the others: JSON
// names a licence by its id first, and people by its name.
func (t table) led(keys ...string) table {
	var first, rest []int
	for _, key := range keys {
		first = append(first, slices.IndexFunc(t.columns, func(h head) bool { return h.key == key }))
	}
	for _, i := range t.order {
		if !slices.Contains(first, i) {
			rest = append(rest, i)
		}
	}
	t.order = append(first, rest...)
	return t
}

// The columns of a form.
func inJSON(h *head) bool   { return h.key != "" }
func inSheets(h *head) bool { return h.width > 0 }
func inText(h *head) bool   { return h.title != "" && h.format&aside == 0 }

// pick gives the columns of a form in their order.
func (t table) pick(shown func(*head) bool) []int {
	return slices.DeleteFunc(slices.Clone(t.order), func(i int) bool { return !shown(&t.columns[i]) })
}
