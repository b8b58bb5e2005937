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

// add adds seats of one licence.
func (s *Savings) add(seats int, price reconcile.Price, pricing reconcile.Pricing) {
	s.Seats += seats
	switch pricing {
	case reconcile.Priced:
		s.addMoney(price.Currency, int64(seats)*price.Cents)
	case reconcile.Unpriced:
		s.Unpriced += seats
	case reconcile.Costless:
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

// saves gives what seats of a licence save. Where prices are nil nobody asked for
// money, and nothing is unpriced.
func saves(prices map[string]reconcile.Price, sku *reconcile.SKU, seats int) Savings {
	var s Savings
	price, pricing := reconcile.PricingOf(prices, sku.ID, sku.NoCost)
	if prices == nil {
		pricing = reconcile.Costless
	}
	s.add(seats, price, pricing)
	return s
}

// tally adds up savings and counts each licence of a user once.
type tally struct {
	prices  map[string]reconcile.Price
	skus    map[string]*reconcile.SKU
	seen    map[[2]string]bool
	savings Savings
}

func newTally(prices map[string]reconcile.Price, t *reconcile.Tenant) *tally {
	y := &tally{prices: prices, skus: make(map[string]*reconcile.SKU, len(t.SKUs)), seen: map[[2]string]bool{}}
	for i := range t.SKUs {
		y.skus[t.SKUs[i].ID] = &t.SKUs[i]
	}
	return y
}

// take counts a finding about a licence of a user.
func (y *tally) take(f *Finding) {
	key := [2]string{f.UserID + "\x00" + f.User, f.SKUID}
	if f.Saves.Seats == 0 || y.seen[key] {
		return
	}
	y.seen[key] = true
	y.merge(saves(y.prices, y.skus[f.SKUID], f.Saves.Seats))
}

func (y *tally) merge(s Savings) {
	y.savings.Seats += s.Seats
	y.savings.Unpriced += s.Unpriced
	for _, m := range s.Month {
		y.savings.addMoney(m.Currency, m.Cents)
	}
}
