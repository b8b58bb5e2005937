package report

import (
	"io"
	"iter"

	"licet/io/jsonlines"
	"licet/io/language"
	"licet/reconcile"
	"licet/reconcile/plan"
)

// CheckDoc is how licet check understood some sheets. Its rows may be walked again
// and again, nil means none; its findings are sorted, worst first.
type CheckDoc struct {
	plan.Understanding
	Sheets []CheckSheet
}

// CheckSheet is one sheet: a CSV file, or a worksheet of a workbook.
type CheckSheet struct {
	// Path is as the user gave it; "-" is standard input.
	Path string
	// Kind is "csv" or "xlsx".
	Kind string
	// Worksheet is empty for CSV.
	Worksheet string
	// Encoding is e.g. "utf-8", and Delimiter the character between the cells;
	// both are empty for XLSX.
	Encoding, Delimiter string
	// Layout is long, list, matrix or admin-centre.
	Layout string
	// HeaderRow is the row of the header as the spreadsheet program counts.
	HeaderRow int
	// Rows are the rows of data.
	Rows int
	// Columns are those that are read, Ignored the headers of the others.
	Columns []CheckColumn
	Ignored []string
}

// CheckColumn is a column that is read: what it is for, how the sheet heads
// it, and where it stands, A being 1.
type CheckColumn struct {
	Field, Header string
	Column        int
}

// sheetColumns say what was found in each sheet.
var sheetColumns = []column[CheckSheet]{
	{"", "sheet", 0, textual, func(s *CheckSheet) any { return sheetTitle(s) }, nil},
	{"path", "path", 40, textual | aside, func(s *CheckSheet) any { return s.Path }, nil},
	{"kind", "kind", 8, textual, func(s *CheckSheet) any { return s.Kind }, nil},
	{"worksheet", "worksheet", 16, textual | aside, func(s *CheckSheet) any { return s.Worksheet }, nil},
	{"encoding", "encoding", 12, textual, func(s *CheckSheet) any { return s.Encoding }, nil},
	{"delimiter", "delimiter", 12, textual, func(s *CheckSheet) any { return term(s.Delimiter) }, nil},
	{"layout", "layout", 14, textual, func(s *CheckSheet) any { return s.Layout }, nil},
	{"headerRow", "header row", 12, numeric, func(s *CheckSheet) any { return s.HeaderRow }, nil},
	{"rows", "rows", 10, numeric, func(s *CheckSheet) any { return s.Rows }, nil},
	{"", "columns", 0, textual, func(s *CheckSheet) any { return firstOf(each(s.Columns, CheckColumn.text)) }, nil},
	{"", "ignored", 0, textual, func(s *CheckSheet) any { return firstOf(each(s.Ignored, short)) }, nil},
}

func sheetTable(sheets []CheckSheet) table {
	return tableOf("sheets", "Sheets", sheetColumns, all(sheets))
}

var checkRowColumns = []column[plan.Understood]{
	{"user", "user", 34, textual, func(r *plan.Understood) any { return r.User }, nil},
	{"license", "license", 34, textual, func(r *plan.Understood) any { return r.License }, nil},
	{"skuId", "sku id", 38, textual, func(r *plan.Understood) any { return r.SKUID }, nil},
	{"skuPartNumber", "part number", 28, textual, func(r *plan.Understood) any { return r.PartNumber }, nil},
	{"action", "action", 12, textual, func(r *plan.Understood) any { return term(r.Action.String()) }, nil},
	{"enabledApps", "enabled apps", 30, textual, func(r *plan.Understood) any { return r.EnabledApps }, nil},
	{"disabledApps", "disabled apps", 30, textual, func(r *plan.Understood) any { return r.DisabledApps }, nil},
	{"usageLocation", "usage location", 14, textual, func(r *plan.Understood) any { return r.UsageLocation }, nil},
	{"source", "row", 28, textual, func(r *plan.Understood) any { return r.At }, nil},
}

func (d *CheckDoc) rowTable() table {
	return tableOf("", "Rows", checkRowColumns, mapped(d.rows(), func(r plan.Understood) *plan.Understood { return &r }))
}

// CheckFormat names what CheckJSON writes and its version.
const CheckFormat = "licet-check/1"

// CheckJSON writes d as licet-check/1, the format of check --json. It streams:
// no row is held. The only errors are those of w.
func CheckJSON(w io.Writer, d CheckDoc) error {
	o := jsonlines.New(w, "JSON")
	o.Field("format", CheckFormat)
	o.List("sheets", sheetTable(d.Sheets).items())
	o.List("rows", d.rowTable().led("source").items())
	o.List("findings", findingItems(d.Findings))
	return o.Close()
}

// CheckReport is how licet check understood some sheets, for others to see.
type CheckReport struct {
	Head
	Check CheckDoc
}

// rows are the rows, of which there may be none.
func (d *CheckDoc) rows() iter.Seq[plan.Understood] {
	if d.Rows == nil {
		return func(func(plan.Understood) bool) {}
	}
	return d.Rows
}

func (d CheckReport) document() document {
	words := d.Speaker
	out := document{
		Head: d.Head, Heading: d.title(words.Say("How sheets are understood"), words.Say("How sheets are understood, for")),
		title:      d.title(words.Say("How sheets are understood"), words.Say("How sheets are understood for %s", d.Tenant)),
		paragraphs: [][]string{{checkSums(words, d.Check)}},
		Figures:    d.figures(),
		tables:     []table{sheetTable(d.Check.Sheets)},
		findings:   d.Check.Findings,
		CardTitle:  words.Say("Rows"), NoCards: words.Say("No row says anything."),
		Kinds: []cardKind{
			{classAssign, words.Say("+ assign")}, {classUnassign, words.Say("− remove")},
			{classSkipped, words.Say("? not known")},
		},
		cards: mapped(d.Check.rows(), func(r plan.Understood) userCard { return checkCard(words, r) }),
		facts: headFacts(d.Head, words.Say("How sheets are understood")),
		sheets: []table{
			sheetTable(d.Check.Sheets).led("path", "worksheet"), d.Check.rowTable(), findingTable(d.Check.Findings),
		},
		rows: d.Check.rowTable(),
		json: func(w io.Writer) error { return CheckJSON(w, d.Check) },
	}
	out.facts = append(out.facts, figureFacts(out.Figures)...)
	out.count = func() (n int) {
		for range d.Check.rows() {
			n++
		}
		return n
	}
	return out
}

// figures are the sums.
func (d *CheckReport) figures() []figure {
	errors, warnings := reconcile.CountFindings(d.Check.Findings)
	return []figure{
		{d.Speaker.Say("people"), d.Check.People}, {d.Speaker.Say("licences"), d.Check.Licenses},
		{d.Speaker.Say("errors"), errors}, {d.Speaker.Say("warnings"), warnings},
	}
}

func checkCard(words language.Speaker, r plan.Understood) userCard {
	c := chip{Mark: "+", Class: classAssign, Text: short(r.License), Detail: short(r.PartNumber)}
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
