package plan

import (
	"slices"

	"licet/reconcile"
)

// appsRule says how a row speaks of apps.
type appsRule uint8

const (
	// appsEach: only the apps named change.
	appsEach appsRule = iota
	// appsOnly: those in on are all that are on.
	appsOnly
	// appsAllBut: those in off are all that are off.
	appsAllBut
)

// appsSaid is what a row says of the apps of its licence, as sorted plan ids.
type appsSaid struct {
	rule    appsRule
	on, off []string
}

func (a *appsSaid) equal(b *appsSaid) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.rule == b.rule && slices.Equal(a.on, b.on) && slices.Equal(a.off, b.off)
}

// appTable knows the plans of each licence and which of them can be chosen per
// user: those with appliesTo User (Graph: servicePlanInfo).
type appTable struct {
	planner *planner
	perUser map[int32][]string
}

func newAppTable(p *planner) appTable {
	return appTable{planner: p, perUser: map[int32][]string{}}
}

// choosable gives the plan ids of a licence that can be turned off per user,
// sorted. It is empty when nobody knows the licence's plans.
func (t *appTable) choosable(sku int32) []string {
	if ids, ok := t.perUser[sku]; ok {
		return ids
	}
	s := &t.planner.skus[sku]
	var ids []string
	for _, plan := range s.Plans {
		if plan.AppliesTo != "Company" {
			ids = append(ids, plan.ID)
		}
	}
	if len(s.Plans) == 0 {
		ids = t.planner.in.Names.SkuPlans[s.ID]
	}
	ids = reconcile.NormalizePlans(ids)
	t.perUser[sku] = ids
	return ids
}

// within keeps of a set of plans those that the licence has; all of them when
// its plans are unknown.
func (t *appTable) within(sku int32, plans []string) []string {
	choosable := t.choosable(sku)
	if len(choosable) == 0 || !slices.ContainsFunc(plans, func(id string) bool { return !has(choosable, id) }) {
		return plans
	}
	return slices.DeleteFunc(slices.Clone(plans), func(id string) bool { return !has(choosable, id) })
}

// has reports whether a sorted set holds an id.
func has(set []string, id string) bool {
	_, ok := slices.BinarySearch(set, id)
	return ok
}

// without gives a sorted set less another.
func without(set, less []string) []string {
	return slices.DeleteFunc(slices.Clone(set), func(id string) bool { return has(less, id) })
}

// disabled gives the plans that are to be off, from what the row says and the
// set that would stand if the row said nothing.
func (t *appTable) disabled(sku int32, said *appsSaid, unsaid []string) []string {
	if said == nil {
		return unsaid
	}
	switch said.rule {
	case appsOnly:
		return reconcile.NormalizePlans(without(t.choosable(sku), said.on))
	case appsAllBut:
		return said.off
	case appsEach:
		return reconcile.NormalizePlans(append(without(unsaid, said.on), said.off...))
	default:
		panic("plan: unexpected appsRule")
	}
}

// carriedOver gives the apps that stay off when the user gets a new licence:
// those that they had and that were off in every licence of theirs that has
// them. A move from E3 to E5 does not turn on what an administrator turned off.
func (t *appTable) carriedOver(u *reconcile.User, sku int32) []string {
	var off []string
	for _, a := range t.planner.tenant.Assignments(u) {
		if !a.Held() {
			continue
		}
		for _, id := range a.DisabledPlans {
			if has(t.choosable(sku), id) && t.offEverywhere(u, id) {
				off = append(off, id)
			}
		}
	}
	return reconcile.NormalizePlans(off)
}

// offEverywhere reports whether none of a user's licences has an app on.
func (t *appTable) offEverywhere(u *reconcile.User, id string) bool {
	return !slices.ContainsFunc(t.planner.tenant.Assignments(u), func(a reconcile.Assignment) bool {
		return a.Held() && !has(a.DisabledPlans, id) && has(t.choosable(a.SKU), id)
	})
}

// offInAll gives the apps of one licence that are off whichever way the user
// holds it: Graph unites what the assignments turn on.
func (t *appTable) offInAll(as []*reconcile.Assignment) []string {
	off := as[0].DisabledPlans
	for _, a := range as[1:] {
		off = slices.DeleteFunc(slices.Clone(off), func(id string) bool { return !has(a.DisabledPlans, id) })
	}
	return t.within(as[0].SKU, off)
}
