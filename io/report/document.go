package report

import (
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"licet/io/atomicfile"
	"licet/io/language"
	"licet/reconcile"
)

// Head is what every report says of itself.
type Head struct {
	// Created is when it was made; Tool the program, with its version.
	Created time.Time
	Tool    string
	// Tenant is the tenant's name, or what stands for it. It says nothing for a
	// sheet that was checked without a tenant.
	Tenant reconcile.Sentence
	// TenantID is the tenant's GUID, Source where the current assignments came
	// from: graph, sandbox or file.
	TenantID, Source string
	Inputs           []DocInput
	// Undoes is the run that this takes back; nil where it takes back none.
	Undoes *Undone
	// Rest is the run of which this is what is left; empty where it is no rest.
	Rest string
	// Options are the flags that it was made with, as they were typed.
	Options []string
	// Next is the command to type next; empty for none.
	Next string
	// Speaker is the language of the report; nil is English.
	Speaker language.Speaker
}

// DocInput is a sheet: its path, the SHA-256 of its bytes in hexadecimal, and
// its rows of data.
type DocInput struct {
	Path, SHA256 string
	Rows         int
}

func (h *Head) made() string { return h.Created.UTC().Format("2006-01-02 15:04 UTC") }

// Name is the tenant's name in the language of the report.
func (h *Head) Name() string { return h.Speaker.Sentence(h.Tenant) }

// title is that of a report: alone where there is no tenant, and else with it.
func (h *Head) title(alone, with string) string {
	if h.Tenant.IsZero() {
		return alone
	}
	return with
}

// headFacts are the first lines of every summary.
func headFacts(h Head, title string) [][]any {
	words := h.Speaker
	return [][]any{
		{title, h.Name()}, {words.Say("tenant id"), h.TenantID}, {words.Say("current assignments from"), word(words, h.Source)},
		{words.Say("made"), h.made()}, {words.Say("by"), h.Tool},
	}
}

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

// figureFacts are figures in a workbook.
func figureFacts(figures []figure) [][]any {
	return each(figures, func(f figure) []any { return []any{f.Label, f.N} })
}

// cardKind is a kind of chip: its class and its word.
type cardKind struct{ Class, Word string }

// Kind is a form of a report.
type Kind uint8

// Forms of a report.
const (
	// HTML is one page that needs nothing else.
	HTML Kind = iota
	// XLSX is a workbook.
	XLSX
	// CSV has a row for each user and licence.
	CSV
	// JSON is the plan, the results, the sheets or the audit itself.
	JSON
	// Markdown is short, for a ticket or a pull request.
	Markdown
)

var extensions = map[string]Kind{
	".html": HTML, ".htm": HTML, ".xlsx": XLSX, ".csv": CSV, ".json": JSON, ".md": Markdown,
}

// KindOf gives the form that the extension of path asks for. The error lists
// the extensions that there are.
func KindOf(path string) (Kind, error) {
	k, ok := extensions[strings.ToLower(filepath.Ext(path))]
	if !ok {
		return 0, fmt.Errorf("%s: a report is written as .html, .xlsx, .csv, .json or .md; name the file so", path)
	}
	return k, nil
}

// Save writes a report to path in the form that its extension says, whole or
// not at all (see atomicfile.Write).
func Save(path string, r Report) error {
	k, err := KindOf(path)
	if err != nil {
		return err
	}
	return atomicfile.Write(path, func(w io.Writer) error { return Write(w, k, r) })
}
