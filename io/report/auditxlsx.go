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
	words := d.Phrases
	parts := []part{
		{name: words.Text(licenceSheet), columns: auditLicenceColumns(words),
			rows: convert(d.Audit.Licenses, func(l *audit.License) []any { return auditLicenceRow(words, l) })},
		savingsPart(words, d.Audit.Kinds),
		{name: words.Say("Findings"), columns: auditFindingColumns(words), colors: severityColors(words),
			rows: convert(d.Audit.Findings, func(f *audit.Finding) []any { return auditFindingRow(words, f) })},
	}
	if d.Since != nil {
		parts = append(parts, sincePart(words, d.Since))
	}
	return bookOf(w, book{words, auditFacts(d), parts, auditChart(words, len(d.Audit.Licenses))})
}

func savingsPart(words reconcile.Phrases, kinds []audit.KindSum) part {
	return part{name: words.Say("Savings"), columns: []column{
		{words.Say("kind"), 24}, {words.Say("findings"), 10}, {words.Say("a sheet can mend"), 16}, {words.Say("seats"), 10}, {words.Say("would save"), 60},
	}, rows: convert(kinds, func(k *audit.KindSum) []any {
		return []any{string(k.Kind), k.Findings, k.Fixable, k.Saves.Seats, savingsText(words, k.Saves)}
	})}
}

func auditLicenceColumns(words reconcile.Phrases) []column {
	return []column{
		{words.Say("licence"), 40}, {words.Say("part number"), 28}, {words.Say("owned"), 10}, {words.Say("used"), 10}, {words.Say("free"), 10}, {words.Say("status"), 12},
		{words.Say("price a month"), 14}, {words.Say("currency"), 10}, {words.Say("pricing"), 10},
		{words.Say("owned a month"), 16}, {words.Say("used a month"), 16}, {words.Say("free a month"), 16}, {words.Say("no cost"), 12}, {words.Say("id"), 38},
	}
}

func auditFindingColumns(words reconcile.Phrases) []column {
	return []column{
		{words.Say("severity"), 10}, {words.Say("kind"), 22}, {words.Say("user"), 34}, {words.Say("user id"), 38}, {words.Say("sku id"), 38},
		{words.Say("message"), 80}, {words.Say("hint"), 60}, {words.Say("a sheet can mend it"), 18}, {words.Say("seats saved"), 12},
		{words.Say("saved a month"), 14}, {words.Say("currency"), 10},
	}
}

func auditLicenceRow(words reconcile.Phrases, l *audit.License) []any {
	row := []any{l.Name, l.PartNumber, nil, nil, nil, l.Status, nil, l.Currency, pricingWord(words, l.Pricing), nil, nil, nil, costless(words, l.NoCost), l.SKUID}
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

func auditFindingRow(words reconcile.Phrases, f *audit.Finding) []any {
	row := []any{word(words, f.Severity.String()), string(f.Code), f.User, f.UserID, f.SKUID, f.Message, f.Hint, word(words, yesNo(f.Fixable)), f.Saves.Seats, nil, nil}
	for _, m := range f.Saves.Month {
		row[9], row[10] = units(m.Cents), m.Currency
	}
	return row
}

func sincePart(words reconcile.Phrases, c *audit.Comparison) part {
	return part{name: words.Say("Since"), columns: []column{
		{words.Say("user"), 34}, {words.Say("display name"), 26}, {words.Say("user id"), 38}, {words.Say("what"), 12}, {words.Say("licence"), 34}, {words.Say("sku id"), 38}, {words.Say("how"), 34},
	}, rows: sinceCells(words, c), colors: &cellColors{column: 4, words: []wordColor{
		{word(words, "gained"), "D8F0DC"}, {word(words, "changed"), "FFF0C8"}, {word(words, "lost"), "FADADA"},
	}}}
}

func sinceCells(words reconcile.Phrases, c *audit.Comparison) func(func([]any) bool) {
	return func(yield func([]any) bool) {
		for i := range c.Users {
			x := &c.Users[i]
			for _, r := range sinceRows(words, x) {
				if !yield([]any{x.User.UserPrincipalName, x.User.DisplayName, x.User.ID, word(words, r.word), r.held.Name, r.held.SKUID, r.detail}) {
					return
				}
			}
		}
	}
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
