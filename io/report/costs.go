package report

import (
	"slices"

	"licet/io/language"
	"licet/reconcile"
)

// costSumColumns are what the seats in use cost before and after, by currency.
var costSumColumns = []column[reconcile.CostSum]{
	{"", "currency", 0, textual, func(s *reconcile.CostSum) any { return s.Currency }, nil},
	{"", "month before", 0, numeric, func(s *reconcile.CostSum) any { return costSum(s, s.Month.Before, s.Known) }, nil},
	{"", "month after", 0, numeric, func(s *reconcile.CostSum) any { return costSum(s, s.Month.After, s.Known) }, nil},
	{"", "difference", 0, signed, func(s *reconcile.CostSum) any { return costSum(s, s.Month.Difference, true) }, nil},
	{"", "year before", 0, numeric, func(s *reconcile.CostSum) any { return costSum(s, s.Year.Before, s.Known) }, nil},
	{"", "year after", 0, numeric, func(s *reconcile.CostSum) any { return costSum(s, s.Year.After, s.Known) }, nil},
	{"", "difference a year", 0, signed, func(s *reconcile.CostSum) any { return costSum(s, s.Year.Difference, true) }, nil},
}

func costSum(s *reconcile.CostSum, cents int64, known bool) amount {
	return amount{cents, s.Currency, known, ""}
}

// costColumns are the same by licence.
var costColumns = []column[reconcile.CostLine]{
	{"", "licence", 40, textual, func(l *reconcile.CostLine) any { return l.Name }, nil},
	{"", "part number", 28, textual, func(l *reconcile.CostLine) any { return l.SKUPartNumber }, nil},
	{"", "price a month", 14, numeric, func(l *reconcile.CostLine) any {
		return priceOf(l.Pricing, l.Price, l.Currency)
	}, nil},
	{"", "currency", 10, textual | aside, func(l *reconcile.CostLine) any { return l.Currency }, nil},
	{"", "as of", 12, textual | aside, func(l *reconcile.CostLine) any { return l.AsOf }, nil},
	{"", "pricing", 10, textual | aside, func(l *reconcile.CostLine) any { return term(l.Pricing.String()) }, nil},
	{"", "seats before", 12, numeric, func(l *reconcile.CostLine) any { return count{l.Before, l.Known} }, nil},
	{"", "seats after", 12, numeric, func(l *reconcile.CostLine) any { return count{l.After, l.Known} }, nil},
	{"", "month before", 16, numeric, func(l *reconcile.CostLine) any { return costOf(l, l.Month.Before, l.Known) }, nil},
	{"", "month after", 16, numeric, func(l *reconcile.CostLine) any { return costOf(l, l.Month.After, l.Known) }, nil},
	{"", "difference", 16, signed, func(l *reconcile.CostLine) any { return costOf(l, l.Month.Difference, true) }, nil},
	{"", "difference a year", 18, signed | aside, func(l *reconcile.CostLine) any {
		return costOf(l, l.Year.Difference, true)
	}, nil},
}

// costOf is an amount of a licence, which is not known without its price.
func costOf(l *reconcile.CostLine, cents int64, known bool) amount {
	return amount{cents, l.Currency, known && l.Pricing == reconcile.Priced, ""}
}

func costTable(c *reconcile.Costs, title reconcile.Word) table {
	return tableOf("costs-licences", title, costColumns, all(c.Lines))
}

// withCosts puts the costs by licence, if there are any, among the worksheets.
func withCosts(c *reconcile.Costs, at int, sheets ...table) []table {
	if c == nil {
		return sheets
	}
	return slices.Insert(sheets, at, costTable(c, "Costs"))
}

// costTables show what the seats in use cost before and after: the sums by
// currency, and each licence. There is none without prices.
func costTables(words language.Speaker, c *reconcile.Costs) []table {
	if c == nil {
		return nil
	}
	sums := tableOf("costs", costTitle, costSumColumns, all(c.Sums))
	sums.notes = []string{paidAnyway(words)}
	if c.Unpriced > 0 {
		sums.notes = append(sums.notes, unpricedSentence(words, c.Unpriced))
	}
	return []table{sums, costTable(c, "Costs by licence")}
}

const costTitle reconcile.Word = "Costs of the seats in use"

func paidAnyway(words language.Speaker) string {
	return words.Say("Seats that are owned are paid for whether they are used or not: what is freed is saved when the subscription is reduced.")
}

// unpricedSentence says that sums are not whole.
func unpricedSentence(words language.Speaker, n int) string {
	return words.Count(n, "%s licence has no price in the list and is in no sum.", "%s licences have no price in the list and are in no sum.", number(n))
}

// costsOnTerminal prints the sums; the reports have each licence.
func costsOnTerminal(out *page, c *reconcile.Costs) {
	if c == nil {
		return
	}
	out.title(out.Word(costTitle))
	for _, s := range c.Sums {
		if s.Known {
			out.wrapped("  ", out.Say("Per month: %s before, %s after (%s).", money(s.Month.Before, s.Currency), money(s.Month.After, s.Currency), difference(s.Month.Difference, s.Currency)))
		} else {
			out.wrapped("  ", out.Say("Per month: %s.", difference(s.Month.Difference, s.Currency)))
		}
		out.wrapped("  ", out.Say("Per year: %s.", difference(s.Year.Difference, s.Currency)))
	}
	for i := range c.Lines {
		if l := &c.Lines[i]; l.Pricing == reconcile.Unpriced {
			out.wrapped("  ", out.Say("%s has no price in the list and is in no sum.", product(l.Name, l.SKUPartNumber)))
		}
	}
	out.wrapped("  ", paidAnyway(out.Speaker))
}
