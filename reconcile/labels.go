package reconcile

import "slices"

// Mislabelled says which licences a plan shows under a part number that is another's in
// the tenant, and which it assigns that the tenant does not have. Whoever reads such a
// plan approves something else than is done.
func Mislabelled(p *Plan, skus []SKU) []Sentence {
	var wrong []Sentence
	for i := range p.Seats {
		s := &p.Seats[i]
		k := slices.IndexFunc(skus, func(k SKU) bool { return k.ID == s.SKUID })
		switch {
		case k < 0 && s.Assign > 0:
			wrong = append(wrong, Say("the tenant has no licence %s, which the plan calls %s", s.SKUID, LicenseName(s.Name, s.SKUPartNumber)))
		case k >= 0 && s.SKUPartNumber != "" && s.SKUPartNumber != skus[k].PartNumber:
			wrong = append(wrong, Say("the plan calls %s %s, and in the tenant it is %s",
				s.SKUID, LicenseName(s.Name, s.SKUPartNumber), LicenseName(skus[k].Name, skus[k].PartNumber)))
		}
	}
	return wrong
}

// Labelled gives the plan with the names that the tenant's licences and their apps have
// here, in place of those that stand in a file.
func (p *Plan) Labelled(skus []SKU, app func(id string) PlanName) *Plan {
	out := *p
	out.Seats, out.Apps = slices.Clone(p.Seats), slices.Clone(p.Apps)
	for i := range out.Seats {
		s := &out.Seats[i]
		if k := slices.IndexFunc(skus, func(k SKU) bool { return k.ID == s.SKUID }); k >= 0 {
			s.SKUPartNumber, s.Name = skus[k].PartNumber, skus[k].Name
		}
	}
	if p.Costs != nil {
		out.Costs = CostsOf(out.Seats, p.Costs.Prices())
	}
	for i, a := range out.Apps {
		if known := app(a.ID); known.Name != a.ID {
			out.Apps[i] = known
		}
	}
	return &out
}
