package reconcile

import "slices"

// Without gives the plan without users who have drifted, of whom it then does nothing at
// all: they are warnings of it, and what else was found of them does not come about.
// Seats, costs, removals and sums are those of the changes that remain.
func (p *Plan) Without(drifted []Drifted) *Plan {
	out := *p
	gone, names := make(map[int]bool, len(drifted)), make(map[string]bool, len(drifted))
	for _, d := range drifted {
		gone[d.Change], names[p.Changes[d.Change].User.UserPrincipalName] = true, true
	}
	out.Findings = slices.DeleteFunc(slices.Clone(p.Findings), func(f Finding) bool {
		return f.User != "" && names[f.User] && f.Severity != Error
	})
	for _, d := range drifted {
		f := d.Finding
		f.Severity, f.Hint = Warning, Say("Left out, as --skip-drifted asks. Plan again for them from the sheet.")
		out.Findings = append(out.Findings, f)
	}
	out.Changes = nil
	for i := range p.Changes {
		if !gone[i] {
			out.Changes = append(out.Changes, p.Changes[i])
		}
	}
	out.Seats = SeatsOf(p.Seats, out.Changes)
	if p.Costs != nil {
		out.Costs = CostsOf(out.Seats, p.Costs.Prices())
	}
	out.Summary.LeftOut += len(drifted)
	return out.recounted()
}

// SeatsOf gives the rows of a ledger with what changes do to their seats.
func SeatsOf(rows []Seat, changes []Change) []Seat {
	moved := Seats{}
	for i := range changes {
		moved.Count(&changes[i])
	}
	rows = slices.Clone(rows)
	for i := range rows {
		s := &rows[i]
		m := moved.Seat(s.SKUID)
		s.Release, s.Take, s.Assign, s.Unassign = m.Release, m.Take, m.Assign, m.Unassign
		if s.Known {
			s.After = s.Used - s.Release + s.Take
		}
	}
	return rows
}

// Prices are the prices that the costs were made with.
func (c *Costs) Prices() []Price {
	prices := []Price{}
	for _, l := range c.Lines {
		if l.Pricing == Priced {
			prices = append(prices, Price{SKUID: l.SKUID, Cents: l.Price, Currency: l.Currency, AsOf: l.AsOf})
		}
	}
	return prices
}
