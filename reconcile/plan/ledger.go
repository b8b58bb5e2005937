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
	touched := reconcile.Seats{}
	for i := range s.drafts {
		touched.Count(&s.drafts[i].change)
	}
	var rows []reconcile.Seat
	for i := range s.licenses.skus {
		sku, k := int32(i), &s.licenses.skus[i]
		if touched[k.ID] == nil && (!s.licenses.covers(sku) || s.licenses.all && k.Consumed == 0) {
			continue
		}
		r := touched.Seat(k.ID)
		r.SKUID, r.SKUPartNumber, r.Name, r.NoCost = k.ID, k.PartNumber, k.Name, k.NoCost
		r.Known, r.Release, r.Take = s.licenses.knowsSeats(sku), s.release[k.ID], s.take[k.ID]
		if r.Known {
			r.Owned, r.Used, r.Free = k.Pool(), k.Consumed, k.Free()
			r.After = k.Consumed - r.Release + r.Take
			s.note(r, k)
		}
		rows = append(rows, *r)
	}
	slices.SortFunc(rows, func(a, b reconcile.Seat) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.SKUPartNumber, b.SKUPartNumber), strings.Compare(a.SKUID, b.SKUID))
	})
	return rows
}

// note tells of licences in grace and of more seats in use than owned.
func (s *seats) note(row *reconcile.Seat, k *reconcile.SKU) {
	name := reconcile.LicenseName(k.Name, k.PartNumber)
	if k.Warning > 0 && row.Take > 0 && row.After > k.Enabled {
		s.notes.add(reconcile.Finding{Severity: reconcile.Warning, Code: reconcile.CodeLicenseInGrace,
			Message: reconcile.Say("%s: the plan takes seats whose subscription has expired and is in its grace period.", name),
			Hint:    reconcile.Say("They stop working when it ends: renew the subscription.")})
	}
	if gap := min(row.Release, row.Used-row.Owned); gap > 0 {
		s.notes.add(reconcile.Finding{Severity: reconcile.Warning, Code: reconcile.CodeNoWayBack,
			Message: reconcile.Say("%s: %s, since more seats are in use than owned: undo could not assign as many again.", name,
				reconcile.Count(gap, "%d seat that becomes free cannot be taken again", "%d seats that become free cannot be taken again")),
			Hint: reconcile.Say("Buy seats first, if these may be needed again.")})
	}
	if row.Used > row.Owned {
		s.notes.add(reconcile.Finding{Severity: reconcile.Note, Code: reconcile.CodeOverAssigned,
			Message: reconcile.Say("%s: %s and %s.", name, reconcile.Count(row.Used, "%d seat is in use", "%d seats are in use"), reconcile.Count(row.Owned, "%d is owned", "%d are owned")),
			Hint:    reconcile.Say("Nobody loses a licence at once; seats that become free fill the gap first.")})
	}
}
