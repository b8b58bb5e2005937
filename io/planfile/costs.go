package planfile

import "licet/reconcile"

// The costs of a plan on disk. All amounts are whole cents of the currency that
// stands beside them. The field is missing where no prices were given.

type wireCosts struct {
	Lines    []wireCostLine `json:"lines"`
	Sums     []wireCostSum  `json:"sums"`
	Unpriced int            `json:"unpriced"`
}

type wireCostLine struct {
	SKUID         string      `json:"skuId"`
	SKUPartNumber string      `json:"skuPartNumber"`
	Name          string      `json:"name"`
	Pricing       string      `json:"pricing"`
	Price         int64       `json:"priceCents"`
	Currency      string      `json:"currency"`
	AsOf          string      `json:"asOf"`
	Before        int         `json:"seatsBefore"`
	After         int         `json:"seatsAfter"`
	Known         bool        `json:"known"`
	Month         wireAmounts `json:"month"`
	Year          wireAmounts `json:"year"`
}

type wireCostSum struct {
	Currency string      `json:"currency"`
	Known    bool        `json:"known"`
	Month    wireAmounts `json:"month"`
	Year     wireAmounts `json:"year"`
}

type wireAmounts struct {
	Before     int64 `json:"beforeCents"`
	After      int64 `json:"afterCents"`
	Difference int64 `json:"differenceCents"`
}

func wireCostsOf(c *reconcile.Costs) wireCosts {
	w := wireCosts{Lines: make([]wireCostLine, len(c.Lines)), Sums: make([]wireCostSum, len(c.Sums)), Unpriced: c.Unpriced}
	for i, l := range c.Lines {
		w.Lines[i] = wireCostLine{
			SKUID: l.SKUID, SKUPartNumber: l.SKUPartNumber, Name: l.Name,
			Pricing: l.Pricing.String(), Price: l.Price, Currency: l.Currency, AsOf: l.AsOf,
			Before: l.Before, After: l.After, Known: l.Known, Month: wireAmounts(l.Month), Year: wireAmounts(l.Year),
		}
	}
	for i, s := range c.Sums {
		w.Sums[i] = wireCostSum{Currency: s.Currency, Known: s.Known, Month: wireAmounts(s.Month), Year: wireAmounts(s.Year)}
	}
	return w
}

func (d *decoder) costs(w *wireCosts) {
	c := &reconcile.Costs{Unpriced: w.Unpriced}
	for _, l := range w.Lines {
		pricing, ok := reconcile.Named(l.Pricing, reconcile.Priced, reconcile.Unpriced, reconcile.Costless)
		if !ok {
			d.fault("costs.lines.pricing", "%q is not one of priced, unpriced, free", l.Pricing)
		}
		c.Lines = append(c.Lines, reconcile.CostLine{
			SKUID: d.guid(spot{}, "costs.lines.skuId", l.SKUID), SKUPartNumber: l.SKUPartNumber, Name: l.Name,
			Pricing: pricing, Price: l.Price, Currency: l.Currency, AsOf: l.AsOf,
			Before: l.Before, After: l.After, Known: l.Known, Month: reconcile.Amounts(l.Month), Year: reconcile.Amounts(l.Year),
		})
	}
	for _, s := range w.Sums {
		c.Sums = append(c.Sums, reconcile.CostSum{Currency: s.Currency, Known: s.Known, Month: reconcile.Amounts(s.Month), Year: reconcile.Amounts(s.Year)})
	}
	d.plan.Costs = c
}
