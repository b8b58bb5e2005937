package apply

import "licet/reconcile"

// Outlay is what the seats of one licence, or of all of one currency, cost after a run,
// in cents a month.
type Outlay struct {
	Currency string
	// Before and Planned are what the seats in use cost when the plan was made and were
	// to cost afterwards, Now what they cost as read again. They are meaningless where
	// the seats are not known (Known, Read).
	Before, Planned, Now int64
	Known, Read          bool
	// PlannedDifference is what the plan was to add, DoneDifference what the run added by
	// what it carried out; negative for what is saved.
	PlannedDifference, DoneDifference int64
}

// Outlays are the costs of a plan after its run: one entry for each of Costs.Lines,
// empty for what has no price, and the sums by currency in the order of Costs.Sums.
// There are none for a plan without prices.
func (r *Result) Outlays(p *reconcile.Plan) (lines, sums []Outlay) {
	if p.Costs == nil {
		return nil, nil
	}
	standings := r.Standings(p)
	lines = make([]Outlay, len(p.Costs.Lines))
	for _, s := range p.Costs.Sums {
		sums = append(sums, Outlay{Currency: s.Currency, Known: true, Read: true})
	}
	for i := range p.Costs.Lines {
		l := &p.Costs.Lines[i]
		if l.Pricing != reconcile.Priced {
			continue
		}
		lines[i] = outlayOf(l, &standings[i])
		for k := range sums {
			if sums[k].Currency == l.Currency {
				sums[k] = sums[k].plus(lines[i])
			}
		}
	}
	return lines, sums
}

func outlayOf(l *reconcile.CostLine, s *Standing) Outlay {
	o := Outlay{Currency: l.Currency, Before: l.Month.Before, Planned: l.Month.After, Known: l.Known, Read: s.Read,
		PlannedDifference: l.Month.Difference, DoneDifference: l.Price * int64(s.Done)}
	if s.Read {
		o.Now = l.Price * int64(s.Now.Consumed)
	}
	return o
}

func (o Outlay) plus(p Outlay) Outlay {
	o.Before += p.Before
	o.Planned += p.Planned
	o.Now += p.Now
	o.Known, o.Read = o.Known && p.Known, o.Read && p.Read
	o.PlannedDifference += p.PlannedDifference
	o.DoneDifference += p.DoneDifference
	return o
}
