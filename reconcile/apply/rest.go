package apply

import "licet/reconcile"

// Rest gives what is left as a plan of its own, for people to look at before it goes on:
// with what was found, and the seats of the tenant as they are now.
func (r *Remainder) Rest(counts []SeatCount) *reconcile.Plan {
	p := &reconcile.Plan{Apps: r.Plan.Apps, Findings: r.Findings}
	ledgers := reconcile.Seats{}
	for _, i := range r.Left {
		c := r.Plan.Changes[i]
		ledgers.Count(&c)
		p.Changes = append(p.Changes, c)
	}
	now := map[string]SeatCount{}
	for _, c := range counts {
		now[c.SKUID] = c
	}
	for _, planned := range r.Plan.Seats {
		seat := ledgers[planned.SKUID]
		if seat == nil {
			continue
		}
		seat.SKUPartNumber, seat.Name, seat.NoCost = planned.SKUPartNumber, planned.Name, planned.NoCost
		if c, known := now[planned.SKUID]; known {
			seat.Known, seat.Owned, seat.Used = true, c.Pool, c.Consumed
			seat.Free, seat.After = max(c.Balance(), 0), c.Consumed+seat.Take-seat.Release
		}
		p.Seats = append(p.Seats, *seat)
	}
	p.Summary = reconcile.Sum(p.Changes, p.Findings)
	p.Summary.Users = len(p.Changes)
	return p
}
