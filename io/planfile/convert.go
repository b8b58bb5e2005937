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

func wireFindingOf(f *reconcile.Finding) wireFinding {
	return wireFinding{
		Severity: f.Severity.String(), Code: string(f.Code), Source: wireSource(f.At),
		User: f.User, Message: f.Message, Hint: f.Hint,
	}
}
