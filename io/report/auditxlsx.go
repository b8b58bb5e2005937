package report

import (
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"licet/reconcile"
	"licet/reconcile/audit"
)

// auditXLSX writes a workbook: Summary with a chart of the seats, Licences,
// Savings, Findings and, beside an older snapshot, Since.
func auditXLSX(w io.Writer, d AuditDoc) error {
	parts := []part{
		{name: licenceSheet, columns: auditLicenceColumns(), rows: convert(d.Audit.Licenses, auditLicenceRow)},
		{name: "Savings", columns: []column{{"kind", 24}, {"findings", 10}, {"a sheet can mend", 16}, {"seats", 10}, {"would save", 60}}, rows: convert(d.Audit.Kinds, func(k *audit.KindSum) []any {
			return []any{string(k.Kind), k.Findings, k.Fixable, k.Saves.Seats, savingsText(k.Saves)}
		})},
		{name: "Findings", columns: []column{
			{"severity", 10}, {"kind", 22}, {"user", 34}, {"user id", 38}, {"sku id", 38}, {"message", 80}, {"hint", 60}, {"a sheet can mend it", 18}, {"seats saved", 12}, {"saved a month", 14}, {"currency", 10},
		}, rows: convert(d.Audit.Findings, auditFindingRow), colors: &cellColors{column: 1, words: []wordColor{{"error", "FADADA"}, {"warning", "FFF0C8"}}}},
	}
	if d.Since != nil {
		parts = append(parts, part{name: "Since", columns: []column{{"user", 34}, {"display name", 26}, {"user id", 38}, {"what", 12}, {"licence", 34}, {"sku id", 38}, {"how", 34}}, rows: sinceCells(d.Since),
			colors: &cellColors{column: 4, words: []wordColor{{"gained", "D8F0DC"}, {"changed", "FFF0C8"}, {"lost", "FADADA"}}}})
	}
	return bookOf(w, auditFacts(d), parts, auditChart(len(d.Audit.Licenses)))
}

func auditLicenceColumns() []column {
	return []column{
		{"licence", 40}, {"part number", 28}, {"owned", 10}, {"used", 10}, {"free", 10}, {"status", 12}, {"price a month", 14}, {"currency", 10}, {"pricing", 10},
		{"owned a month", 16}, {"used a month", 16}, {"free a month", 16}, {"no cost", 12}, {"id", 38},
	}
}

func auditLicenceRow(l *audit.License) []any {
	row := []any{l.Name, l.PartNumber, nil, nil, nil, l.Status, nil, l.Currency, l.Pricing.String(), nil, nil, nil, l.NoCost, l.SKUID}
	if l.Known {
		row[2], row[3], row[4] = l.Owned, l.Used, l.Free
	}
	if l.Pricing == reconcile.Priced {
		row[6] = units(l.Price)
		if l.Known {
			row[9], row[10], row[11] = units(l.OwnedCents), units(l.UsedCents), units(l.FreeCents)
		}
	}
	return row
}

func auditFindingRow(f *audit.Finding) []any {
	row := []any{f.Severity.String(), string(f.Code), f.User, f.UserID, f.SKUID, f.Message, f.Hint, yesNo(f.Fixable), f.Saves.Seats, nil, nil}
	for _, m := range f.Saves.Month {
		row[9], row[10] = units(m.Cents), m.Currency
	}
	return row
}

func sinceCells(c *audit.Comparison) func(func([]any) bool) {
	return func(yield func([]any) bool) {
		for i := range c.Users {
			x := &c.Users[i]
			for _, r := range sinceRows(x) {
				if !yield([]any{x.User.UserPrincipalName, x.User.DisplayName, x.User.ID, r.word, r.held.Name, r.held.SKUID, r.detail}) {
					return
				}
			}
		}
	}
}

func auditFacts(d AuditDoc) [][]any {
	s := d.Audit.Summary
	facts := append(headFacts(d.Head, "Licence audit of"), [][]any{
		{}, {"users", s.Users}, {"users with a licence", s.Licensed}, {"of them disabled", s.Disabled}, {"of them guests", s.Guests},
		{"findings", s.Findings}, {"findings that a sheet can mend", s.Fixable}, {"seats that would free", d.Audit.Saves.Seats},
	}...)
	for _, m := range d.Audit.Saves.Month {
		facts = append(facts, []any{"saved a month, " + m.Currency, units(m.Cents)}, []any{"saved a year, " + m.Currency, units(m.YearsCents)})
	}
	for _, c := range d.Audit.Costs {
		facts = append(facts, []any{"owned seats a month, " + c.Currency, units(c.Owned)}, []any{"free seats a month, " + c.Currency, units(c.Free)})
	}
	if d.Since != nil {
		facts = append(facts, []any{"since", d.Older}, []any{"licences gained", d.Since.Summary.Gained}, []any{"licences lost", d.Since.Summary.Lost}, []any{"licences held otherwise", d.Since.Summary.Changed})
	}
	return facts
}

// auditChart is a chart of owned, used and free over the first n licences.
func auditChart(n int) *excelize.Chart {
	chart := seatChart(n)
	if chart == nil {
		return nil
	}
	chart.Title.Paragraph[0].Text = "Seats owned, used and free"
	free := chart.Series[2]
	free.Name, free.Values = strings.ReplaceAll(free.Name, "$H", "$E"), strings.ReplaceAll(free.Values, "$H", "$E")
	chart.Series = append(slices.Clone(chart.Series[:2]), free)
	return chart
}
