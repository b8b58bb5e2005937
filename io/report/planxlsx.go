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
	tables := []table{
		seatTable(d.Plan.Seats), changeTable(d.Plan), findingTable(d.Plan.Findings), inputTable(d.Inputs),
	}
	if d.Plan.Costs != nil {
		tables = slices.Insert(tables, 1, costTable(d.Plan.Costs).named("Costs"))
	}
	return bookOf(w, book{words, planFacts(d), tables, seatChart(words, len(d.Plan.Seats))})
}

var inputColumns = []column[DocInput]{
	{"", "path", 50, textual, func(in *DocInput) any { return in.Path }, nil},
	{"", "rows", 10, numeric, func(in *DocInput) any { return in.Rows }, nil},
	{"", "sha-256", 70, textual, func(in *DocInput) any { return in.SHA256 }, nil},
}

func inputTable(inputs []DocInput) table { return tableOf("", "Inputs", inputColumns, all(inputs)) }

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
