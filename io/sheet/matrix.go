package sheet

import (
	"slices"

	"licet/io/sheet/cells"
	"licet/reconcile"
)

// matrixReader reads sheets with a column a licence and boxes to tick.
type matrixReader struct {
	rowReader
	matrixColumns
}

// box is a column headed by a licence, with the columns of its apps.
type box struct {
	column
	apps []appBox
}

// appBox is a column headed LICENCE / App.
type appBox struct {
	index int
	app   string
}

func newMatrixReader(h *headed, cols matrixColumns) *matrixReader {
	used := cols.used()
	r := &matrixReader{rowReader: newRowReader(h, cols.users, used), matrixColumns: cols}
	lastIsBox := slices.ContainsFunc(used, func(c column) bool {
		return c.index == r.last && (c.field == fieldLicense || c.field == fieldApp)
	})
	r.whole = func(text string) bool { return lastIsBox && isWholeTick(text) }
	return r
}

func (r *matrixReader) name(bool) string { return Matrix }

func (r *matrixReader) read(l cells.Line, out *sink) {
	user, ok := r.start(l, out)
	if !ok {
		return
	}
	if r.text && len(l.Cells) < r.width {
		r.problem(len(l.Cells), CodeRaggedRow, "The row has %d cells and the header %d; boxes that are missing do not count as empty ones.",
			"Save the sheet as XLSX, or write all delimiters.", len(l.Cells), r.width)
	}
	row := reconcile.Row{User: user, UsageLocation: r.optional(r.location)}
	r.readPriority(&row, r.priority)
	for i := range r.boxes {
		r.box(row, &r.boxes[i])
	}
	r.finish(user)
}

// box makes the row of one licence.
func (r *matrixReader) box(row reconcile.Row, b *box) {
	row.At = r.at(b.index)
	row.License = b.header
	ticked := r.tick(b.index)
	row.Action = reconcile.ActionUnticked
	if ticked {
		row.Action = reconcile.ActionUnsaid
	}
	for _, a := range b.apps {
		on := r.tick(a.index)
		switch {
		case ticked && on:
			row.AppsOn = append(row.AppsOn, a.app)
		case ticked:
			row.AppsOff = append(row.AppsOff, a.app)
		case on:
			r.problem(a.index, CodeAppWithoutLicense, "The app %q is ticked, its licence %q is not.", "Tick both or neither.", a.app, b.header)
		}
	}
	r.out.row(row)
}

// tick reads a box; one that is neither ticked nor unticked is reported.
func (r *matrixReader) tick(index int) bool {
	text := r.cell(index)
	t := tickOf(text)
	if t == tickUnknown {
		r.problem(index, CodeUnknownTick, "The box contains %q, which is neither yes nor no.", "Write x, yes, true or 1, or leave the cell empty.", excerpt(text))
	}
	return t == tickOn
}
