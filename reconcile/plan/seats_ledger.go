package plan

import (
	"cmp"
	"slices"
	"strings"

	"licet/reconcile"
)

// seatRows makes the ledger of the plan: a row for every licence that is
// managed or that a change touches.
func (p *planner) seatRows() []reconcile.Seat {
	assign, unassign := make([]int, len(p.skus)), make([]int, len(p.skus))
	shown := make([]bool, len(p.skus))
	for i := range p.changes {
		for _, h := range p.changes[i].assign {
			assign[h.sku]++
			shown[h.sku] = true
		}
		for _, h := range p.changes[i].unassign {
			unassign[h.sku]++
			shown[h.sku] = true
		}
		for _, u := range p.changes[i].update {
			shown[u.sku] = true
		}
	}
	var rows []reconcile.Seat
	for i := range p.skus {
		sku, s := int32(i), &p.skus[i]
		if !shown[i] && (!p.managed.covers(sku) || p.managed.all && s.Consumed == 0) {
			continue
		}
		row := reconcile.Seat{SKUID: s.ID, SKUPartNumber: s.PartNumber, Name: s.Name, NoCost: s.NoCost, Known: p.knowsSeats(sku),
			Release: p.ledger.release[i], Take: p.ledger.take[i], Assign: assign[i], Unassign: unassign[i]}
		if row.Known {
			row.Owned, row.Used, row.Free = s.Pool(), s.Consumed, s.Free()
			row.After = s.Consumed - row.Release + row.Take
			p.noteSeats(&row, s)
		}
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b reconcile.Seat) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.SKUPartNumber, b.SKUPartNumber), strings.Compare(a.SKUID, b.SKUID))
	})
	return rows
}

// noteSeats tells of licences in grace and of more seats in use than owned.
func (p *planner) noteSeats(row *reconcile.Seat, s *reconcile.SKU) {
	name := reconcile.LicenseName(s.Name, s.PartNumber)
	if s.Warning > 0 && row.Take > 0 && row.After > s.Enabled {
		p.found.add(reconcile.Finding{Severity: reconcile.Warning, Code: reconcile.CodeLicenseInGrace,
			Message: reconcile.Say("%s: the plan takes seats whose subscription has expired and is in its grace period.", name),
			Hint:    reconcile.Say("They stop working when it ends: renew the subscription.")})
	}
	if row.Used > row.Owned {
		p.found.add(reconcile.Finding{Severity: reconcile.Note, Code: reconcile.CodeOverAssigned,
			Message: reconcile.Say("%s: %s and %s.", name, reconcile.Count(row.Used, "%d seat is in use", "%d seats are in use"), reconcile.Count(row.Owned, "%d is owned", "%d are owned")),
			Hint:    reconcile.Say("Nobody loses a licence for it at once; seats that become free go to fill the gap first.")})
	}
}
