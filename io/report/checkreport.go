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

// rows are the rows, of which there may be none.
func (d *CheckDoc) rows() iter.Seq[CheckRow] {
	if d.Rows == nil {
		return func(func(CheckRow) bool) {}
	}
	return d.Rows
}

func (d CheckReport) document() document {
	words := d.Phrases
	out := document{
		Head: d.Head, Heading: d.title(words.Say("How sheets are understood"), words.Say("How sheets are understood, for")),
		title:      d.title(words.Say("How sheets are understood"), words.Say("How sheets are understood for %s", d.Tenant)),
		paragraphs: [][]string{{checkSums(words, d.Check)}},
		Figures:    d.figures(),
		tables:     []table{sheetTable(d.Check.Sheets)},
		findings:   d.Check.Findings,
		CardTitle:  words.Say("Rows"), NoCards: words.Say("No row says anything."),
		Kinds: []cardKind{
			{classAssign, words.Say("+ assign")}, {classUnassign, words.Say("− unassign")}, {classSkipped, words.Say("? not known")},
		},
		cards: mapped(d.Check.rows(), func(r CheckRow) userCard { return checkCard(words, r) }),
		count: d.Check.countRows,
		facts: headFacts(d.Head, words.Say("How sheets are understood")),
		sheets: []table{
			sheetTable(d.Check.Sheets).led("path", "worksheet"), d.Check.rowTable(), findingTable(d.Check.Findings),
		},
		rows: d.Check.rowTable(),
		json: func(w io.Writer) error { return CheckJSON(w, d.Check) },
	}
	for _, f := range out.Figures {
		out.facts = append(out.facts, []any{f.Label, f.N})
	}
	return out
}

func (d *CheckDoc) countRows() (n int) {
	for range d.rows() {
		n++
	}
	return n
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
