package report

import (
	"io"
	"slices"
	"strings"

	"licet/io/language"
	"licet/reconcile"
)

// markdownFindings is the number of findings that a Markdown report shows.
const markdownFindings = 20

// writeMarkdown writes the short form: sums, tables, the first failures and
// findings.
func writeMarkdown(w io.Writer, d *document) error {
	out := newPage(w, Style{Speaker: d.Speaker})
	out.line("# %s", md(d.title))
	for _, paragraph := range d.paragraphs {
		out.line("")
		for _, text := range paragraph {
			out.line("%s", md(text))
		}
	}
	if d.stopped != "" {
		out.line("")
		out.line("**%s**", md(d.stopped))
	}
	markdownSeats(out, d.seats)
	for _, t := range d.Tables() {
		markdownTable(out, t)
	}
	markdownFailures(out, d.failures)
	found := slices.Clone(d.findings)
	reconcile.SortFindings(found)
	markdownList(out, found)
	markdownFoot(out, d.Head)
	return out.close()
}

func markdownSeats(out *page, seats []reconcile.Seat) {
	if len(seats) > 0 {
		out.line("")
		t := seatTable(seats).text(out.Speaker)
		markdownRows(out, t, len(seats))
	}
}

func markdownFailures(out *page, groups []notes) {
	shown, all := 0, 0
	for _, g := range groups {
		all += g.count
		for i := range min(g.count, markdownFindings-shown) {
			if shown == 0 {
				out.line("")
			}
			shown++
			n := g.note(i)
			out.line("- **%s** %s %s", md(word(out.Speaker, g.class)), md(n.line(out.Speaker)), md(n.hint))
		}
	}
	if rest := all - shown; rest > 0 {
		out.line("- %s", out.Count(rest, "and %s more change that was not done", "and %s more changes that were not done", number(rest)))
	}
}

func markdownList(out *page, fs []reconcile.Finding) {
	if len(fs) == 0 {
		return
	}
	out.line("")
	for i := range fs[:min(markdownFindings, len(fs))] {
		f := &fs[i]
		line := note{about: about(out.Speaker, f), message: out.Sentence(f.Message)}.line(out.Speaker)
		out.line("- **%s** %s", word(out.Speaker, f.Severity.String()), out.Say("%s: %s", md(string(f.Code)), md(line)))
	}
	if rest := len(fs) - markdownFindings; rest > 0 {
		out.line("- %s", out.Count(rest, "and %s more finding", "and %s more findings", number(rest)))
	}
}

// mostRows is the number of rows of a table that a Markdown report shows.
const mostRows = 50

// markdownRows writes the head and the first rows of a table.
func markdownRows(out *page, t textTable, most int) {
	head, rule := "|", "|"
	for _, c := range t.Columns {
		head += " " + md(c.Title) + " |"
		if c.Number {
			rule += "--:|"
		} else {
			rule += "---|"
		}
	}
	out.line("%s", head)
	out.line("%s", rule)
	for _, row := range t.Rows[:min(most, len(t.Rows))] {
		out.line("| %s |", strings.Join(each(row, md), " | "))
	}
}

// markdownTable writes a table with its title and its notes.
func markdownTable(out *page, t textTable) {
	out.line("")
	out.line("## %s", md(t.Title))
	out.line("")
	if len(t.Rows) > 0 {
		markdownRows(out, t, mostRows)
	}
	if rest := len(t.Rows) - mostRows; rest > 0 {
		out.paragraph(out.Count(rest, "and %s more row", "and %s more rows", number(rest)))
	}
	for _, note := range t.Notes {
		out.paragraph(md(note))
	}
}

func markdownFoot(out *page, d Head) {
	out.paragraph(out.Say("Made %s by %s", d.made(), md(d.Tool)))
	for _, in := range d.Inputs {
		out.line("%s", out.Count(in.Rows, "from %s (%s row, SHA-256 %s)", "from %s (%s rows, SHA-256 %s)", md(in.Path), number(in.Rows), md(in.SHA256)))
	}
	if d.Next != "" {
		out.line("")
		out.line("    %s", language.Visible(d.Next))
	}
}

// md makes foreign text safe in Markdown: it is one visible line, and nothing
// in it is a mark, a link or HTML.
func md(text string) string {
	var b strings.Builder
	for _, r := range sentence(text) {
		switch r {
		case '<':
			b.WriteString("&lt;")
		case '&':
			b.WriteString("&amp;")
		case '\\', '`', '*', '_', '[', ']', '|', '#', '~', '!':
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	// A colon written so is no link to those programs that make links of addresses.
	return strings.ReplaceAll(b.String(), "://", "&#58;//")
}
