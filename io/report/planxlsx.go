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
	parts := []part{
		{name: licenceSheet, columns: licenceColumns(), rows: convert(d.Plan.Seats, licenceCells)},
		{name: "Changes", columns: changeColumns(), rows: mapped(changeRows(d.Plan), changeCells), colors: changeColors()},
		findingPart(d.Plan.Findings),
		inputPart(d.Inputs),
	}
	if d.Plan.Costs != nil {
		parts = slices.Insert(parts, 1, costPart(d.Plan.Costs))
	}
	return bookOf(w, planFacts(d), parts, seatChart(len(d.Plan.Seats)))
}

const licenceSheet = "Licences"

func licenceColumns() []column {
	return []column{
		{"licence", 40}, {"part number", 28}, {"owned", 10}, {"used", 10}, {"free", 10}, {"+", 8}, {"−", 8}, {"after", 10},
		{"given", 10}, {"taken away", 10}, {"no cost", 12}, {"id", 38},
	}
}

func licenceCells(s *reconcile.Seat) []any {
	row := []any{s.Name, s.SKUPartNumber, nil, nil, nil, s.Take, s.Release, nil, s.Assign, s.Unassign, s.NoCost, s.SKUID}
	if s.Known {
		row[2], row[3], row[4], row[7] = s.Owned, s.Used, s.Free, s.After
	}
	return row
}

func changeColumns() []column {
	return []column{
		{"user", 34}, {"display name", 26}, {"action", 12}, {"license", 34}, {"sku id", 38}, {"enabled apps", 14}, {"disabled apps", 40},
		{"usage location", 14}, {"planned", 14}, {"turns on", 40}, {"turns off", 40}, {"row", 28},
	}
}

func changeColors() *cellColors {
	return &cellColors{column: 9, words: []wordColor{
		{actionAssign, "D8F0DC"}, {actionUpdate, "FFF0C8"}, {actionUnassign, "FADADA"}, {actionSetLocation, "E0E8F8"},
	}}
}

func changeCells(r changeRow) []any {
	return []any{
		r.User, r.DisplayName, r.Action, r.License, r.SkuID, r.EnabledApps, r.DisabledApps, r.UsageLocation,
		r.Kind, r.TurnsOn, r.TurnsOff, r.Source,
	}
}

func findingPart(fs []reconcile.Finding) part {
	return part{name: "Findings", columns: findingColumns(), rows: convert(fs, findingCells), colors: &cellColors{column: 1, words: []wordColor{
		{reconcile.Error.String(), "FADADA"}, {reconcile.Warning.String(), "FFF0C8"},
	}}}
}

func inputPart(inputs []DocInput) part {
	return part{name: "Inputs", columns: []column{{"path", 50}, {"rows", 10}, {"sha-256", 70}}, rows: convert(inputs, inputCells)}
}

func findingColumns() []column {
	return []column{{"severity", 10}, {"code", 22}, {"file", 28}, {"worksheet", 14}, {"row", 8}, {"column", 8}, {"user", 34}, {"message", 80}, {"hint", 60}}
}

func findingCells(f *reconcile.Finding) []any {
	row := []any{f.Severity.String(), string(f.Code), f.At.File, f.At.Worksheet, nil, reconcile.ColumnName(f.At.Column), f.User, f.Message, f.Hint}
	if f.At.Row > 0 {
		row[4] = f.At.Row
	}
	return row
}

func inputCells(in *DocInput) []any { return []any{in.Path, in.Rows, in.SHA256} }

// planFacts is what the plan is, and its sums.
func planFacts(d Doc) [][]any {
	s := d.Plan.Summary
	facts := append(headFacts(d.Head, "Licence plan for"), [][]any{
		{"mode", d.Plan.Options.Mode.String()}, {"scope", d.Plan.Options.Scope.String()}, {},
		{"users in scope", s.Users}, {"users who change", s.Changes}, {"users unchanged", s.Unchanged}, {"users left out", s.LeftOut},
		{"licences given", s.Assign}, {"licences with other apps", s.Update}, {"licences taken away", s.Unassign}, {"locations set", s.SetLocation},
		{"errors", s.Errors}, {"warnings", s.Warnings},
		{"removals allowed", d.Plan.Removals.Limit}, {"direct assignments in scope", d.Plan.Removals.Direct},
	}...)
	if c := d.Plan.Costs; c != nil {
		for _, sum := range c.Sums {
			if sum.Known {
				facts = append(facts, []any{"cost a month before, " + sum.Currency, units(sum.Month.Before)}, []any{"cost a month after, " + sum.Currency, units(sum.Month.After)})
			}
			facts = append(facts, []any{"difference a month, " + sum.Currency, units(sum.Month.Difference)}, []any{"difference a year, " + sum.Currency, units(sum.Year.Difference)})
		}
		facts = append(facts, []any{"licences without a price", c.Unpriced})
	}
	return facts
}

// headFacts are the first lines of every summary.
func headFacts(h Head, title string) [][]any {
	return [][]any{
		{title, h.Tenant}, {"tenant id", h.TenantID}, {"current assignments from", h.Source}, {"made", h.made()}, {"by", h.Tool},
	}
}

// units turns cents into what a cell holds. Two decimals of amounts below 10^13
// are exact enough in a float to be shown as they are.
func units(cents int64) float64 { return float64(cents) / 100 }

func costPart(c *reconcile.Costs) part {
	return part{name: "Costs", columns: []column{
		{"licence", 40}, {"part number", 28}, {"price a month", 14}, {"currency", 10}, {"as of", 12}, {"pricing", 10}, {"seats before", 12}, {"seats after", 12},
		{"month before", 16}, {"month after", 16}, {"difference", 16}, {"difference a year", 18},
	}, rows: convert(c.Lines, costRow)}
}

func costRow(l *reconcile.CostLine) []any {
	row := []any{l.Name, l.SKUPartNumber, nil, l.Currency, l.AsOf, l.Pricing.String(), nil, nil, nil, nil, nil, nil}
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
func seatChart(n int) *excelize.Chart {
	if n == 0 {
		return nil
	}
	values := func(letter string) string { return fmt.Sprintf("%s!$%s$2:$%s$%d", licenceSheet, letter, letter, n+1) }
	series := func(letter string) excelize.ChartSeries {
		return excelize.ChartSeries{Name: licenceSheet + "!$" + letter + "$1", Categories: values("A"), Values: values(letter)}
	}
	return &excelize.Chart{
		Type:      excelize.Bar,
		Series:    []excelize.ChartSeries{series("C"), series("D"), series("H")},
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: "Seats owned, used and used after"}}},
		Legend:    excelize.ChartLegend{Position: "bottom"},
		Dimension: excelize.ChartDimension{Width: 720, Height: uint(160 + 48*min(n, 20))},
	}
}
