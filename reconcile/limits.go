package reconcile

import "slices"

// TooManyRemovals is the finding of a plan that removes more than it may; by says how
// many assignments of each licence go.
func TooManyRemovals(r Removals, by Listing) Finding {
	return Finding{Severity: Warning, Code: CodeTooManyRemovals,
		Message: Say("The plan removes %d of the %d direct assignments of the users in scope; %d are allowed: %s.",
			r.Count, r.Direct, r.Limit, by),
		Hint: Say("If that is intended: --max-removals %d.", r.Count)}
}

// Under gives the plan under another limit on removals than it was made with: of
// whoever carries it out. What it removes is counted in its changes, and what was
// found of the old limit gives way to what is found of the new one.
func (p *Plan) Under(limit Limit) *Plan {
	out := *p
	out.Removals.Limit = limit.Of(p.Removals.Direct)
	return out.recounted()
}

// recounted gives the plan with the sums of its changes and findings, and the finding
// of too many removals where it belongs.
func (p *Plan) recounted() *Plan {
	out := *p
	out.Findings = slices.DeleteFunc(slices.Clone(p.Findings), func(f Finding) bool { return f.Code == CodeTooManyRemovals })
	sums := Sum(p.Changes, nil)
	out.Removals.Count = sums.Unassign
	if out.Removals.Exceeded() {
		out.Findings = append(out.Findings, TooManyRemovals(out.Removals, p.removalsListed()))
	}
	SortFindings(out.Findings)
	sums.Errors, sums.Warnings = CountFindings(out.Findings)
	sums.Users, sums.Unchanged, sums.LeftOut = p.Summary.Users, p.Summary.Unchanged, p.Summary.LeftOut
	out.Summary = sums
	return &out
}

// removalsListed says how many assignments of each licence go, most first.
func (p *Plan) removalsListed() Listing {
	var parts []Sentence
	for _, s := range p.RemovalsByLicense() {
		parts = append(parts, Say("%s: %d", LicenseName(s.Name, s.SKUPartNumber), s.Unassign))
	}
	return ListOf(parts)
}
