package report

import (
	"fmt"
	"io"
	"iter"

	"github.com/xuri/excelize/v2"

	"licet/reconcile"
)

// document is what a report is made of, whatever it is about. A form takes of it
// what it has room for.
type document struct {
	Head
	// Heading stands before the tenant's name; title is a heading by itself.
	Heading, title string
	// alarm is why this must not be carried out as it is, stopped why it was not.
	alarm, stopped string
	// paragraphs say how things are, a sentence each.
	paragraphs [][]string
	Figures    []figure
	seats      []reconcile.Seat
	// tables are for people.
	tables   []table
	Timeline *timeline
	// failures are what was not done, findings what was found.
	failures []notes
	findings []reconcile.Finding
	// CardTitle heads the users, and NoCards is said when there are none; both
	// empty leave the part out. Kinds are what the cards can be filtered by.
	CardTitle, NoCards string
	Kinds              []cardKind
	// cards are as many as count says.
	cards iter.Seq[userCard]
	count func() int
	// facts, sheets and chart are a workbook: its summary of labels and values, the
	// tables behind it, and a chart on the summary, nil for none.
	facts  [][]any
	sheets []table
	chart  *excelize.Chart
	// rows are the lines of CSV.
	rows table
	json func(io.Writer) error
}

// Report is what can be written in every form: a Doc, a RunDoc, a CheckReport or
// an AuditDoc.
type Report interface {
	document() document
}

// Write writes a report in one of its forms. The only errors are those of w.
func Write(w io.Writer, k Kind, r Report) error {
	d := r.document()
	switch k {
	case HTML:
		return writePage(w, &d)
	case XLSX:
		return writeBook(w, &d)
	case CSV:
		return writeCSV(w, d.rows)
	case JSON:
		return d.json(w)
	case Markdown:
		return writeMarkdown(w, &d)
	default:
		panic(fmt.Sprintf("report: unexpected Kind %d", k))
	}
}

type figure struct {
	Label string
	N     int
}

// cardKind is a kind of chip: its class and its word.
type cardKind struct{ Class, Word string }
