package report

import (
	"fmt"
	"io"
	"slices"

	"github.com/xuri/excelize/v2"

	"licet/reconcile"
)

// planXLSX writes a workbook: Summary with a chart of the seats, Licences,
// Costs where there are prices, Changes, Findings and Inputs.
func planXLSX(w io.Writer, d Doc) error {
	words := d.Phrases
	parts := []part{
		licencePart(words, d.Plan.Seats),
		{name: words.Say("Changes"), columns: changeColumns(words), colors: changeColors(words),
			rows: mapped(changeRows(d.Plan), func(r changeRow) []any { return changeCells(words, r) })},
		findingPart(words, d.Plan.Findings),
		inputPart(words, d.Inputs),
	}
	if d.Plan.Costs != nil {
		parts = slices.Insert(parts, 1, costPart(words, d.Plan.Costs))
	}
	return bookOf(w, book{words, planFacts(d), parts, seatChart(words, len(d.Plan.Seats))})
}

// licenceSheet is the name of the worksheet that the chart of seats is over. No
// language may need quotation marks around it.
const licenceSheet reconcile.Text = "Licences"

func licencePart(words reconcile.Phrases, seats []reconcile.Seat) part {
	return part{name: words.Text(licenceSheet), columns: licenceColumns(words), rows: convert(seats, func(s *reconcile.Seat) []any { return licenceCells(words, s) })}
}

func licenceColumns(words reconcile.Phrases) []column {
	return []column{
		{words.Say("licence"), 40}, {words.Say("part number"), 28}, {words.Say("owned"), 10}, {words.Say("used"), 10}, {words.Say("free"), 10}, {"+", 8}, {"−", 8}, {words.Say("after"), 10},
		{words.Say("given"), 10}, {words.Say("taken away"), 10}, {words.Say("no cost"), 12}, {words.Say("id"), 38},
	}
}

func licenceCells(words reconcile.Phrases, s *reconcile.Seat) []any {
	row := []any{s.Name, s.SKUPartNumber, nil, nil, nil, s.Take, s.Release, nil, s.Assign, s.Unassign, costless(words, s.NoCost), s.SKUID}
	if s.Known {
		row[2], row[3], row[4], row[7] = s.Owned, s.Used, s.Free, s.After
	}
	return row
}

// changeColumns are such that licet reads the worksheet as a sheet, whatever the
// language.
func changeColumns(words reconcile.Phrases) []column {
	return []column{
		{words.Say("user"), 34}, {words.Say("display name"), 26}, {words.Say("action"), 12}, {words.Say("license"), 34}, {words.Say("sku id"), 38},
		{words.Say("enabled apps"), 14}, {words.Say("disabled apps"), 40}, {words.Say("usage location"), 14},
		{words.Say("planned"), 14}, {words.Say("turns on"), 40}, {words.Say("turns off"), 40}, {words.Say("row"), 28},
	}
}

func changeColors(words reconcile.Phrases) *cellColors {
	return &cellColors{column: 9, words: []wordColor{
		{word(words, actionAssign), "D8F0DC"}, {word(words, actionUpdate), "FFF0C8"}, {word(words, actionUnassign), "FADADA"}, {word(words, actionSetLocation), "E0E8F8"},
	}}
}

func changeCells(words reconcile.Phrases, r changeRow) []any {
	return []any{
		r.User, r.DisplayName, word(words, r.Action), r.License, r.SkuID, r.EnabledApps, r.DisabledApps, r.UsageLocation,
		word(words, r.Kind), r.TurnsOn, r.TurnsOff, r.Source,
	}
}

func findingPart(words reconcile.Phrases, fs []reconcile.Finding) part {
	return part{name: words.Say("Findings"), columns: findingColumns(words), colors: severityColors(words),
		rows: convert(fs, func(f *reconcile.Finding) []any { return findingCells(words, f) })}
}

// severityColors are those of a first column that says how bad a finding is.
func severityColors(words reconcile.Phrases) *cellColors {
	return &cellColors{column: 1, words: []wordColor{
		{word(words, reconcile.Error.String()), "FADADA"}, {word(words, reconcile.Warning.String()), "FFF0C8"},
	}}
}

func inputPart(words reconcile.Phrases, inputs []DocInput) part {
	return part{name: words.Say("Inputs"), columns: []column{{words.Say("path"), 50}, {words.Say("rows"), 10}, {words.Say("sha-256"), 70}}, rows: convert(inputs, inputCells)}
}

func findingColumns(words reconcile.Phrases) []column {
	return []column{
		{words.Say("severity"), 10}, {words.Say("code"), 22}, {words.Say("file"), 28}, {words.Say("worksheet"), 14}, {words.Say("row"), 8},
		{words.Say("column"), 8}, {words.Say("user"), 34}, {words.Say("message"), 80}, {words.Say("hint"), 60},
	}
}

func findingCells(words reconcile.Phrases, f *reconcile.Finding) []any {
	row := []any{word(words, f.Severity.String()), string(f.Code), f.At.File, f.At.Worksheet, nil, reconcile.ColumnName(f.At.Column), f.User, f.Message, f.Hint}
	if f.At.Row > 0 {
		row[4] = f.At.Row
	}
	return row
}

func inputCells(in *DocInput) []any { return []any{in.Path, in.Rows, in.SHA256} }

// planFacts is what the plan is, and its sums.
func planFacts(d Doc) [][]any {
	s, words := d.Plan.Summary, d.Phrases
	facts := append(headFacts(d.Head, words.Say("Licence plan for")), [][]any{
		{words.Say("mode"), d.Plan.Options.Mode.String()}, {words.Say("scope"), d.Plan.Options.Scope.String()}, {},
		{words.Say("users in scope"), s.Users}, {words.Say("users who change"), s.Changes}, {words.Say("users unchanged"), s.Unchanged}, {words.Say("users left out"), s.LeftOut},
		{words.Say("licences given"), s.Assign}, {words.Say("licences with other apps"), s.Update}, {words.Say("licences taken away"), s.Unassign}, {words.Say("locations set"), s.SetLocation},
		{words.Say("errors"), s.Errors}, {words.Say("warnings"), s.Warnings},
		{words.Say("removals allowed"), d.Plan.Removals.Limit}, {words.Say("direct assignments in scope"), d.Plan.Removals.Direct},
	}...)
	if c := d.Plan.Costs; c != nil {
		for _, sum := range c.Sums {
			if sum.Known {
				facts = append(facts, []any{words.Say("cost a month before, %s", sum.Currency), units(sum.Month.Before)}, []any{words.Say("cost a month after, %s", sum.Currency), units(sum.Month.After)})
			}
			facts = append(facts, []any{words.Say("difference a month, %s", sum.Currency), units(sum.Month.Difference)}, []any{words.Say("difference a year, %s", sum.Currency), units(sum.Year.Difference)})
		}
		facts = append(facts, []any{words.Say("licences without a price"), c.Unpriced})
	}
	return facts
}

// headFacts are the first lines of every summary.
func headFacts(h Head, title string) [][]any {
	words := h.Phrases
	return [][]any{
		{title, h.Tenant}, {words.Say("tenant id"), h.TenantID}, {words.Say("current assignments from"), word(words, h.Source)},
		{words.Say("made"), h.made()}, {words.Say("by"), h.Tool},
	}
}

// units turns cents into what a cell holds. Two decimals of amounts below 10^13
// are exact enough in a float to be shown as they are.
func units(cents int64) float64 { return float64(cents) / 100 }

func costPart(words reconcile.Phrases, c *reconcile.Costs) part {
	return part{name: words.Say("Costs"), columns: []column{
		{words.Say("licence"), 40}, {words.Say("part number"), 28}, {words.Say("price a month"), 14}, {words.Say("currency"), 10}, {words.Say("as of"), 12}, {words.Say("pricing"), 10},
		{words.Say("seats before"), 12}, {words.Say("seats after"), 12}, {words.Say("month before"), 16}, {words.Say("month after"), 16},
		{words.Say("difference"), 16}, {words.Say("difference a year"), 18},
	}, rows: convert(c.Lines, func(l *reconcile.CostLine) []any { return costRow(words, l) })}
}

func costRow(words reconcile.Phrases, l *reconcile.CostLine) []any {
	row := []any{l.Name, l.SKUPartNumber, nil, l.Currency, l.AsOf, pricingWord(words, l.Pricing), nil, nil, nil, nil, nil, nil}
	if l.Known {
		row[6], row[7] = l.Before, l.After
	}
	if l.Pricing != reconcile.Priced {
		return row
	}
	row[2], row[10], row[11] = units(l.Price), units(l.Month.Difference), units(l.Year.Difference)
	if l.Known {
		row[8], row[9] = units(l.Month.Before), units(l.Month.After)
	}
	return row
}

// seatChart is a bar chart over the first n rows of the Licences worksheet; nil
// for none.
func seatChart(words reconcile.Phrases, n int) *excelize.Chart {
	if n == 0 {
		return nil
	}
	name := words.Text(licenceSheet)
	values := func(letter string) string { return fmt.Sprintf("%s!$%s$2:$%s$%d", name, letter, letter, n+1) }
	series := func(letter string) excelize.ChartSeries {
		return excelize.ChartSeries{Name: name + "!$" + letter + "$1", Categories: values("A"), Values: values(letter)}
	}
	return &excelize.Chart{
		Type:      excelize.Bar,
		Series:    []excelize.ChartSeries{series("C"), series("D"), series("H")},
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: words.Say("Seats owned, used and used after")}}},
		Legend:    excelize.ChartLegend{Position: "bottom"},
		Dimension: excelize.ChartDimension{Width: 720, Height: uint(160 + 48*min(n, 20))},
	}
}
