package plan

import (
	"cmp"
	"slices"
	"strings"

	"licet/reconcile"
)

// rows makes the ledger of the plan: a row for every licence that is managed or that
// a change touches.
func (s *seats) rows() []reconcile.Seat {
	assign, unassign, shown := map[string]int{}, map[string]int{}, map[string]bool{}
	for _, d := range s.drafts {
		for _, h := range d.change.Assign {
			assign[h.SKUID]++
			shown[h.SKUID] = true
		}
		for _, h := range d.change.Unassign {
			unassign[h.SKUID]++
			shown[h.SKUID] = true
		}
		for _, u := range d.change.Update {
			shown[u.SKUID] = true
		}
	}
	var rows []reconcile.Seat
	for i := range s.licenses.skus {
		sku, k := int32(i), &s.licenses.skus[i]
		if !shown[k.ID] && (!s.licenses.covers(sku) || s.licenses.all && k.Consumed == 0) {
			continue
		}
		row := reconcile.Seat{SKUID: k.ID, SKUPartNumber: k.PartNumber, Name: k.Name, NoCost: k.NoCost, Known: s.licenses.knowsSeats(sku),
			Release: s.release[k.ID], Take: s.take[k.ID], Assign: assign[k.ID], Unassign: unassign[k.ID]}
		if row.Known {
			row.Owned, row.Used, row.Free = k.Pool(), k.Consumed, k.Free()
			row.After = k.Consumed - row.Release + row.Take
			s.notes.seats(&row, k)
		}
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b reconcile.Seat) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.SKUPartNumber, b.SKUPartNumber), strings.Compare(a.SKUID, b.SKUID))
	})
	return rows
}

// seats tells of licences in grace and of more seats in use than owned.
func (n *notes) seats(row *reconcile.Seat, s *reconcile.SKU) {
	name := reconcile.LicenseName(s.Name, s.PartNumber)
	if s.Warning > 0 && row.Take > 0 && row.After > s.Enabled {
		n.add(reconcile.Finding{Severity: reconcile.Warning, Code: reconcile.CodeLicenseInGrace,
			Message: reconcile.Say("%s: the plan takes seats whose subscription has expired and is in its grace period.", name),
			Hint:    reconcile.Say("They stop working when it ends: renew the subscription.")})
	}
	if row.Used > row.Owned {
		n.add(reconcile.Finding{Severity: reconcile.Note, Code: reconcile.CodeOverAssigned,
			Message: reconcile.Say("%s: %s and %s.", name, reconcile.Count(row.Used, "%d seat is in use", "%d seats are in use"), reconcile.Count(row.Owned, "%d is owned", "%d are owned")),
			Hint:    reconcile.Say("Nobody loses a licence for it at once; seats that become free go to fill the gap first.")})
	}
}
