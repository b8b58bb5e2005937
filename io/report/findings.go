package report

import (
	"io"
	"slices"

	"licet/io/language"
	"licet/reconcile"
)

// findingColumns are those of a workbook, which can be sorted by the parts of a
// place; in JSON a finding is what io/findings makes of it.
var findingColumns = []column[reconcile.Finding]{
	{"", "severity", 10, textual, func(f *reconcile.Finding) any { return term(f.Severity.String()) }, severityColors},
	{"", "code", 22, textual, func(f *reconcile.Finding) any { return string(f.Code) }, nil},
	{"", "file", 28, textual, func(f *reconcile.Finding) any { return f.At.File }, nil},
	{"", "worksheet", 14, textual, func(f *reconcile.Finding) any { return f.At.Worksheet }, nil},
	{"", "row", 8, numeric, func(f *reconcile.Finding) any { return count{f.At.Row, f.At.Row > 0} }, nil},
	{"", "column", 8, textual, func(f *reconcile.Finding) any { return reconcile.ColumnName(f.At.Column) }, nil},
	{"", "user", 34, textual, func(f *reconcile.Finding) any { return f.User }, nil},
	{"", "message", 80, textual, func(f *reconcile.Finding) any { return f.Message }, nil},
	{"", "hint", 60, textual, func(f *reconcile.Finding) any { return f.Hint }, nil},
}

var severityColors = []wordColor{{reconcile.Error.String(), fillBad}, {reconcile.Warning.String(), fillChange}}

func findingTable(fs []reconcile.Finding) table {
	return tableOf("", "Findings", findingColumns, all(fs))
}

// FindingsText prints findings grouped by severity and code, worst first; of
// many of a kind the first and how many more. It prints nothing for none. The
// only errors are those of w.
func FindingsText(w io.Writer, fs []reconcile.Finding, s Style) error {
	out := newPage(w, s)
	writeFindings(out, fs)
	return out.close()
}

// writeFindings prints findings grouped, worst first.
func writeFindings(out *page, fs []reconcile.Finding) {
	notesOnTerminal(out, findingNotes(out.style, fs), "  and %s more like these; --json lists them all.", false)
}

// findingNotes parts findings by severity and code, worst first; groups of equal
// severity stand in the order of their first finding.
func findingNotes(s Style, fs []reconcile.Finding) []notes {
	type kind struct {
		severity reconcile.Severity
		code     reconcile.Code
	}
	groups := grouped(all(fs), func(f *reconcile.Finding) kind { return kind{f.Severity, f.Code} })
	slices.SortStableFunc(groups, func(a, b []*reconcile.Finding) int { return int(b[0].Severity) - int(a[0].Severity) })
	out := make([]notes, len(groups))
	for i, g := range groups {
		title := s.Speaker.Say("%s: %s", severityCount(s, g[0].Severity, len(g)), short(string(g[0].Code)))
		out[i] = notes{title, g[0].Severity.String(), len(g), func(k int) note {
			return note{about(s.Speaker, g[k]), s.Speaker.Sentence(g[k].Message), s.Speaker.Sentence(g[k].Hint)}
		}}
	}
	return out
}

func severityCount(s Style, severity reconcile.Severity, n int) reconcile.Sentence {
	words := s.Speaker
	switch severity {
	case reconcile.Error:
		return s.painted(red, words.Count(n, "%s error", "%s errors", number(n)))
	case reconcile.Warning:
		return s.painted(yellow, words.Count(n, "%s warning", "%s warnings", number(n)))
	case reconcile.Note:
		return reconcile.Count(n, "%s note", "%s notes", number(n))
	default:
		panic("report: unexpected Severity")
	}
}

// about is the place and the user of a finding.
func about(words language.Speaker, f *reconcile.Finding) string {
	switch {
	case f.At.IsZero():
		return short(f.User)
	case f.User == "":
		return short(words.Place(f.At))
	default:
		return words.Say("%s: %s", short(words.Place(f.At)), short(f.User))
	}
}
