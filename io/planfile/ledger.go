package planfile

import (
	"reflect"
	"slices"

	"licet/reconcile"
)

// A plan is approved by what is shown of it: names of people, seats, sums, costs. The
// changes are what is carried out. What is shown must therefore follow from the changes,
// or somebody approves one thing and another is done.

// mostCounted bounds what can be counted: more than any tenant has, and little enough
// to be summed up.
const mostCounted = 1<<31 - 1

// counts wants numbers that can have been counted: all whole numbers of a struct, of
// which those that are signed may be below zero.
func (d *decoder) counts(where string, w any, signed ...string) {
	v := reflect.ValueOf(w).Elem()
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name := field.Tag.Get("json")
		if field.Type.Kind() != reflect.Int {
			continue
		}
		least := int64(0)
		if slices.Contains(signed, name) {
			least = -mostCounted
		}
		if n := v.Field(i).Int(); n < least || n > mostCounted {
			d.fault(join(where, name), "%d cannot have been counted", n)
		}
	}
}

func join(where, name string) string {
	if where == "" {
		return name
	}
	return where + "." + name
}

// untold is a count that a file of an earlier version does not have.
const untold = -1

// checkSeats holds the ledger to the changes: what each licence shows as assigned,
// removed, taken and released, and what is in use afterwards. Every licence that a
// change moves has its row.
func (d *decoder) checkSeats() {
	moved, rows := reconcile.Seats{}, map[string]bool{}
	for i := range d.plan.Changes {
		moved.Count(&d.plan.Changes[i])
	}
	for i := range d.plan.Seats {
		s, at := &d.plan.Seats[i], spot{"seats", i}
		if rows[s.SKUID] {
			d.fault(at.path("skuId"), "%s has a row already", s.SKUID)
		}
		rows[s.SKUID] = true
		m := moved.Seat(s.SKUID)
		d.sum(at.path("assign"), &s.Assign, m.Assign)
		d.sum(at.path("unassign"), &s.Unassign, m.Unassign)
		d.sum(at.path("release"), &s.Release, m.Release)
		d.sum(at.path("take"), &s.Take, m.Take)
		if !s.Known {
			d.checkUnknown(s, at)
		} else {
			if s.Free == s.Owned-s.Used { // earlier versions wrote it below zero
				s.Free = max(0, s.Free)
			}
			d.sum(at.path("free"), &s.Free, max(0, s.Owned-s.Used))
			d.sum(at.path("after"), &s.After, s.Used-m.Release+m.Take)
		}
	}
	d.checkRows(rows)
}

// checkUnknown wants no seats of a licence whose seats are not known; what is in use
// afterwards is then nothing, or the difference.
func (d *decoder) checkUnknown(s *reconcile.Seat, at spot) {
	for _, sum := range []struct {
		name string
		said *int
	}{{"owned", &s.Owned}, {"used", &s.Used}, {"free", &s.Free}} {
		d.sum(at.path(sum.name), sum.said, 0)
	}
	if s.After != 0 {
		d.sum(at.path("after"), &s.After, s.Take-s.Release)
	}
}

// checkRows wants a row of the ledger for every licence that a change moves.
func (d *decoder) checkRows(rows map[string]bool) {
	for i := range d.plan.Changes {
		c := &d.plan.Changes[i]
		told := func(list, id string) {
			if !rows[id] {
				d.line = int(d.begins[i])
				d.fault(spot{"changes", i}.path(list), "%s has no row under seats", id)
			}
		}
		for _, h := range c.Assign {
			told("assign", h.SKUID)
		}
		for _, u := range c.Update {
			told("update", u.SKUID)
		}
		for _, h := range c.Unassign {
			told("unassign", h.SKUID)
		}
	}
	d.line = 0
}

// sum holds a number of the file to what follows from the rest of it; one that the
// file does not tell is filled in.
func (d *decoder) sum(where string, said *int, found int) {
	if *said == untold {
		*said = found
	}
	if *said != found {
		d.fault(where, "says %d, but %d follows from the rest of the file; it has been edited", *said, found)
	}
}

// checkCosts holds the costs to the seats and the prices that stand beside them.
func (d *decoder) checkCosts() {
	said := d.plan.Costs
	if said == nil {
		return
	}
	found := reconcile.CostsOf(d.plan.Seats, said.Prices())
	const edited = "does not follow from the seats and the prices; it has been edited"
	if len(said.Lines) != len(found.Lines) || len(said.Sums) != len(found.Sums) || said.Unpriced != found.Unpriced {
		d.fault("costs", edited)
		return
	}
	for i := range said.Lines {
		if said.Lines[i] != found.Lines[i] {
			d.fault(spot{"costs.lines", i}.path(""), edited)
		}
	}
	for i := range said.Sums {
		if said.Sums[i] != found.Sums[i] {
			d.fault(spot{"costs.sums", i}.path(""), edited)
		}
	}
}
