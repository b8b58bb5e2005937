package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"licet/reconcile"
)

func TestCostsNeverMixCurrenciesOrCountUnknownPricesAsNothing(t *testing.T) {
	seats := []reconcile.Seat{
		{SKUID: "a", Used: 10, Take: 3, Release: 1, After: 12, Known: true},
		{SKUID: "b", Used: 5, Release: 5, Known: true},
		{SKUID: "c", Used: 100, Take: 1, After: 101, Known: true},
		{SKUID: "d", Used: 7, After: 7, Known: true, NoCost: "free"},
	}
	got := reconcile.CostsOf(seats, []reconcile.Price{
		{SKUID: "a", Cents: 1, Currency: "USD"}, {SKUID: "a", Cents: 3905, Currency: "USD"}, {SKUID: "b", Cents: 1000, Currency: "EUR"},
	})
	want := []reconcile.CostSum{
		{Currency: "EUR", Known: true, Month: reconcile.Amounts{Before: 5000, Difference: -5000}, Year: reconcile.Amounts{Before: 60000, Difference: -60000}},
		{Currency: "USD", Known: true, Month: reconcile.Amounts{Before: 39050, After: 46860, Difference: 7810}, Year: reconcile.Amounts{Before: 468600, After: 562320, Difference: 93720}},
	}
	if diff := cmp.Diff(want, got.Sums); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got.Unpriced != 1 || got.Lines[2].Pricing != reconcile.Unpriced || got.Lines[3].Pricing != reconcile.Costless {
		t.Errorf("%+v", got)
	}
	if reconcile.CostsOf(seats, nil) != nil {
		t.Error("costs without anybody asking")
	}
}

func TestWithoutSeatsOnlyTheDifferenceIsKnown(t *testing.T) {
	got := reconcile.CostsOf([]reconcile.Seat{{SKUID: "a", Take: 2, Known: true, Used: 4, After: 6}, {SKUID: "b", Take: 3}},
		[]reconcile.Price{{SKUID: "a", Cents: 100, Currency: "EUR"}, {SKUID: "b", Cents: 10, Currency: "EUR"}})
	want := []reconcile.CostSum{{Currency: "EUR", Month: reconcile.Amounts{Difference: 230}, Year: reconcile.Amounts{Difference: 2760}}}
	if diff := cmp.Diff(want, got.Sums); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSumsAreTheSumsOfTheirLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := []string{"a", "b", "c", "d", "e"}
		var prices []reconcile.Price
		var seats []reconcile.Seat
		for _, id := range ids {
			if rapid.Bool().Draw(t, "priced") {
				prices = append(prices, reconcile.Price{SKUID: id, Cents: rapid.Int64Range(0, 1e11).Draw(t, "cents"), Currency: rapid.SampledFrom([]string{"EUR", "USD"}).Draw(t, "currency")})
			}
			s := reconcile.Seat{SKUID: id, Known: true, Used: rapid.IntRange(0, 1e6).Draw(t, "used"), Take: rapid.IntRange(0, 1000).Draw(t, "take"), Release: rapid.IntRange(0, 1000).Draw(t, "release")}
			s.After = s.Used + s.Take - s.Release
			seats = append(seats, s)
		}
		c := reconcile.CostsOf(seats, prices)
		if prices == nil {
			if c != nil {
				t.Fatal("costs without prices")
			}
			return
		}
		left := map[string]int64{}
		for _, l := range c.Lines {
			if l.Month.Before+l.Month.Difference != l.Month.After || l.Year.After != 12*l.Month.After || l.Month.After != l.Price*int64(l.After) {
				t.Fatalf("%+v", l)
			}
			left[l.Currency] += l.Month.After
		}
		for _, s := range c.Sums {
			left[s.Currency] -= s.Month.After
		}
		for currency, n := range left {
			if n != 0 {
				t.Fatalf("%s: %d are missing", currency, n)
			}
		}
	})
}
