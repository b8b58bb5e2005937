package report

import (
	"fmt"
	"io"
	"iter"

	"github.com/xuri/excelize/v2"

	"licet/reconcile"
)

// planXLSX writes a workbook: Summary with a chart of the seats, Licences,
// Changes, Findings and Inputs.
func planXLSX(w io.Writer, d Doc) error {
	return writeWorkbook(w, func(f *excelize.File) error {
		if err := f.SetSheetName(firstSheet, summarySheet); err != nil {
			return err
		}
		fillChanges, err := changeColors(f)
		if err != nil {
			return err
		}
		for _, part := range []struct {
			name    string
			columns []column
			rows    iter.Seq[[]any]
		}{
			{licenceSheet, licenceColumns(), convert(d.Plan.Seats, licenceCells)},
			{"Changes", changeColumns(), mapped(changeRows(d.Plan), fillChanges)},
			{"Findings", findingColumns(), convert(d.Plan.Findings, findingCells)},
			{"Inputs", []column{{"path", 50}, {"rows", 10}, {"sha-256", 70}}, convert(d.Inputs, inputCells)},
		} {
			if err := worksheet(f, part.name, part.columns, part.rows); err != nil {
				return err
			}
		}
		return summary(f, d)
	})
}

const (
	summarySheet = "Summary"
	licenceSheet = "Licences"
)

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

// changeColors gives the function that makes the cells of a change, in which
// the word of what is planned has a colour of its own.
func changeColors(f *excelize.File) (func(changeRow) []any, error) {
	styles := map[string]int{}
	for kind, fill := range map[string]string{
		actionAssign: "D8F0DC", actionUpdate: "FFF0C8", actionUnassign: "FADADA", actionSetLocation: "E0E8F8",
	} {
		id, err := f.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fill}}})
		if err != nil {
			return nil, err
		}
		styles[kind] = id
	}
	return func(r changeRow) []any {
		return []any{
			r.User, r.DisplayName, r.Action, r.License, r.SkuID, r.EnabledApps, r.DisabledApps, r.UsageLocation,
			excelize.Cell{StyleID: styles[r.Kind], Value: r.Kind}, r.TurnsOn, r.TurnsOff, r.Source,
		}
	}, nil
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

// summary fills the first worksheet: what the plan is, its sums, and a chart of
// the seats before and after beside those owned.
func summary(f *excelize.File, d Doc) error {
	s := d.Plan.Summary
	rows := [][]any{
		{"Licence plan for", d.Tenant}, {"tenant id", d.TenantID}, {"current assignments from", d.Source},
		{"made", d.Created.UTC().Format("2006-01-02 15:04 UTC")}, {"by", d.Tool},
		{"mode", d.Plan.Options.Mode.String()}, {"scope", d.Plan.Options.Scope.String()}, {},
		{"users in scope", s.Users}, {"users who change", s.Changes}, {"users unchanged", s.Unchanged}, {"users left out", s.LeftOut},
		{"licences given", s.Assign}, {"licences with other apps", s.Update}, {"licences taken away", s.Unassign}, {"locations set", s.SetLocation},
		{"errors", s.Errors}, {"warnings", s.Warnings},
		{"removals allowed", d.Plan.Removals.Limit}, {"direct assignments in scope", d.Plan.Removals.Direct},
	}
	for i, row := range rows {
		if err := f.SetSheetRow(summarySheet, cellName(1, i+1), &row); err != nil {
			return err
		}
	}
	if err := f.SetColWidth(summarySheet, "A", "B", 34); err != nil {
		return err
	}
	if len(d.Plan.Seats) == 0 {
		return nil
	}
	return f.AddChart(summarySheet, "D2", seatChart(len(d.Plan.Seats)))
}

// seatChart is a bar chart over the first n rows of the Licences worksheet.
func seatChart(n int) *excelize.Chart {
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
