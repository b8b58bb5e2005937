package reconcile

import (
	"cmp"
	"slices"
	"strings"
)

// lists are those of a record that is Lasting, by where they stand in memory.
type lists struct {
	licenses *LicenseRecord
	states   *StateRecord
	held     int
	ways     int
}

// mostLasting bounds the lists that are remembered.
const mostLasting = 1 << 16

// assignmentsOf gives the assignments of a user; users whose lists are the same
// share them.
func (b *TenantBuilder) assignmentsOf(r *UserRecord) []Assignment {
	if !r.Lasting || len(r.States)+len(r.AssignedLicenses) == 0 {
		return b.assignments(r)
	}
	key := lists{held: len(r.AssignedLicenses), ways: len(r.States)}
	if key.held > 0 {
		key.licenses = &r.AssignedLicenses[0]
	}
	if key.ways > 0 {
		key.states = &r.States[0]
	}
	as, ok := b.lasting[key]
	if !ok {
		if len(b.lasting) >= mostLasting {
			clear(b.lasting)
		}
		as = b.assignments(r)
		b.lasting[key] = as
	}
	return as
}

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
