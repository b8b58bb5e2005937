package report

import (
	"io"
	"slices"
	"strings"

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
		return writeCSV(w, mapped(d.Check.rows(), checkCSVOf))
	case JSON:
		return CheckJSON(w, d.Check)
	case Markdown:
		return checkMarkdown(w, d)
	default:
		panic(unknownKind(k))
	}
}

// rows are the rows, of which there may be none.
func (d *CheckDoc) rows() func(func(CheckRow) bool) {
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
		Tables:    []textTable{sheetTable(words, d.Check.Sheets)},
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

// sheetTable says what was found in each sheet.
func sheetTable(words reconcile.Phrases, sheets []CheckSheet) textTable {
	t := textTable{ID: "sheets", Title: words.Say("Sheets"), Columns: slices.Concat(
		textColumns(words.Say("sheet"), words.Say("kind"), words.Say("encoding"), words.Say("delimiter"), words.Say("layout")),
		numberTextColumns(words.Say("header row"), words.Say("rows")), textColumns(words.Say("columns"), words.Say("ignored")))}
	for i := range sheets {
		s := &sheets[i]
		t.Rows = append(t.Rows, []string{
			sheetTitle(words, s), short(s.Kind), short(s.Encoding), short(delimiterWord(words, s.Delimiter)), short(s.Layout), number(s.HeaderRow), number(s.Rows),
			columnsUsed(words, s.Columns), words.List(each(s.Ignored, short)),
		})
	}
	return t
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

// checkCSV is a row of the report as CSV; the tags are its header.
type checkCSV struct {
	User          csvText `csv:"user"`
	License       csvText `csv:"license"`
	SkuID         csvText `csv:"sku id"`
	PartNumber    csvText `csv:"part number"`
	Action        string  `csv:"action"`
	EnabledApps   csvText `csv:"enabled apps"`
	DisabledApps  csvText `csv:"disabled apps"`
	UsageLocation csvText `csv:"usage location"`
	Source        csvText `csv:"row"`
}

func checkCSVOf(r CheckRow) checkCSV {
	return checkCSV{
		User: csvText(r.User), License: csvText(r.License), SkuID: csvText(r.SKUID), PartNumber: csvText(r.SKUPartNumber), Action: r.Action.String(),
		EnabledApps: csvText(strings.Join(r.EnabledApps, "; ")), DisabledApps: csvText(strings.Join(r.DisabledApps, "; ")),
		UsageLocation: csvText(r.UsageLocation), Source: csvText(r.At.String()),
	}
}

// checkXLSX writes a workbook: Summary, Sheets, Rows and Findings.
func checkXLSX(w io.Writer, d CheckReport) error {
	words := d.Phrases
	facts := headFacts(d.Head, words.Say("How sheets are understood"))
	for _, f := range d.figures() {
		facts = append(facts, []any{f.Label, f.N})
	}
	sheets := part{name: words.Say("Sheets"), columns: []column{
		{words.Say("path"), 40}, {words.Say("worksheet"), 16}, {words.Say("kind"), 8}, {words.Say("encoding"), 12}, {words.Say("delimiter"), 12},
		{words.Say("layout"), 14}, {words.Say("header row"), 12}, {words.Say("rows"), 10},
	}, rows: convert(d.Check.Sheets, func(s *CheckSheet) []any {
		return []any{s.Path, s.Worksheet, s.Kind, s.Encoding, delimiterWord(words, s.Delimiter), s.Layout, s.HeaderRow, s.Rows}
	})}
	rows := part{name: words.Say("Rows"), columns: []column{
		{words.Say("user"), 34}, {words.Say("license"), 34}, {words.Say("sku id"), 38}, {words.Say("part number"), 28}, {words.Say("action"), 12},
		{words.Say("enabled apps"), 30}, {words.Say("disabled apps"), 30}, {words.Say("usage location"), 14}, {words.Say("row"), 28},
	}, rows: mapped(d.Check.rows(), func(r CheckRow) []any {
		return []any{
			r.User, r.License, r.SKUID, r.SKUPartNumber, word(words, r.Action.String()),
			strings.Join(r.EnabledApps, "; "), strings.Join(r.DisabledApps, "; "), r.UsageLocation, words.Place(r.At),
		}
	})}
	return bookOf(w, book{words: words, facts: facts, parts: []part{sheets, rows, findingPart(words, d.Check.Findings)}})
}

func checkMarkdown(w io.Writer, d CheckReport) error {
	out := newPage(w, Style{Phrases: d.Phrases})
	out.line("# %s", md(d.title(out.Say("How sheets are understood"), out.Say("How sheets are understood for %s", d.Tenant))))
	out.line("")
	out.line("%s", md(checkSums(out.Phrases, d.Check)))
	markdownTable(out, sheetTable(out.Phrases, d.Check.Sheets))
	markdownList(out, d.Check.Findings)
	markdownFoot(out, d.Head)
	return out.close()
}
