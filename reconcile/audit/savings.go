package audit

import (
	"cmp"
	"slices"

	"licet/reconcile"
)

// Savings are seats that would come free, and what they cost a month. They are
// saved when the subscription is cut by as many.
type Savings struct {
	Seats int
	// Month has one entry a currency, by currency; empty without prices.
	Month []Money
	// Unpriced counts the seats that no amount holds for want of a price.
	Unpriced int
}

// Money is an amount of one currency. Year is that of twelve months.
type Money struct {
	Currency   string
	Cents      int64
	YearsCents int64
}

// saves gives what seats of a licence save. Where prices are nil nobody asked for
// money, and nothing is unpriced.
func saves(prices map[string]reconcile.Price, sku *reconcile.SKU, seats int) Savings {
	s := Savings{Seats: seats}
	price, pricing := reconcile.PricingOf(prices, sku.ID, sku.NoCost)
	switch {
	case pricing == reconcile.Priced:
		s.addMoney(price.Currency, int64(seats)*price.Cents)
	case pricing == reconcile.Unpriced && prices != nil:
		s.Unpriced = seats
	}
	return s
}

func (s *Savings) add(more Savings) {
	s.Seats += more.Seats
	s.Unpriced += more.Unpriced
	for _, m := range more.Month {
		s.addMoney(m.Currency, m.Cents)
	}
}

func (s *Savings) addMoney(currency string, cents int64) {
	i, found := slices.BinarySearchFunc(s.Month, currency, func(m Money, c string) int { return cmp.Compare(m.Currency, c) })
	if !found {
		s.Month = slices.Insert(s.Month, i, Money{Currency: currency})
	}
	s.Month[i].Cents += cents
	s.Month[i].YearsCents = reconcile.MonthsOfYear * s.Month[i].Cents
}
