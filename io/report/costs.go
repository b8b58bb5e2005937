package report

import (
	"slices"

	"licet/reconcile"
)

// textTable is a table of every form that is read by people. The cells are
// visible text.
type textTable struct {
	ID, Title string
	Columns   []textColumn
	Rows      [][]string
	Notes     []string
}

// less is a table without some of its columns.
func (t textTable) less(titles ...string) textTable {
	out := t
	out.Columns, out.Rows = nil, make([][]string, len(t.Rows))
	for i, c := range t.Columns {
		if slices.Contains(titles, c.Title) {
			continue
		}
		out.Columns = append(out.Columns, c)
		for k := range t.Rows {
			out.Rows[k] = append(out.Rows[k], t.Rows[k][i])
		}
	}
	return out
}

// textColumn is a column; Number is true for one that is set to the right.
type textColumn struct {
	Title  string
	Number bool
}

func textColumns(titles ...string) []textColumn {
	out := make([]textColumn, len(titles))
	for i, title := range titles {
		out[i].Title = title
	}
	return out
}

func numberTextColumns(titles ...string) []textColumn {
	out := textColumns(titles...)
	for i := range out {
		out[i].Number = true
	}
	return out
}

// costTables show what the seats in use cost before and after: the sums by
// currency, and each licence. There is none without prices.
func costTables(words reconcile.Phrases, c *reconcile.Costs) []textTable {
	if c == nil {
		return nil
	}
	sums := textTable{
		ID: "costs", Title: words.Say("Costs of the seats in use"),
		Columns: slices.Concat(textColumns(words.Say("currency")), numberTextColumns(words.Say("month before"), words.Say("month after"), words.Say("difference"),
			words.Say("year before"), words.Say("year after"), words.Say("difference a year"))),
		Notes: []string{paidAnyway(words)},
	}
	if c.Unpriced > 0 {
		sums.Notes = append(sums.Notes, unpricedSentence(words, c.Unpriced))
	}
	for _, s := range c.Sums {
		row := append([]string{short(s.Currency)}, amountsCells(s.Month, s.Currency, s.Known)...)
		sums.Rows = append(sums.Rows, append(row, amountsCells(s.Year, s.Currency, s.Known)...))
	}
	lines := textTable{
		ID: "costs-licences", Title: words.Say("Costs by licence"),
		Columns: slices.Concat(textColumns(words.Say("licence"), words.Say("part number")), numberTextColumns(words.Say("price a month"),
			words.Say("seats before"), words.Say("seats after"), words.Say("month before"), words.Say("month after"), words.Say("difference"))),
	}
	for i := range c.Lines {
		lines.Rows = append(lines.Rows, costCells(words, &c.Lines[i]))
	}
	return []textTable{sums, lines}
}

func paidAnyway(words reconcile.Phrases) string {
	return words.Say("Seats that are owned are paid for whether they are used or not: what is freed is saved when the subscription is cut.")
}

// unpricedSentence says that sums are not whole.
func unpricedSentence(words reconcile.Phrases, n int) string {
	return words.Count(n, "%s licence has no price in the list and is in no sum.", "%s licences have no price in the list and are in no sum.", number(n))
}

func costCells(words reconcile.Phrases, l *reconcile.CostLine) []string {
	cells := []string{short(l.Name), short(l.SKUPartNumber), pricingText(words, l.Pricing, l.Price, l.Currency), unknown, unknown, unknown, unknown, unknown}
	if l.Known {
		cells[3], cells[4] = number(l.Before), number(l.After)
	}
	if l.Pricing == reconcile.Priced {
		copy(cells[5:], amountsCells(l.Month, l.Currency, l.Known))
	}
	return cells
}

// pricingText is the price, or why there is none.
func pricingText(words reconcile.Phrases, p reconcile.Pricing, cents int64, currency string) string {
	switch p {
	case reconcile.Priced:
		return money(cents, currency)
	case reconcile.Unpriced:
		return words.Say("no price")
	case reconcile.Costless:
		return costless(words, "free")
	default:
		panic("report: unexpected Pricing")
	}
}

// costsOnTerminal prints the sums; the reports have each licence.
func costsOnTerminal(out *page, c *reconcile.Costs) {
	if c == nil {
		return
	}
	out.title(out.Say("Costs of the seats in use"))
	for _, s := range c.Sums {
		if s.Known {
			out.wrapped("  ", out.Say("A month: %s before, %s after (%s).", money(s.Month.Before, s.Currency), money(s.Month.After, s.Currency), difference(s.Month.Difference, s.Currency)))
		} else {
			out.wrapped("  ", out.Say("A month: %s.", difference(s.Month.Difference, s.Currency)))
		}
		out.wrapped("  ", out.Say("A year: %s.", difference(s.Year.Difference, s.Currency)))
	}
	for i := range c.Lines {
		if l := &c.Lines[i]; l.Pricing == reconcile.Unpriced {
			out.wrapped("  ", out.Say("%s has no price in the list and is in no sum.", product(l.Name, l.SKUPartNumber)))
		}
	}
	out.wrapped("  ", paidAnyway(out.Phrases))
}
