package plan

import (
	"slices"

	"licet/reconcile"
)

// appsKind says how a row speaks of apps.
type appsKind uint8

const (
	// appsEach: only the apps named change.
	appsEach appsKind = iota
	// appsOnly: those in on are all that are on.
	appsOnly
	// appsAllBut: those in off are all that are off.
	appsAllBut
)

// appsRule is what a row says of the apps of its licence, as sorted plan ids.
type appsRule struct {
	kind    appsKind
	on, off []string
}

func (a *appsRule) equal(b *appsRule) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.kind == b.kind && slices.Equal(a.on, b.on) && slices.Equal(a.off, b.off)
}

// choosable gives the plan ids of a licence that can be turned off per user, sorted:
// those with appliesTo User (Graph: servicePlanInfo). It is empty when nobody knows
// the licence's plans.
func (l *licenses) choosable(sku int32) []string {
	if ids, ok := l.perUser[sku]; ok {
		return ids
	}
	s := &l.skus[sku]
	var ids []string
	for _, plan := range s.Plans {
		if plan.AppliesTo != "Company" {
			ids = append(ids, plan.ID)
		}
	}
	if len(s.Plans) == 0 {
		ids = l.names.SkuPlans[s.ID]
	}
	ids = reconcile.NormalizePlans(ids)
	l.perUser[sku] = ids
	return ids
}

// within keeps of a set of plans those that the licence has; all of them when
// its plans are unknown.
func (l *licenses) within(sku int32, plans []string) []string {
	choosable := l.choosable(sku)
	if len(choosable) == 0 {
		return plans
	}
	return onlyIn(plans, choosable)
}

// disabled gives the plans that are to be off, from what the row says and the
// set that would stand if the row said nothing.
func (l *licenses) disabled(sku int32, rule *appsRule, unsaid []string) []string {
	if rule == nil {
		return unsaid
	}
	switch rule.kind {
	case appsOnly:
		return reconcile.NormalizePlans(without(l.choosable(sku), rule.on))
	case appsAllBut:
		return rule.off
	case appsEach:
		return reconcile.NormalizePlans(append(without(unsaid, rule.on), rule.off...))
	default:
		panic("plan: unexpected appsKind")
	}
}

// carriedOver gives the apps that stay off when a user with these assignments gets a
// new licence: those that they had and that were off in every licence of theirs that
// has them. A move from E3 to E5 does not turn on what an administrator turned off.
func (l *licenses) carriedOver(as []reconcile.Assignment, sku int32) []string {
	var off []string
	for _, a := range as {
		if !a.Held() {
			continue
		}
		for _, id := range a.DisabledPlans {
			if has(l.choosable(sku), id) && l.offEverywhere(as, id) {
				off = append(off, id)
			}
		}
	}
	return reconcile.NormalizePlans(off)
}

// offEverywhere reports whether none of the licences held has an app on.
func (l *licenses) offEverywhere(as []reconcile.Assignment, id string) bool {
	return !slices.ContainsFunc(as, func(a reconcile.Assignment) bool {
		return a.Held() && !has(a.DisabledPlans, id) && has(l.choosable(a.SKU), id)
	})
}

// offInAll gives the apps of one licence that are off whichever way the user
// holds it: Graph unites what the assignments turn on.
func (l *licenses) offInAll(as []*reconcile.Assignment) []string {
	off := as[0].DisabledPlans
	for _, a := range as[1:] {
		off = onlyIn(off, a.DisabledPlans)
	}
	return l.within(as[0].SKU, off)
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

// onlyIn gives what two sorted sets share; the first one itself where that is all of it.
func onlyIn(set, other []string) []string {
	if !slices.ContainsFunc(set, func(id string) bool { return !has(other, id) }) {
		return set
	}
	return slices.DeleteFunc(slices.Clone(set), func(id string) bool { return !has(other, id) })
}
