package report

import (
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"

	"licet/reconcile"
	"licet/reconcile/audit"
)

// AuditText prints an audit for the terminal: licences, costs, what was found by
// kind, findings worst first, and the sums. The only errors are those of w.
func AuditText(w io.Writer, d AuditDoc, s Style) error {
	out := newPage(w, s)
	out.line("%s", s.paint(bold, short(d.title(out.Say("Licence audit"), out.Say("Licence audit of %s", d.Tenant)))))
	for _, t := range auditTables(d) {
		// A licence in bad standing is a finding below, and the price is the buyer's.
		terminalTable(out, t.less(out.Say("status"), out.Say("price a month")))
	}
	findings(out, auditFindings(out.Phrases, d.Audit))
	if d.Since != nil {
		terminalSince(out, d)
	}
	out.line("")
	out.wrapped("", auditSums(out.Phrases, d.Audit.Summary))
	out.next(d.Next)
	return out.close()
}

// terminalTable prints a table with its title and notes. Columns of text are cut
// to what the numbers leave of the line.
func terminalTable(out *page, t textTable) {
	if len(t.Rows) == 0 {
		return
	}
	limit := textLimit(t, out.style.width())
	headings := make([]heading, len(t.Columns))
	for i, c := range t.Columns {
		headings[i].title = c.Title
		if !c.Number {
			headings[i].width = limit
		}
	}
	written := newTable(out.style, headings)
	for _, row := range t.Rows {
		cells := make(table.Row, len(row))
		for i := range row {
			cells[i] = row[i]
		}
		written.AppendRow(cells)
	}
	out.title(t.Title)
	out.line("%s", render(written))
	for _, note := range t.Notes {
		out.wrapped("  ", note)
	}
}

// textLimit is the most cells that a column of text may take, so that the table
// fits a line of width cells; never less than 12.
func textLimit(t textTable, width int) int {
	const gap, least = 2, 12
	var texts []int
	for i, c := range t.Columns {
		widest := cells(c.Title)
		for _, row := range t.Rows {
			widest = max(widest, cells(row[i]))
		}
		width -= gap
		if c.Number {
			width -= widest
		} else {
			texts = append(texts, widest)
		}
	}
	limit := longest
	for ; limit > least; limit-- {
		taken := 0
		for _, n := range texts {
			taken += min(n, limit)
		}
		if taken <= width {
			break
		}
	}
	return limit
}

func terminalSince(out *page, d AuditDoc) {
	out.title(out.Say("What changed"))
	for i := range d.Since.Users[:min(shownUsers, len(d.Since.Users))] {
		x := &d.Since.Users[i]
		who := out.style.paint(bold, person(x.User))
		switch {
		case x.New:
			who = out.Say("%s (new)", who)
		case x.Gone:
			who = out.Say("%s (gone)", who)
		}
		out.line("  %s", who)
		for _, r := range sinceRows(out.Phrases, x) {
			out.wrapped("    "+r.mark+" ", r.text(out.Phrases))
		}
	}
	if rest := len(d.Since.Users) - shownUsers; rest > 0 {
		out.line("%s", out.Count(rest, "  and %s more user; --report FILE has them all.", "  and %s more users; --report FILE has them all.", number(rest)))
	}
	out.wrapped("  ", sinceSums(out.Phrases, d))
}

// auditMarkdown writes the short form: sums, tables, the first findings.
func auditMarkdown(w io.Writer, d AuditDoc) error {
	out := newPage(w, Style{Phrases: d.Phrases})
	out.line("# %s", md(d.title(out.Say("Licence audit"), out.Say("Licence audit of %s", d.Tenant))))
	out.line("")
	out.line("%s", md(auditSums(out.Phrases, d.Audit.Summary)))
	if d.Since != nil {
		out.line("")
		out.line("%s", md(sinceSums(out.Phrases, d)))
	}
	for _, t := range auditTables(d) {
		markdownTable(out, t)
	}
	found := auditFindings(out.Phrases, d.Audit)
	reconcile.SortFindings(found)
	markdownList(out, found)
	markdownFoot(out, d.Head)
	return out.close()
}

// auditRow is a finding, or a licence that is not as it was, as CSV; the tags are
// its header.
type auditRow struct {
	Severity string  `csv:"severity"`
	Kind     csvText `csv:"kind"`
	User     csvText `csv:"user"`
	UserID   csvText `csv:"user id"`
	SkuID    csvText `csv:"sku id"`
	Message  csvText `csv:"message"`
	Hint     csvText `csv:"hint"`
	Fixable  string  `csv:"a sheet can mend it"`
	Seats    int     `csv:"seats saved"`
	Amount   string  `csv:"saved a month"`
	Currency csvText `csv:"currency"`
}

func auditCSV(w io.Writer, d AuditDoc) error {
	return writeCSV(w, func(yield func(auditRow) bool) {
		for i := range d.Audit.Findings {
			if !yield(auditRowOf(&d.Audit.Findings[i])) {
				return
			}
		}
		if d.Since == nil {
			return
		}
		for i := range d.Since.Users {
			x := &d.Since.Users[i]
			for _, r := range sinceRows(d.Phrases, x) {
				if !yield(auditRow{
					Severity: "note", Kind: csvText("since-" + r.word), User: csvText(userName(x.User)), UserID: csvText(x.User.ID), SkuID: csvText(r.held.SKUID),
					Message: csvText(r.text(d.Phrases)), Fixable: "no",
				}) {
					return
				}
			}
		}
	})
}

// auditRowOf gives a row. A finding is about one licence, and so its saving is
// in one currency at most.
func auditRowOf(f *audit.Finding) auditRow {
	row := auditRow{
		Severity: f.Severity.String(), Kind: csvText(f.Code), User: csvText(f.User), UserID: csvText(f.UserID), SkuID: csvText(f.SKUID),
		Message: csvText(f.Message), Hint: csvText(f.Hint), Fixable: yesNo(f.Fixable), Seats: f.Saves.Seats,
	}
	for _, m := range f.Saves.Month {
		row.Amount, row.Currency = fmt.Sprintf("%d.%02d", m.Cents/100, m.Cents%100), csvText(m.Currency)
	}
	return row
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
