package planfile

import "licet/reconcile"

// The functions of this file turn the core's types into those of the file;
// the way back is in the reader.

// listOf is what a list of strings is on disk: [] when empty.
func listOf(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

func wireOptionsOf(o reconcile.PlanOptions) wireOptions {
	return wireOptions{Mode: o.Mode.String(), Scope: o.Scope.String(), Manage: listOf(o.Manage), ManageAll: o.ManageAll}
}

func wireSeatOf(s *reconcile.Seat) wireSeat {
	return wireSeat{
		SkuID: s.SKUID, SkuPartNumber: s.SKUPartNumber, Name: s.Name,
		Owned: s.Owned, Used: s.Used, Free: s.Free,
		Release: s.Release, Take: s.Take, After: s.After,
		Assign: s.Assign, Unassign: s.Unassign,
		Known: &s.Known, NoCost: s.NoCost,
	}
}

func wirePlanOf(n *reconcile.PlanName) wirePlan {
	return wirePlan{ServicePlanID: n.ID, ServicePlanName: n.Name, FriendlyName: n.FriendlyName}
}

func wireChangeOf(c *reconcile.Change) wireChange {
	w := wireChange{
		User:     wireUser(c.User),
		Assign:   wireHoldings(c.Assign),
		Update:   make([]wireUpdate, len(c.Update)),
		Unassign: wireHoldings(c.Unassign),
		Before:   wireHoldings(c.Before),
		Releases: listOf(c.Releases),
		Takes:    listOf(c.Takes),
		Split:    c.Split,
		Sources:  make([]wireSource, len(c.Sources)),
	}
	for i, u := range c.Update {
		w.Update[i] = wireUpdate{SkuID: u.SKUID, DisabledPlans: listOf(u.DisabledPlans), Was: listOf(u.Was)}
	}
	for i, at := range c.Sources {
		w.Sources[i] = wireSource(at)
	}
	if l := c.SetUsageLocation; l != nil {
		w.SetUsageLocation = &wireLocation{From: l.From, To: l.To}
	}
	return w
}

func wireHoldings(hs []reconcile.Holding) []wireHolding {
	out := make([]wireHolding, len(hs))
	for i, h := range hs {
		out[i] = wireHolding{SkuID: h.SKUID, DisabledPlans: listOf(h.DisabledPlans)}
	}
	return out
}

func wireFindingOf(f *reconcile.Finding) wireFinding {
	return wireFinding{
		Severity: f.Severity.String(), Code: string(f.Code), Source: wireSource(f.At),
		User: f.User, Message: f.Message, Hint: f.Hint,
	}
}
