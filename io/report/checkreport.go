package report

import (
	"io"
	"iter"

	"licet/reconcile"
)

// CheckReport is how licet check understood some sheets, for others to see.
type CheckReport struct {
	Head
	Check CheckDoc
}

func (d CheckReport) write(w io.Writer, k Kind) error {
	switch k {
	case HTML:
		return writePage(w, checkPage(d))
	case XLSX:
		return checkXLSX(w, d)
	case CSV:
		return writeCSV(w, d.Check.rowTable())
	case JSON:
		return CheckJSON(w, d.Check)
	case Markdown:
		return checkMarkdown(w, d)
	default:
		panic(unknownKind(k))
	}
}

// rows are the rows, of which there may be none.
func (d *CheckDoc) rows() iter.Seq[CheckRow] {
	if d.Rows == nil {
		return func(func(CheckRow) bool) {}
	}
	return d.Rows
}

func checkPage(d CheckReport) webPage {
	words := d.Phrases
	page := webPage{
		Head: d.Head, Heading: d.title(words.Say("How sheets are understood"), words.Say("How sheets are understood, for")),
		Sentences: []string{checkSums(words, d.Check)},
		Figures:   d.figures(),
		Tables:    texts(words, []table{sheetTable(d.Check.Sheets)}),
		Groups:    findingGroups(words, d.Check.Findings),
		CardTitle: words.Say("Rows"), NoCards: words.Say("No row says anything."),
		Kinds: []cardKind{{classAssign, words.Say("+ assign")}, {classUnassign, words.Say("− unassign")}, {classSkipped, words.Say("? not known")}},
	}
	all := 0
	for range d.Check.rows() {
		all++
	}
	page.show(all, mapped(d.Check.rows(), func(r CheckRow) userCard { return checkCard(words, r) }))
	return page
}

// figures are the sums.
func (d *CheckReport) figures() []figure {
	errors, warnings := reconcile.CountFindings(d.Check.Findings)
	return []figure{
		{d.Phrases.Say("people"), d.Check.People}, {d.Phrases.Say("licences"), d.Check.Licenses},
		{d.Phrases.Say("errors"), errors}, {d.Phrases.Say("warnings"), warnings},
	}
}

func checkCard(words reconcile.Phrases, r CheckRow) userCard {
	c := chip{Mark: "+", Class: classAssign, Text: short(r.License), Detail: short(r.SKUPartNumber)}
	switch {
	case r.SKUID == "" && r.Action != reconcile.ActionNone:
		c.Mark, c.Class, c.Detail = "?", classSkipped, words.Say("not known")
	case r.Action == reconcile.ActionUnassign:
		c.Mark, c.Class = "−", classUnassign
	case r.Action == reconcile.ActionNone:
		c.Mark, c.Class, c.Text, c.Detail = "−", classUnassign, words.Say("no licences"), ""
	}
	if r.EnabledApps != nil {
		c.Detail += words.Say("; ") + words.Say("on: %s", words.List(each(r.EnabledApps, short)))
	}
	if r.DisabledApps != nil {
		c.Detail += words.Say("; ") + words.Say("off: %s", words.List(each(r.DisabledApps, short)))
	}
	card := userCard{Name: short(r.User), Source: short(words.Place(r.At)), Chips: []chip{c}}
	if r.UsageLocation != "" {
		card.Chips = append(card.Chips, chip{"~", classUpdate, words.Say("usage location"), short(r.UsageLocation)})
	}
	return card
}

// checkXLSX writes a workbook: Summary, Sheets, Rows and Findings.
func checkXLSX(w io.Writer, d CheckReport) error {
	words := d.Phrases
	facts := headFacts(d.Head, words.Say("How sheets are understood"))
	for _, f := range d.figures() {
		facts = append(facts, []any{f.Label, f.N})
	}
	tables := []table{sheetTable(d.Check.Sheets).led("path", "worksheet"), d.Check.rowTable(), findingTable(d.Check.Findings)}
	return bookOf(w, book{words: words, facts: facts, tables: tables})
}

func checkMarkdown(w io.Writer, d CheckReport) error {
	out := newPage(w, Style{Phrases: d.Phrases})
	out.line("# %s", md(d.title(out.Say("How sheets are understood"), out.Say("How sheets are understood for %s", d.Tenant))))
	out.line("")
	out.line("%s", md(checkSums(out.Phrases, d.Check)))
	markdownTable(out, sheetTable(d.Check.Sheets).text(out.Phrases))
	markdownList(out, d.Check.Findings)
	markdownFoot(out, d.Head)
	return out.close()
}
