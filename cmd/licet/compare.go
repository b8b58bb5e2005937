package main

import "licet/reconcile/plan"

// compareLists makes the input of a plan from two lists by what they differ in. It
// leaves done false where there are no two lists, or more is asked of their users.
func (p *planning) compareLists(out *planned) (done bool, err error) {
	current := out.from.list
	if !p.compare || p.explain != "" || current == nil || len(out.sheets) != 1 {
		return false, nil
	}
	o, err := p.plan.options(out.names)
	if err != nil {
		return false, err
	}
	desired := out.sheets[0]
	lists := plan.Lists{Current: current.Rows, Desired: desired.Rows, Findings: desired.Findings,
		Names: out.names, Catalog: out.from.catalog, Options: o}
	in, found := lists.Input()
	p.env.noteFindings(found)
	out.compared, out.tenant, out.names = &in, in.Tenant, in.Names
	return true, nil
}
