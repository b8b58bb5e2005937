package sheet

import (
	"iter"
	"slices"

	"licet/io/sheet/cells"
	"licet/reconcile"
)

// source is where the lines of a sheet come from.
type source struct {
	// lines may be read again and again; of a long file they are the first.
	lines iter.Seq[cells.Line]
	// pieces are all lines of a worksheet, in their order.
	pieces []iter.Seq[cells.Line]
	// merged are the merged ranges of a worksheet.
	merged []cells.Range
	// text is true for CSV: a short line is damage, and text that looks like
	// a formula is guarded by an apostrophe.
	text bool
}

// layoutReader makes rows of lines.
type layoutReader interface {
	read(l cells.Line, out *sink)
	// name is the layout; several is true when a cell names several licences.
	name(several bool) string
}

// sink takes what reading lines gives.
type sink struct {
	at    reconcile.Place
	found *notebook
	// rows are what the latest line says of user.
	rows []reconcile.Row
	user string
	// several is true when a cell of the latest line names several licences.
	several bool
}

// row takes a row of the user of the line.
func (s *sink) row(r reconcile.Row) {
	s.user, r.User, r.At = r.User, "", reconcile.Place{Column: r.At.Column}
	s.rows = append(s.rows, r)
}

// notesPerCode is the number of notes of one kind that are told one by one;
// the others are counted.
const notesPerCode = 10

// notebook collects findings.
type notebook struct {
	all []reconcile.Finding
	// told is the number of notes of each code, last where the last of those
	// that are kept stands in all.
	told map[reconcile.Code]int
	last map[reconcile.Code]int
	// hidden counts users with concealed names, the first of them at hiddenAt.
	hidden   int
	hiddenAt reconcile.Place
}

// add takes a finding; of many notes of one kind only the first are kept.
func (n *notebook) add(f reconcile.Finding) {
	if f.Severity == reconcile.Note {
		if n.told == nil {
			n.told, n.last = map[reconcile.Code]int{}, map[reconcile.Code]int{}
		}
		n.told[f.Code]++
		if n.told[f.Code] > notesPerCode {
			return
		}
		n.last[f.Code] = len(n.all)
	}
	n.all = append(n.all, f)
}

// refuse adds an error of the sheet as a whole.
func (n *notebook) refuse(at reconcile.Place, code reconcile.Code, message, hint reconcile.Sentence) {
	n.add(reconcile.Finding{Severity: reconcile.Error, Code: code, At: at, Message: message, Hint: hint})
}

// join adds what was found in the next lines of a sheet, which counted its rows from
// those before.
func (n *notebook) join(next *notebook, rows int) {
	for _, f := range next.all {
		f.At.Row += rows
		n.add(f)
	}
	for code, told := range next.told {
		if more := told - notesPerCode; more > 0 {
			n.told[code] += more
		}
	}
	if next.hidden > 0 && n.hidden == 0 {
		n.hiddenAt = next.hiddenAt
		n.hiddenAt.Row += rows
	}
	n.hidden += next.hidden
}

func (n *notebook) settled() []reconcile.Finding {
	all := slices.Clone(n.all)
	for code, i := range n.last {
		if more := n.told[code] - notesPerCode; more > 0 {
			all[i].Message = reconcile.Say("%s The same is true in %d more places.", all[i].Message, more)
		}
	}
	if n.hidden > 0 {
		all = append(all, reconcile.Finding{Severity: reconcile.Error, Code: CodeConcealedUsers, At: n.hiddenAt,
			Message: reconcile.Say("The report conceals who its users are (%d of them): it has 32 digits in place of each name.", n.hidden),
			Hint:    reconcile.Say("In the admin centre clear Settings > Org settings > Reports > Display concealed user, group, and site names, and export again. An object id is written with hyphens.")})
	}
	reconcile.SortFindings(all)
	return all
}

// concealed counts a user whose name the report conceals; all of them are one
// finding, since the cure is to make the report again.
func (n *notebook) concealed(at reconcile.Place) {
	if n.hidden == 0 {
		n.hiddenAt = at
	}
	n.hidden++
}
