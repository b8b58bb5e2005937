package sheet

import (
	"cmp"
	"strings"

	"licet/io/sheet/cells"
	"licet/reconcile"
)

// longReader reads the layouts that name licences in cells: long, list and the
// export of the admin centre. They differ only in how many a cell may name.
type longReader struct {
	rowReader
	cols   longColumns
	vocab  Vocabulary
	layout string
	// wanted is the layout that was asked for; long keeps cells whole.
	wanted string
}

func newLongReader(h *headed, cols longColumns) *longReader {
	r := &longReader{rowReader: newRowReader(h, cols.users, cols.used()), cols: cols, vocab: h.o.Vocabulary,
		wanted: h.o.Layout, layout: cmp.Or(h.o.Layout, Long)}
	if h.o.Layout == "" && isAdminCenter(h.header) {
		r.layout = AdminCenter
	}
	r.whole = func(text string) bool {
		action := r.cols.action
		return action != nil && action.index == r.last && isWholeAction(text)
	}
	return r
}

func isAdminCenter(h *header) bool {
	n := 0
	for _, text := range h.cells {
		if adminCenterHeaders[foldHeader(text)] {
			n++
		}
	}
	return n >= 5
}

func (r *longReader) name(several bool) string {
	if several && r.layout == Long {
		return List
	}
	return r.layout
}

func (r *longReader) read(l cells.Line, out *sink) {
	user, ok := r.start(l, out)
	if !ok {
		return
	}
	row := reconcile.Row{User: user, Action: r.action(), UsageLocation: r.optional(r.cols.location)}
	r.readPriority(&row, r.cols.priority)
	enabled, disabled := r.optional(r.cols.enabled), r.optional(r.cols.disabled)
	r.licenses(row, enabled, disabled)
	r.finish(user)
}

// action reads the action cell.
func (r *longReader) action() reconcile.Action {
	text := r.optional(r.cols.action)
	action, ok := actionOf(text)
	if !ok {
		r.problem(r.cols.action.index, CodeUnknownAction, "%q is not an action.", "Write assign or unassign, or leave the cell empty.", excerpt(text))
	}
	return action
}

// licenses makes a row of each licence that the line names. A line that names
// none makes a row with an empty licence, which the core refuses.
func (r *longReader) licenses(row reconcile.Row, enabled, disabled string) {
	filled := false
	for i := range r.cols.licenses {
		c := &r.cols.licenses[i]
		text := r.cell(c.index)
		if text == "" || c.rank >= rankAdd && isNone(text) {
			continue // nothing to add is not the same as no licences
		}
		filled = true
		r.cellRows(row, c, text, enabled, disabled)
		if !r.cols.union {
			break
		}
	}
	if !filled {
		c := &r.cols.licenses[0]
		row.At = r.at(c.index)
		if row.Action != reconcile.ActionNone {
			row.Action = reconcile.ActionUnsaid
		}
		r.out.row(row)
	}
}

// cellRows makes the rows of one licence cell.
func (r *longReader) cellRows(row reconcile.Row, c *column, text, enabled, disabled string) {
	row.At = r.at(c.index)
	if row.Action == reconcile.ActionNone {
		r.problem(c.index, CodeNoneWithAction, "The action says that the user is to have no licence, and the cell names %q.",
			"Empty one of the two.", excerpt(text))
		row.Action = reconcile.ActionUnsaid
	}
	switch c.rank {
	case rankAdd:
		row.Action = r.moved(row.Action, reconcile.ActionAssign, c)
	case rankRemove:
		row.Action = r.moved(row.Action, reconcile.ActionUnassign, c)
	}
	parts := r.split(text)
	r.out.several = r.out.several || len(parts) > 1
	on, off := r.shares(parts, c, enabled), r.shares(parts, c, disabled)
	for i, part := range parts {
		row.License, row.EnabledApps, row.DisabledApps = part, on[i], off[i]
		if isNone(part) && !r.vocab.IsLicense(part) {
			r.out.row(r.none(row, c))
		} else {
			r.out.row(row)
		}
	}
}

// moved is the action of a cell in a column Add or Remove.
func (r *longReader) moved(said, column reconcile.Action, c *column) reconcile.Action {
	if said != reconcile.ActionUnsaid && said != column {
		r.problem(c.index, CodeNoneWithAction, "The action cell says %q, the column %q says %q.", "Empty one of the two.", said, c.header, column)
	}
	return column
}

// none turns the row of a "none" into what it means.
func (r *longReader) none(row reconcile.Row, c *column) reconcile.Row {
	if row.Action == reconcile.ActionUnassign {
		r.problem(c.index, CodeNoneWithAction, "%q with the action unassign can mean two things.",
			"For no licences at all write none and leave the action empty; to remove one, name it.", row.License)
	}
	row.License, row.Action = "", reconcile.ActionNone
	row.EnabledApps, row.DisabledApps = "", ""
	return row
}

// split takes a licence cell apart; one of separators only stays whole.
func (r *longReader) split(text string) []string {
	if r.wanted != Long {
		if parts := splitLicenses(text, r.vocab); len(parts) > 0 {
			return parts
		}
	}
	return []string{text}
}

// shares divides an apps cell among the licences of a line.
func (r *longReader) shares(parts []string, c *column, cell string) []string {
	if cell == "" || len(parts) == 1 && !strings.ContainsAny(cell, "/:") {
		shares := make([]string, len(parts))
		shares[0] = cell
		return shares
	}
	shares, lost := appsOf(parts, cell, r.vocab)
	for _, app := range lost {
		r.problem(c.index, CodeAppWithoutLicense, "The app %q is in none of the licences of the row.",
			"Write LICENCE / App to say whose app it is, or write each licence in a row of its own.", excerpt(app))
	}
	return shares
}
