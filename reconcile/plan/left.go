package plan

import (
	"cmp"
	"slices"

	"licet/reconcile"
)

// left gives the lines of a list about users who are not agreed, in order.
func left(parts []compared, list int) reconcile.LeftLines {
	lines, names := 0, 0
	for i := range parts {
		lines += len(parts[i].left[list].Lines)
		names += len(parts[i].left[list].Names)
	}
	all := reconcile.LeftLines{Lines: make([]reconcile.LineAt, 0, lines), Names: make([]byte, 0, names)}
	for i := range parts {
		part := &parts[i].left[list]
		before := uint32(len(all.Names))
		for _, x := range part.Lines {
			x.Name += before
			all.Lines = append(all.Lines, x)
		}
		all.Names = append(all.Names, part.Names...)
	}
	slices.SortFunc(all.Lines, func(a, b reconcile.LineAt) int { return cmp.Compare(a.Row, b.Row) })
	return all
}
