package report

import (
	"io"

	"licet/io/language"
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
	writeFindings(out, d.Findings)
	out.line("")
	out.wrapped("", checkSums(out.Speaker, d))
	return out.close()
}

func checkSums(words language.Speaker, d CheckDoc) string {
	errors, warnings := reconcile.CountFindings(d.Findings)
	return words.Say("%s and %s; %s.", words.Count(d.People, "%s person", "%s people", number(d.People)),
		words.Count(d.Licenses, "%s licence", "%s licences", number(d.Licenses)), faultSums(words, errors, warnings))
}

// checkSheet prints what was found in a sheet, a line a column.
func checkSheet(out *page, sheet *CheckSheet) {
	t := sheetTable([]CheckSheet{*sheet}).text(out.Speaker)
	out.line("%s", out.style.paint(bold, t.Rows[0][0]))
	for i, cell := range t.Rows[0][1:] {
		title := t.Columns[i+1].Title
		if title == out.Say("header row") {
			title, cell = out.Say("header"), headerRow(out.Speaker, sheet.HeaderRow)
		}
		if cell != "" {
			out.wrapped("  "+pad(title, 11), cell)
		}
	}
}

// headerRow names the row of the header; nothing where there is none.
func headerRow(words language.Speaker, row int) string {
	if row == 0 {
		return ""
	}
	return words.Say("row %s", number(row))
}

// mostColumns is how many columns are named: people have exports of forty.
const mostColumns = 50

// firstOf lists names, and counts those beyond mostColumns.
func firstOf(names []string) reconcile.Sentence {
	if rest := len(names) - mostColumns; rest > 0 {
		return reconcile.Say("%s and %s more", reconcile.ListOf(names[:mostColumns]), number(rest))
	}
	return reconcile.Say("%s", reconcile.ListOf(names))
}

func (c CheckColumn) text() string {
	return reconcile.ColumnName(c.Column) + " " + short(c.Header) + " = " + short(c.Field)
}

// sheetTitle names a sheet.
func sheetTitle(s *CheckSheet) reconcile.Sentence {
	if s.Worksheet == "" {
		return reconcile.Say("%s", short(s.Path))
	}
	return reconcile.Say("%s, worksheet %s", short(s.Path), short(s.Worksheet))
}
