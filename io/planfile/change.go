package planfile

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"licet/reconcile"
)

// change takes one change of the file into the plan. What it checks is what
// applying, drift and undo rely on: that the user is known and stands once,
// that each licence stands once, that what is taken away or changed is among
// what the user held, and that what is given is not.
func (d *decoder) change(w *wireChange) {
	c := reconcile.Change{
		User:     d.user(w.User),
		Assign:   d.holdings("assign", w.Assign),
		Update:   d.updates("update", w.Update),
		Unassign: d.holdings("unassign", w.Unassign),
		Before:   d.holdings(beforeList, w.Before),
		Split:    w.Split,
		Sources:  d.sources(w.Sources),
	}
	if l := w.SetUsageLocation; l != nil {
		c.SetUsageLocation = d.shared.location(reconcile.Location{From: l.From, To: d.location(l.To)})
	}
	c.Takes = d.seatsOf("takes", w.Takes, c.Assign)
	c.Releases = d.seatsOf("releases", w.Releases, c.Unassign)
	d.checkUser(c.User)
	d.checkLicenses(&c)
	if d.plan.Changes == nil {
		d.expect(d.plan.Summary.Changes)
	}
	d.plan.Changes = append(d.plan.Changes, c)
}

// mostExpected bounds the room that is made for changes that were announced and
// have not come yet.
const mostExpected = 1 << 20

// expect makes room for the changes that the sums announce, so that a long list
// is not copied while it grows.
func (d *decoder) expect(changes int) {
	n := min(max(changes, 0), mostExpected)
	d.plan.Changes = make([]reconcile.Change, 0, n)
	users := make(map[string]int, n)
	maps.Copy(users, d.users)
	d.users = users
}

func (d *decoder) user(w wireUser) reconcile.UserRef {
	s := &d.shared
	return reconcile.UserRef{ID: s.name(w.ID), UserPrincipalName: s.name(w.UserPrincipalName), DisplayName: s.name(w.DisplayName)}
}

// beforeList is the list that is sorted, whatever its order in the file.
const beforeList = "before"

func (d *decoder) holdings(list string, ws []wireHolding) []reconcile.Holding {
	if len(ws) == 0 {
		return nil
	}
	known := &d.shared.holdings
	key := known.key[:0].text(list)
	for i := range ws {
		key = key.text(ws[i].SkuID).texts(ws[i].DisabledPlans)
	}
	return known.get(key, func() ([]reconcile.Holding, bool) {
		faults := d.faults.count()
		out := make([]reconcile.Holding, len(ws))
		for i, w := range ws {
			out[i] = reconcile.Holding{
				SKUID:         d.guid(item(list, i, ".skuId"), w.SkuID),
				DisabledPlans: d.guids(item(list, i, ".disabledPlans"), w.DisabledPlans),
			}
		}
		if list == beforeList {
			reconcile.SortHoldings(out)
		}
		return out, d.faults.count() == faults
	})
}

func (d *decoder) updates(list string, ws []wireUpdate) []reconcile.Update {
	if len(ws) == 0 {
		return nil
	}
	known := &d.shared.updates
	key := known.key[:0]
	for i := range ws {
		key = key.text(ws[i].SkuID).texts(ws[i].DisabledPlans).texts(ws[i].Was)
	}
	return known.get(key, func() ([]reconcile.Update, bool) {
		faults := d.faults.count()
		out := make([]reconcile.Update, len(ws))
		for i, w := range ws {
			out[i] = reconcile.Update{
				SKUID:         d.guid(item(list, i, ".skuId"), w.SkuID),
				DisabledPlans: d.guids(item(list, i, ".disabledPlans"), w.DisabledPlans),
				Was:           d.guids(item(list, i, ".was"), w.Was),
			}
		}
		return out, d.faults.count() == faults
	})
}

func (d *decoder) sources(ws []wireSource) []reconcile.Place {
	if len(ws) == 0 {
		return nil
	}
	out := d.shared.room(len(ws))
	for i, w := range ws {
		out[i] = d.place(w)
	}
	return out
}

// location wants the form of a country code only. Which countries there are is
// for planning and Graph to say; an undo leads back to whatever was there.
func (d *decoder) location(text string) string {
	if len(text) != 2 || strings.ToUpper(text) != text || strings.ToLower(text) == text {
		d.fault(spot{field: "setUsageLocation.to"}, "%q is no country code of two capital letters", text)
	}
	return d.share(text)
}

// seatsOf gives the SKUs of which the licences of moved need or free a seat:
// those that are said, or all of them where nothing is said.
func (d *decoder) seatsOf(list string, said []string, moved []reconcile.Holding) []string {
	if said == nil {
		all := make([]string, len(moved))
		for i, h := range moved {
			all[i] = h.SKUID
		}
		return d.shareSet(all)
	}
	skus := d.guids(spot{field: list}, said)
	for _, id := range skus {
		if !holds(moved, id) {
			d.fault(spot{field: list}, "%s names a seat of a licence that this change does not move", id)
		}
	}
	return skus
}

func holds(hs []reconcile.Holding, id string) bool {
	return slices.ContainsFunc(hs, func(h reconcile.Holding) bool { return h.SKUID == id })
}

// checkUser wants a name for the user, and each user once. Whether the ids are
// GUIDs is for checkWhole to say: the tenant may stand behind the changes.
func (d *decoder) checkUser(u reconcile.UserRef) {
	key := strings.ToLower(cmp.Or(u.ID, u.UserPrincipalName))
	if key == "" {
		d.fault(spot{field: "user"}, "the user has neither an id nor a userPrincipalName")
		return
	}
	if first, ok := d.users[key]; ok {
		d.fault(spot{field: "user"}, "%s has a change in line %d already; one user is one change", cmp.Or(u.UserPrincipalName, u.ID), first)
		return
	}
	d.users[key] = d.line
}

func (d *decoder) checkLicenses(c *reconcile.Change) {
	before := map[string][]string{}
	for _, h := range c.Before {
		if _, ok := before[h.SKUID]; ok {
			d.fault(spot{field: "before"}, "%s stands twice", h.SKUID)
		}
		before[h.SKUID] = h.DisabledPlans
	}
	moved := map[string]bool{}
	once := func(list, id string) {
		if moved[id] {
			d.fault(spot{field: list}, "%s stands twice in this change", id)
		}
		moved[id] = true
	}
	for _, h := range c.Assign {
		once("assign", h.SKUID)
		if _, held := before[h.SKUID]; held {
			d.fault(spot{field: "assign"}, "%s is held before; that is an update", h.SKUID)
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
		d.fault(spot{field: list}, "%s is not among what the user holds before", was.SKUID)
	case !slices.Equal(plans, was.DisabledPlans):
		d.fault(spot{field: list}, "%s has other plans off than before says", was.SKUID)
	}
}
