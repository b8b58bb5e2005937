package report

import (
	"io"
	"slices"

	"licet/reconcile"
)

// FindingsText prints findings grouped by severity and code, worst first; of
// many of a kind the first and how many more. It prints nothing for none. The
// only errors are those of w.
func FindingsText(w io.Writer, fs []reconcile.Finding, s Style) error {
	out := newPage(w, s)
	findings(out, fs)
	return out.close()
}

// findingColumns have a place twice: as one thing in JSON, and in parts that a
// workbook can be sorted by.
var findingColumns = []column[reconcile.Finding]{
	{"severity", "severity", 10, textual, func(f *reconcile.Finding) any { return term(f.Severity.String()) }, severityColors},
	{"code", "code", 22, textual, func(f *reconcile.Finding) any { return string(f.Code) }, nil},
	{"source", "", 0, textual, func(f *reconcile.Finding) any { return f.At }, nil},
	{"", "file", 28, textual, func(f *reconcile.Finding) any { return f.At.File }, nil},
	{"", "worksheet", 14, textual, func(f *reconcile.Finding) any { return f.At.Worksheet }, nil},
	{"", "row", 8, numeric, func(f *reconcile.Finding) any { return count{f.At.Row, f.At.Row > 0} }, nil},
	{"", "column", 8, textual, func(f *reconcile.Finding) any { return reconcile.ColumnName(f.At.Column) }, nil},
	{"user", "user", 34, textual, func(f *reconcile.Finding) any { return f.User }, nil},
	{"message", "message", 80, textual, func(f *reconcile.Finding) any { return f.Message }, nil},
	{"hint", "hint", 60, textual, func(f *reconcile.Finding) any { return f.Hint }, nil},
}

var severityColors = []wordColor{{reconcile.Error.String(), fillBad}, {reconcile.Warning.String(), fillChange}}

func findingTable(fs []reconcile.Finding) table {
	return tableOf("", "Findings", findingColumns, all(fs))
}

// placeJSON is a place in JSON.
type placeJSON struct {
	File      string `json:"file"`
	Worksheet string `json:"worksheet"`
	Row       int    `json:"row"`
	Column    int    `json:"column"`
}

// group are the findings of one severity and code, in the order given.
type group struct {
	severity reconcile.Severity
	code     reconcile.Code
	findings []*reconcile.Finding
}

// grouped parts findings by severity and code, worst first; groups of equal
// severity stand in the order of their first finding.
func grouped(fs []reconcile.Finding) []group {
	type key struct {
		severity reconcile.Severity
		code     reconcile.Code
	}
	index := map[key]int{}
	var groups []group
	for i := range fs {
		f := &fs[i]
		k := key{f.Severity, f.Code}
		at, ok := index[k]
		if !ok {
			at = len(groups)
			index[k] = at
			groups = append(groups, group{severity: f.Severity, code: f.Code})
		}
		groups[at].findings = append(groups[at].findings, f)
	}
	slices.SortStableFunc(groups, func(a, b group) int { return int(b.severity) - int(a.severity) })
	return groups
}

// A screenful: at most as many lines a group, fewer where there are many
// groups. A finding with a hint of its own takes two.
const (
	mostAGroup  = 20
	leastAGroup = 3
	mostInAll   = 60
)

func linesAGroup(groups int) int {
	return max(leastAGroup, min(mostAGroup, mostInAll/max(1, groups)))
}

// findings prints findings grouped, worst first.
func findings(out *page, fs []reconcile.Finding) {
	groups := grouped(fs)
	for _, g := range groups {
		limit := linesAGroup(len(groups))
		out.title(severityTitle(out.style, g))
		hint := common(g.findings, func(f *reconcile.Finding) string { return f.Hint })
		message := commonMessage(out.Phrases, g)
		if hint == "" && g.findings[0].Hint != "" {
			limit = max(leastAGroup, limit/2)
		}
		if message != "" {
			out.wrapped("  ", sentence(message))
		}
		shown := g.findings[:min(limit, len(g.findings))]
		for _, f := range shown {
			if message != "" {
				out.line("    %s", about(out.Phrases, f))
				continue
			}
			out.wrapped("  ", findingLine(out.Phrases, f))
			if hint == "" && f.Hint != "" {
				out.wrapped("    → ", sentence(f.Hint))
			}
		}
		if rest := len(g.findings) - len(shown); rest > 0 {
			out.line("%s", out.Say("  and %s more like these; --json lists them all.", number(rest)))
		}
		if hint != "" {
			out.wrapped("  → ", sentence(hint))
		}
	}
}

func severityTitle(s Style, g group) string {
	n, words := len(g.findings), s.Phrases
	title := ""
	switch g.severity {
	case reconcile.Error:
		title = s.paint(red, words.Count(n, "%s error", "%s errors", number(n)))
	case reconcile.Warning:
		title = s.paint(yellow, words.Count(n, "%s warning", "%s warnings", number(n)))
	case reconcile.Note:
		title = words.Count(n, "%s note", "%s notes", number(n))
	default:
		panic("report: unexpected Severity")
	}
	return words.Say("%s: %s", title, short(string(g.code)))
}

// commonMessage is the sentence that all findings of a group have, so that it is
// printed once, above whom it is about; empty where they differ.
func commonMessage(words reconcile.Phrases, g group) string {
	if len(g.findings) < 2 || slices.ContainsFunc(g.findings, func(f *reconcile.Finding) bool { return about(words, f) == "" }) {
		return ""
	}
	return common(g.findings, func(f *reconcile.Finding) string { return f.Message })
}

// findingLine is the place, the user, and what is so.
func findingLine(words reconcile.Phrases, f *reconcile.Finding) string {
	if who := about(words, f); who != "" {
		return words.Say("%s: %s", who, sentence(f.Message))
	}
	return sentence(f.Message)
}

// about is the place and the user of a finding.
func about(words reconcile.Phrases, f *reconcile.Finding) string {
	switch {
	case f.At.IsZero():
		return short(f.User)
	case f.User == "":
		return short(words.Place(f.At))
	default:
		return words.Say("%s: %s", short(words.Place(f.At)), short(f.User))
	}
}

// common gives the text that all items have; empty if they differ.
func common[T any](items []T, text func(T) string) string {
	for _, item := range items {
		if text(item) != text(items[0]) {
			return ""
		}
	}
	return text(items[0])
}
