package report

import (
	"io"
	"strings"

	"licet/reconcile"
)

// CheckText prints what was found in the sheets and then the findings, worst
// first. Rows are not shown; CheckJSON has them. The only errors are those of w.
func CheckText(w io.Writer, d CheckDoc, s Style) error {
	out := newPage(w, s)
	for i := range d.Sheets {
		if i > 0 {
			out.line("")
		}
		checkSheet(out, &d.Sheets[i])
	}
	findings(out, d.Findings)
	out.line("")
	out.wrapped("", checkSums(d))
	if d.Next != "" {
		out.line("Next: %s", s.paint(bold, visible(d.Next)))
	}
	return out.close()
}

func checkSums(d CheckDoc) string {
	errors, warnings := reconcile.CountFindings(d.Findings)
	return count(d.People, "person", "people") + " and " + count(d.Licenses, "licence", "licences") + "; " +
		count(errors, "error", "errors") + ", " + count(warnings, "warning", "warnings") + "."
}

func checkSheet(out *page, sheet *CheckSheet) {
	title := short(sheet.Path)
	if sheet.Worksheet != "" {
		title += ", worksheet " + short(sheet.Worksheet)
	}
	out.line("%s", out.style.paint(bold, title))
	for _, fact := range [][2]string{
		{"kind", sheet.Kind},
		{"encoding", sheet.Encoding},
		{"delimiter", delimiterWord(sheet.Delimiter)},
		{"layout", sheet.Layout},
		{"header", "row " + number(sheet.HeaderRow)},
		{"rows", number(sheet.Rows)},
	} {
		if fact[1] != "" {
			out.wrapped("  "+pad(fact[0], 11), short(fact[1]))
		}
	}
	out.wrapped("  "+pad("columns", 11), columnsUsed(sheet.Columns))
	if len(sheet.Ignored) > 0 {
		out.wrapped("  "+pad("ignored", 11), firstOf(each(sheet.Ignored, short)))
	}
}

// mostColumns is how many columns are named: people have exports of forty.
const mostColumns = 50

// firstOf lists names, and counts those beyond mostColumns.
func firstOf(names []string) string {
	if rest := len(names) - mostColumns; rest > 0 {
		return strings.Join(names[:mostColumns], ", ") + " and " + number(rest) + " more"
	}
	return strings.Join(names, ", ")
}

func columnsUsed(columns []CheckColumn) string {
	return firstOf(each(columns, func(c CheckColumn) string {
		return reconcile.ColumnName(c.Column) + " " + short(c.Header) + " = " + short(c.Field)
	}))
}

// delimiterWord names delimiters that nobody would see.
func delimiterWord(delimiter string) string {
	switch delimiter {
	case ",":
		return "comma"
	case ";":
		return "semicolon"
	case "\t":
		return "tab"
	case "|":
		return "pipe"
	default:
		return delimiter
	}
}
