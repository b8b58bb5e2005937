package reconcile

import (
	"cmp"
)

// Place says where something stands in the sheets, counted as the spreadsheet
// program shows it: the header is usually row 1, column A is column 1. Zero
// fields are unknown. The zero Place stands for no place at all.
type Place struct {
	// File is the path as the user gave it; "-" is standard input.
	File string
	// Worksheet is the name of the worksheet; empty for CSV.
	Worksheet string
	// Row is the row of the spreadsheet, blank lines counted.
	Row int
	// Column is the column of the spreadsheet.
	Column int
}

// IsZero reports whether p names no place.
func (p Place) IsZero() bool { return p == Place{} }

// Cell gives a place in the file and worksheet of p; column 0 is the row as a whole.
func (p Place) Cell(row, column int) Place {
	p.Row, p.Column = row, column
	return p
}

// String gives the place as people write it: "staff.xlsx, Sheet1, B7". In
// other languages than English language.Speaker does.
func (p Place) String() string { return p.render(Voice{Translate: asItIs, Foreign: asItIs}) }

// Compare orders places by file, worksheet, row and column.
func (p Place) Compare(q Place) int {
	return cmp.Or(
		cmp.Compare(p.File, q.File),
		cmp.Compare(p.Worksheet, q.Worksheet),
		cmp.Compare(p.Row, q.Row),
		cmp.Compare(p.Column, q.Column),
	)
}

// ColumnName gives the letters of column n, 1 being A. It is empty for n < 1.
func ColumnName(n int) string {
	if n < 1 {
		return ""
	}
	return ColumnName((n-1)/26) + string(rune('A'+(n-1)%26))
}
