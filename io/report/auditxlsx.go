package report

import (
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"licet/reconcile"
)

// auditXLSX writes a workbook: Summary with a chart of the seats, Licences,
// Savings, Findings and, beside an older snapshot, Since.
func auditXLSX(w io.Writer, d AuditDoc) error {
	words := d.Phrases
	tables := []table{auditLicences(d.Audit), auditKinds(d.Audit).named("Savings"), auditFindingTable(d.Audit)}
	if d.Since != nil {
		tables = append(tables, sinceTable(d))
	}
	return bookOf(w, book{words, auditFacts(d), tables, auditChart(words, len(d.Audit.Licenses))})
}

func auditFacts(d AuditDoc) [][]any {
	s, words := d.Audit.Summary, d.Phrases
	facts := append(headFacts(d.Head, words.Say("Licence audit of")), [][]any{
		{}, {words.Say("users"), s.Users}, {words.Say("users with a licence"), s.Licensed}, {words.Say("of them disabled"), s.Disabled}, {words.Say("of them guests"), s.Guests},
		{words.Say("findings"), s.Findings}, {words.Say("findings that a sheet can mend"), s.Fixable}, {words.Say("seats that would free"), d.Audit.Saves.Seats},
	}...)
	for _, m := range d.Audit.Saves.Month {
		facts = append(facts, []any{words.Say("saved a month, %s", m.Currency), units(m.Cents)}, []any{words.Say("saved a year, %s", m.Currency), units(m.YearsCents)})
	}
	for _, c := range d.Audit.Costs {
		facts = append(facts, []any{words.Say("owned seats a month, %s", c.Currency), units(c.Owned)}, []any{words.Say("free seats a month, %s", c.Currency), units(c.Free)})
	}
	if d.Since != nil {
		facts = append(facts, []any{words.Say("since"), d.Older}, []any{words.Say("licences gained"), d.Since.Summary.Gained},
			[]any{words.Say("licences lost"), d.Since.Summary.Lost}, []any{words.Say("licences held otherwise"), d.Since.Summary.Changed})
	}
	return facts
}

// auditChart is a chart of owned, used and free over the first n licences.
func auditChart(words reconcile.Phrases, n int) *excelize.Chart {
	chart := seatChart(words, n)
	if chart == nil {
		return nil
	}
	chart.Title.Paragraph[0].Text = words.Say("Seats owned, used and free")
	free := chart.Series[2]
	free.Name, free.Values = strings.ReplaceAll(free.Name, "$H", "$E"), strings.ReplaceAll(free.Values, "$H", "$E")
	chart.Series = append(slices.Clone(chart.Series[:2]), free)
	return chart
}
