package planfile

import (
	"cmp"
	"slices"
	"strings"

	"licet/io/findings"
	"licet/reconcile"
)

// change takes one change of the file into the plan. What it checks is what
// applying, drift and undo rely on: that the user is known and stands once,
// that each licence stands once, that what is removed or changed is among
// what the user held, and that what is given is not.
func (d *decoder) change(w *wireChange) {
	c := reconcile.Change{
		User:             reconcile.UserRef(w.User),
		Assign:           d.holdings("assign", w.Assign),
		Update:           d.updates(w.Update),
		Unassign:         d.holdings("unassign", w.Unassign),
		SetUsageLocation: (*reconcile.Location)(w.SetUsageLocation),
		Before:           d.holdings("before", w.Before),
		Split:            w.Split,
		Sources:          d.sources(w.Sources),
	}
	reconcile.SortHoldings(c.Before)
	c.Assign, c.Update, c.Unassign = shareList(d, c.Assign), shareList(d, c.Update), shareList(d, c.Unassign)
	c.Before = shareList(d, c.Before)
	c.Takes = d.seatsOf("takes", w.Takes, c.Assign)
	c.Releases = d.seatsOf("releases", w.Releases, c.Unassign)
	if c.User.ID+c.User.UserPrincipalName == "" {
		d.fault("user", "the user has neither an id nor a userPrincipalName")
	}
	if c.IsEmpty() {
		d.fault("", "this change does nothing")
	}
	d.checkLocation(c.SetUsageLocation)
	d.checkLicenses(&c)
	d.plan.Changes = append(d.plan.Changes, c)
	d.begins = append(d.begins, int32(d.line))
}

func (d *decoder) holdings(list string, ws []wireHolding) []reconcile.Holding {
	var out []reconcile.Holding
	for i, w := range ws {
		at := spot{list, i}
		out = append(out, reconcile.Holding{
			SKUID: d.guid(at, "skuId", w.SKUID), DisabledPlans: d.guids(at, "disabledPlans", w.DisabledPlans),
		})
	}
	return out
}

func (d *decoder) updates(ws []wireUpdate) []reconcile.Update {
	var out []reconcile.Update
	for i, w := range ws {
		at := spot{"update", i}
		out = append(out, reconcile.Update{
			SKUID:         d.guid(at, "skuId", w.SKUID),
			DisabledPlans: d.guids(at, "disabledPlans", w.DisabledPlans), Was: d.guids(at, "was", w.Was),
		})
	}
	return out
}

func (d *decoder) sources(ws []findings.Place) []reconcile.Place {
	var out []reconcile.Place
	for _, w := range ws {
		w.File, w.Worksheet = d.share(w.File), d.share(w.Worksheet)
		out = append(out, reconcile.Place(w))
	}
	return out
}

// seatsOf gives the SKUs of which the licences of moved need or free a seat:
// those that are said, or all of them where nothing is said.
func (d *decoder) seatsOf(list string, said []string, moved []reconcile.Holding) []string {
	if said == nil {
		for _, h := range moved {
			said = append(said, h.SKUID)
		}
		return shareList(d, reconcile.NormalizePlans(said))
	}
	skus := d.guids(spot{}, list, said)
	for _, id := range skus {
		if !slices.ContainsFunc(moved, func(h reconcile.Holding) bool { return h.SKUID == id }) {
			d.fault(list, "%s names a seat of a licence that this change does not move", id)
		}
	}
	return skus
}

// checkLocation wants the form of a country code only. Which countries there are
// is for planning and Graph to say; an undo leads back to whatever was there.
func (d *decoder) checkLocation(l *reconcile.Location) {
	if l != nil && (len(l.To) != 2 || strings.ToUpper(l.To) != l.To || strings.ToLower(l.To) == l.To) {
		d.fault("setUsageLocation.to", "%q is not a country code of two capital letters", l.To)
	}
}

// checkUsers wants each user once, by id and by name. Whether the ids are GUIDs is for
// checkWhole to say: the tenant may stand behind the changes.
func (d *decoder) checkUsers() {
	d.once(func(u *reconcile.UserRef) string { return strings.ToLower(u.ID) })
	d.once(func(u *reconcile.UserRef) string { return reconcile.FoldUser(u.UserPrincipalName) })
}

// once wants each key once; an empty one is none. It sorts, since a map of a million
// users takes more than their changes leave.
func (d *decoder) once(key func(*reconcile.UserRef) string) {
	all := d.plan.Changes
	order, keys := make([]int32, len(all)), make([]string, len(all))
	for i := range order {
		order[i], keys[i] = int32(i), key(&all[i].User)
	}
	slices.SortStableFunc(order, func(i, k int32) int { return cmp.Compare(keys[i], keys[k]) })
	for n := 1; n < len(order); n++ {
		i, first := order[n], order[n-1]
		if keys[i] != "" && keys[i] == keys[first] {
			u := all[i].User
			d.item, d.line = spot{"changes", int(i)}, int(d.begins[i])
			d.fault("user", "%s has a change in line %d already; one user is one change",
				cmp.Or(u.UserPrincipalName, u.ID), d.begins[first])
		}
	}
	d.item = spot{}
}

func (d *decoder) checkLicenses(c *reconcile.Change) {
	before := map[string][]string{}
	for _, h := range c.Before {
		if _, ok := before[h.SKUID]; ok {
			d.fault("before", "%s is there twice", h.SKUID)
		}
		before[h.SKUID] = h.DisabledPlans
	}
	moved := map[string]bool{}
	once := func(list, id string) {
		if moved[id] {
			d.fault(list, "%s is twice in this change", id)
		}
		moved[id] = true
	}
	for _, h := range c.Assign {
		once("assign", h.SKUID)
		if _, held := before[h.SKUID]; held {
			d.fault("assign", "the user has %s before; that is an update", h.SKUID)
		}
	}
	for _, u := range c.Update {
		once("update", u.SKUID)
		d.checkWas("update", reconcile.Holding{SKUID: u.SKUID, DisabledPlans: u.Was}, before)
	}
	for _, h := range c.Unassign {
		once("unassign", h.SKUID)
		d.checkWas("unassign", h, before)
	}
}

// checkWas compares what a change says of a licence's past with before.
func (d *decoder) checkWas(list string, was reconcile.Holding, before map[string][]string) {
	plans, held := before[was.SKUID]
	switch {
	case !held:
		d.fault(list, "the user does not have %s before", was.SKUID)
	case !slices.Equal(plans, was.DisabledPlans):
		d.fault(list, "%s has other plans off than before says", was.SKUID)
	}
}
