package reconcile

import (
	"cmp"
	"slices"
)

// leftLines are lines of a list about users who are not agreed. Their names are
// copied while they are at hand: those of a list of a million lines are far apart.
type leftLines struct {
	lines []lineAt
	// names stand one behind the other, in any order.
	names []byte
}

// lineAt is a line with its row in the sheet, and where its user's name stands.
type lineAt struct {
	row, name uint32
	saying    uint16
	length    uint8
}

func (l *leftLines) add(row uint32, saying uint16, name []byte) {
	l.lines = append(l.lines, lineAt{row: row, name: uint32(len(l.names)), saying: saying, length: uint8(len(name))})
	l.names = append(l.names, name...)
}

// name gives the user's name of a line, up to the @.
func (l *leftLines) name(x *lineAt) []byte { return l.names[x.name:][:x.length] }

// left gives the lines of a list about users who are not agreed, in order.
func left(parts []compared, list int) leftLines {
	lines, names := 0, 0
	for i := range parts {
		lines += len(parts[i].left[list].lines)
		names += len(parts[i].left[list].names)
	}
	all := leftLines{lines: make([]lineAt, 0, lines), names: make([]byte, 0, names)}
	for i := range parts {
		part := &parts[i].left[list]
		before := uint32(len(all.names))
		for _, x := range part.lines {
			x.name += before
			all.lines = append(all.lines, x)
		}
		all.names = append(all.names, part.names...)
	}
	slices.SortFunc(all.lines, func(a, b lineAt) int { return cmp.Compare(a.row, b.row) })
	return all
}
