package sandbox

import (
	"cmp"
	"math/big"
	"slices"
	"unique"

	"licet/io/tenant"
)

// Origins of a way that are no group.
const (
	directly      = -1
	unknownOrigin = -2
)

// States of an assignment and its errors, in Graph's words
// (licenseAssignmentState).
const (
	stateActive = "Active"
	stateError  = "Error"

	errorCount        = "CountViolation"
	errorExclusive    = "MutuallyExclusiveViolation"
	errorDependency   = "DependencyViolation"
	errorOther        = "Other"
	capabilityEnabled = "Enabled"
	capabilityWarning = "Warning"
	appliesToUser     = "User"
)

// status is state and error of a way, kept once for all users.
type status = unique.Handle[stateAndError]

type stateAndError struct{ state, err string }

func statusOf(state, err string) status { return unique.Make(stateAndError{state, err}) }

// active is the status of what is as it should be.
func active() status { return statusOf(stateActive, errorWhenFine) }

// way is one way in which a user has (or should have) a SKU.
type way struct {
	sku int32
	// group is an index of Store.groups, or directly, or unknownOrigin.
	group    int32
	disabled *planSet
	status   status
	// updated is in seconds since 1970; 0 is unknown.
	updated int64
}

// held reports whether the way gives the user the licence: a group's way in
// state Error does not, and uses no seat.
func (w way) held() bool { return w.status.Value().state != stateError }

// account is one version of a user. It is never changed once it is in a Store.
type account struct {
	// profile is the user of the tenant file without the licences. All versions
	// share it until a write changes it.
	profile *tenant.User
	// ways are sorted by SKU and group.
	ways []way
	// version is the number of the write that made this version; tracked that
	// of the last one that delta queries notice.
	version, tracked uint64
}

// clone gives a version to change: the ways are a copy, with room for so many
// more.
func (a *account) clone(more int) *account {
	b := *a
	b.ways = append(make([]way, 0, len(a.ways)+more), a.ways...)
	return &b
}

// direct gives the position of the way that is set on the user, or -1. A way
// of unknown origin counts as direct (choices.go).
func (a *account) direct(sku int32) int {
	return slices.IndexFunc(a.ways, func(w way) bool {
		return w.sku == sku && (w.group == directly || w.group == unknownOrigin)
	})
}

// holds reports whether the user has the SKU, whatever the way.
func (a *account) holds(sku int32) bool {
	return slices.ContainsFunc(a.ways, func(w way) bool { return w.sku == sku && w.held() })
}

// skus gives the SKUs that the user has, each once, in order.
func (a *account) skus() []int32 {
	var out []int32
	for _, w := range a.ways {
		if w.held() && (len(out) == 0 || out[len(out)-1] != w.sku) {
			out = append(out, w.sku)
		}
	}
	return out
}

func (a *account) sortWays() {
	slices.SortFunc(a.ways, func(x, y way) int {
		return cmp.Or(cmp.Compare(x.sku, y.sku), cmp.Compare(x.group, y.group))
	})
}

// license is what a user effectively holds of one SKU.
type license struct {
	sku      int32
	disabled *planSet
}

// effective gives the licences that a user has: a plan is off only where
// every way has it off (Graph documentation: group-based licensing, advanced).
func (st *Store) effective(a *account) []license {
	var out []license
	for _, w := range a.ways {
		if !w.held() {
			continue
		}
		if n := len(out); n > 0 && out[n-1].sku == w.sku {
			out[n-1].disabled = st.plans.intersect(out[n-1].disabled, w.disabled)
			continue
		}
		out = append(out, license{w.sku, w.disabled})
	}
	return out
}

// enabled gives the service plans that are on for a user.
func (st *Store) enabled(a *account) *big.Int {
	on := new(big.Int)
	for _, w := range a.ways {
		if w.held() {
			on.Or(on, except(&st.skus[w.sku].plans.bits, &w.disabled.bits))
		}
	}
	return on
}

// hasDisabled reports whether the direct assignment of a SKU has a plan off.
func (a *account) hasDisabled(sku int32, plan string) bool {
	i := a.direct(sku)
	return i >= 0 && slices.Contains(a.ways[i].disabled.ids, plan)
}
