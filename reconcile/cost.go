package reconcile

import (
	"cmp"
	"slices"
)

// Price is what one seat of a licence costs a month.
type Price struct {
	// SKUID is the GUID in lower case.
	SKUID string
	// Cents is the price in hundredths of the currency, never negative.
	Cents int64
	// Currency is a code of three letters (ISO 4217), e.g. "EUR".
	Currency string
	// AsOf is the day that the price is of, as written; may be empty.
	AsOf string
}

// Pricing says what is known of the price of a licence.
type Pricing uint8

const (
	// Priced: the price list has it.
	Priced Pricing = iota
	// Unpriced: it is sold, and the price list does not have it. It is never
	// counted as 0: sums leave it out, and say so.
	Unpriced
	// Costless: the price list does not have it, and it costs nothing
	// (Product.NoCost).
	Costless
)

// String gives the word of the file formats: priced, unpriced, free.
func (p Pricing) String() string { return WordOf("Pricing", p, "priced", "unpriced", "free") }

// Costs are what the seats in use cost before and after a plan. Seats that are
// owned are paid for whether they are used or not: what a plan frees is saved
// only when the subscription is cut. Amounts of different currencies are never
// added.
type Costs struct {
	// Lines has an entry for each entry of Plan.Seats, in that order.
	Lines []CostLine
	// Sums has one entry a currency of Lines, by currency.
	Sums []CostSum
	// Unpriced counts the lines that no sum holds for want of a price.
	Unpriced int
}

// CostLine is what one licence costs.
type CostLine struct {
	SKUID, SKUPartNumber, Name string
	Pricing                    Pricing
	// Price is the price of one seat a month in cents, Currency and AsOf are of
	// Price; all are empty unless Pricing is Priced.
	Price          int64
	Currency, AsOf string
	// Before and After are the seats in use; when Known is false the source
	// does not tell them, and Month and Year have a Difference only.
	Before, After int
	Known         bool
	Month, Year   Amounts
}

// CostSum is what all licences of one currency cost. Known is false when the
// seats of one of them are not known: then there is a Difference only.
type CostSum struct {
	Currency    string
	Known       bool
	Month, Year Amounts
}

// Amounts are cents before and after a plan. Difference is negative for what
// is saved.
type Amounts struct{ Before, After, Difference int64 }

// MonthsOfYear turns a monthly price into one of a year.
const MonthsOfYear = 12

func (a Amounts) times(n int64) Amounts {
	return Amounts{Before: n * a.Before, After: n * a.After, Difference: n * a.Difference}
}

func (a Amounts) plus(b Amounts) Amounts {
	return Amounts{Before: a.Before + b.Before, After: a.After + b.After, Difference: a.Difference + b.Difference}
}

// CostsOf prices a ledger. It gives nil when prices is nil: nobody asked. Of two
// prices of one licence the last counts.
func CostsOf(seats []Seat, prices []Price) *Costs {
	if prices == nil {
		return nil
	}
	list := PriceList(prices)
	c := &Costs{Lines: make([]CostLine, len(seats))}
	for i := range seats {
		c.Lines[i] = costLine(&seats[i], list)
		switch c.Lines[i].Pricing {
		case Priced:
			c.add(&c.Lines[i])
		case Unpriced:
			c.Unpriced++
		case Costless:
		}
	}
	slices.SortFunc(c.Sums, func(a, b CostSum) int { return cmp.Compare(a.Currency, b.Currency) })
	return c
}

// PriceList indexes prices by SKU.
func PriceList(prices []Price) map[string]Price {
	list := make(map[string]Price, len(prices))
	for _, p := range prices {
		list[p.SKUID] = p
	}
	return list
}

// PricingOf says what is known of the price of a licence; noCost is
// Product.NoCost.
func PricingOf(list map[string]Price, skuID, noCost string) (Price, Pricing) {
	price, ok := list[skuID]
	switch {
	case ok:
		return price, Priced
	case noCost != "":
		return Price{}, Costless
	default:
		return Price{}, Unpriced
	}
}

func costLine(s *Seat, list map[string]Price) CostLine {
	price, pricing := PricingOf(list, s.SKUID, s.NoCost)
	l := CostLine{
		SKUID: s.SKUID, SKUPartNumber: s.SKUPartNumber, Name: s.Name, Pricing: pricing,
		Price: price.Cents, Currency: price.Currency, AsOf: price.AsOf, Before: s.Used, After: s.After, Known: s.Known,
	}
	l.Month.Difference = price.Cents * int64(s.Take-s.Release)
	if s.Known {
		l.Month.Before = price.Cents * int64(s.Used)
		l.Month.After = l.Month.Before + l.Month.Difference
	}
	l.Year = l.Month.times(MonthsOfYear)
	return l
}

func (c *Costs) add(l *CostLine) {
	i := slices.IndexFunc(c.Sums, func(s CostSum) bool { return s.Currency == l.Currency })
	if i < 0 {
		i = len(c.Sums)
		c.Sums = append(c.Sums, CostSum{Currency: l.Currency, Known: true})
	}
	s := &c.Sums[i]
	s.Month = s.Month.plus(l.Month)
	s.Known = s.Known && l.Known
	if !s.Known {
		s.Month.Before, s.Month.After = 0, 0
	}
	s.Year = s.Month.times(MonthsOfYear)
}
