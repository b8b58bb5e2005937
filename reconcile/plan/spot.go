package plan

import (
	"cmp"

	"licet/reconcile"
)

// spot is a Place in twelve bytes: of a million rows each keeps one. The zero
// spot is the zero Place.
type spot struct{ sheet, row, column int32 }

// sheetTable numbers the worksheets that places are in.
type sheetTable struct {
	names []sheetName // the first is the nameless sheet of the zero Place
	index map[sheetName]int32
	last  int32
}

type sheetName struct{ file, worksheet string }

func newSheetTable() sheetTable {
	return sheetTable{names: []sheetName{{}}, index: map[sheetName]int32{{}: 0}}
}

func (t *sheetTable) spot(at reconcile.Place) spot {
	return spot{sheet: t.number(sheetName{at.File, at.Worksheet}), row: int32(at.Row), column: int32(at.Column)}
}

// number looks at the last sheet first: rows come sheet by sheet.
func (t *sheetTable) number(name sheetName) int32 {
	if t.names[t.last] == name {
		return t.last
	}
	i, ok := t.index[name]
	if !ok {
		i = int32(len(t.names))
		t.names = append(t.names, name)
		t.index[name] = i
	}
	t.last = i
	return i
}

func (t *sheetTable) place(s spot) reconcile.Place {
	name := t.names[s.sheet]
	return reconcile.Place{File: name.file, Worksheet: name.worksheet, Row: int(s.row), Column: int(s.column)}
}

// compare orders spots as Place.Compare orders their places, whatever the
// order in which the sheets were read.
func (t *sheetTable) compare(a, b spot) int {
	if a.sheet != b.sheet {
		return t.place(a).Compare(t.place(b))
	}
	return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.column, b.column))
}
