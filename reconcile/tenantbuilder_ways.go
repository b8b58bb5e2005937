package reconcile

import (
	"cmp"
	"slices"
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

// assignments numbers the ways in which a user has licences.
func (b *TenantBuilder) assignments(r *UserRecord) []Assignment {
	as := b.scratch[:0]
	b.ways = Ways(b.ways[:0], r)
	for i := range b.ways {
		as = append(as, b.assignment(&b.ways[i]))
	}
	slices.SortFunc(as, func(x, y Assignment) int {
		return cmp.Or(cmp.Compare(x.SKU, y.SKU), cmp.Compare(x.Group, y.Group))
	})
	b.scratch = as
	return b.settle(as)
}

func (b *TenantBuilder) assignment(w *Way) Assignment {
	a := Assignment{
		SKU: b.SkuIndex(w.SKUID), Group: Direct, State: w.State, Error: b.Share(w.Error), DisabledPlans: b.PlanSet(w.DisabledPlans),
	}
	switch {
	case w.GroupID != "":
		a.Group = b.groupIndex(w.GroupID)
	case w.Origin == OriginUnknown && b.TenantOf.Knows.Origin:
		a.Group = UnknownOrigin
	}
	return a
}
