package planfile

import (
	"licet/io/findings"
	"licet/reconcile"
)

// The functions of this file turn the core's types into those of the file, and
// check them on the way back only where nothing but the value itself is needed.

// listOf is what a list is on disk, each item as wire gives it: [] when empty.
func listOf[T, W any](items []T, wire func(*T) W) []W {
	out := make([]W, len(items))
	for i := range items {
		out[i] = wire(&items[i])
	}
	return out
}

// textsOf is listOf for texts.
func textsOf(texts []string) []string { return append([]string{}, texts...) }

func wireOptionsOf(o reconcile.PlanOptions) wireOptions {
	return wireOptions{Mode: o.Mode.String(), Scope: o.Scope.String(), Manage: textsOf(o.Manage), ManageAll: o.ManageAll}
}

func wireSeatOf(s *reconcile.Seat) wireSeat { return wireSeat(*s) }

func wirePlanOf(n *reconcile.PlanName) wirePlan { return wirePlan(*n) }

func wireSourceOf(p *reconcile.Place) findings.Place { return findings.Place(*p) }

func wireHoldingOf(h *reconcile.Holding) wireHolding {
	return wireHolding{SKUID: h.SKUID, DisabledPlans: textsOf(h.DisabledPlans)}
}

func wireUpdateOf(u *reconcile.Update) wireUpdate {
	return wireUpdate{SKUID: u.SKUID, DisabledPlans: textsOf(u.DisabledPlans), Was: textsOf(u.Was)}
}

func wireChangeOf(c *reconcile.Change) wireChange {
	return wireChange{
		User:             wireUser(c.User),
		Assign:           listOf(c.Assign, wireHoldingOf),
		Update:           listOf(c.Update, wireUpdateOf),
		Unassign:         listOf(c.Unassign, wireHoldingOf),
		SetUsageLocation: (*wireLocation)(c.SetUsageLocation),
		Before:           listOf(c.Before, wireHoldingOf),
		Releases:         textsOf(c.Releases),
		Takes:            textsOf(c.Takes),
		Split:            c.Split,
		Sources:          listOf(c.Sources, wireSourceOf),
	}
}
