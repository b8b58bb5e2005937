package reconcile

import (
	"cmp"
	"slices"
	"strings"
)

// assignments tells a user's ways to a SKU apart: the states say how it came
// to the user (Graph: licenseAssignmentState), and a SKU that is held without
// any state has an unknown origin, since Graph is known to miss some.
func (b *TenantBuilder) assignments(r *UserRecord) []Assignment {
	as := b.scratch[:0]
	for i := range r.States {
		if a := b.assignment(&r.States[i]); a.Held() || a.Group != Direct {
			as = append(as, a)
		} else if slices.ContainsFunc(r.AssignedLicenses, func(l LicenseRecord) bool { return b.skuIndex(l.SKUID) == a.SKU }) {
			a.State = StateActiveWithError // held all the same; nothing else can be direct
			as = append(as, a)
		}
	}
	for _, l := range r.AssignedLicenses {
		sku := b.skuIndex(l.SKUID)
		if !slices.ContainsFunc(as, func(a Assignment) bool { return a.SKU == sku && a.Held() }) {
			origin := int32(UnknownOrigin)
			if !b.tenant.Knows.Origin {
				origin = Direct
			}
			as = append(as, Assignment{SKU: sku, Group: origin, DisabledPlans: b.planSet(l.DisabledPlans)})
		}
	}
	slices.SortFunc(as, func(x, y Assignment) int {
		return cmp.Or(cmp.Compare(x.SKU, y.SKU), cmp.Compare(x.Group, y.Group))
	})
	b.scratch = as
	return b.settle(as)
}

func (b *TenantBuilder) assignment(s *StateRecord) Assignment {
	group := int32(Direct)
	if s.AssignedByGroup != "" {
		group = b.groupIndex(s.AssignedByGroup)
	}
	return Assignment{
		SKU:           b.skuIndex(s.SKUID),
		Group:         group,
		State:         assignmentState(s.State),
		Error:         b.share(assignmentError(s.Error)),
		DisabledPlans: b.planSet(s.DisabledPlans),
	}
}

func assignmentState(word string) AssignmentState {
	switch {
	case word == "" || strings.EqualFold(word, "Active"):
		return StateActive
	case strings.EqualFold(word, "Error"):
		return StateError
	case strings.EqualFold(word, "Disabled"):
		return StateDisabled
	default:
		return StateActiveWithError
	}
}

func assignmentError(word string) string {
	if strings.EqualFold(word, "None") {
		return ""
	}
	return word
}
