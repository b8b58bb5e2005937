package sandbox

// skuView is a SKU as a reader sees it.
type skuView struct {
	*sku
	consumed int
}

// skuProperties are those of subscribedSku.
var skuProperties = []property[skuView]{
	{"id", func(b []byte, st *Store, v skuView) []byte { return appendString(b, st.org.ID+"_"+v.facts.SkuID) }},
	{"accountId", func(b []byte, st *Store, _ skuView) []byte { return appendText(b, st.org.ID) }},
	{"accountName", func(b []byte, st *Store, _ skuView) []byte { return appendText(b, st.org.DisplayName) }},
	{"skuId", func(b []byte, _ *Store, v skuView) []byte { return appendString(b, v.facts.SkuID) }},
	{"skuPartNumber", func(b []byte, _ *Store, v skuView) []byte { return appendString(b, v.facts.SkuPartNumber) }},
	{"appliesTo", func(b []byte, _ *Store, v skuView) []byte { return appendString(b, v.facts.AppliesTo) }},
	{"capabilityStatus", func(b []byte, _ *Store, v skuView) []byte { return appendString(b, v.facts.CapabilityStatus) }},
	{"consumedUnits", func(b []byte, _ *Store, v skuView) []byte { return appendInt(b, v.consumed) }},
	{"prepaidUnits", appendPrepaid},
	{"subscriptionIds", func(b []byte, _ *Store, v skuView) []byte { return appendStrings(b, v.facts.SubscriptionIDs) }},
	{"servicePlans", func(b []byte, _ *Store, v skuView) []byte { return v.appendPlans(b, nil) }},
}

func appendPrepaid(b []byte, _ *Store, v skuView) []byte {
	u := v.facts.PrepaidUnits
	b = append(b, `{"enabled":`...)
	b = appendInt(b, u.Enabled)
	b = append(b, `,"suspended":`...)
	b = appendInt(b, u.Suspended)
	b = append(b, `,"warning":`...)
	b = appendInt(b, u.Warning)
	b = append(b, `,"lockedOut":`...)
	return append(appendInt(b, u.LockedOut), '}')
}

// appendPlans writes servicePlanInfo entries; plans in off are Disabled.
func (s *sku) appendPlans(b []byte, off *planSet) []byte {
	b = append(b, '[')
	for i, p := range s.facts.ServicePlans {
		if i > 0 {
			b = append(b, ',')
		}
		status := orWord(p.ProvisioningStatus, "Success")
		if off != nil && off.contains(p.ServicePlanID) {
			status = "Disabled"
		}
		b = append(b, `{"servicePlanId":`...)
		b = appendString(b, p.ServicePlanID)
		b = append(b, `,"servicePlanName":`...)
		b = appendString(b, p.ServicePlanName)
		b = append(b, `,"provisioningStatus":`...)
		b = appendString(b, status)
		b = append(b, `,"appliesTo":`...)
		b = appendString(b, orWord(p.AppliesTo, appliesToUser))
		b = append(b, '}')
	}
	return append(b, ']')
}

// views gives the listed SKUs as a reader sees them now.
func (s *Server) views() []skuView {
	st, now := s.store, s.now()
	st.mu.RLock()
	defer st.mu.RUnlock()
	var out []skuView
	for n, k := range st.skus {
		if k.listed {
			out = append(out, skuView{k, st.seenCount(int32(n), s.lag().Counts, now)})
		}
	}
	return out
}

// listSKUs is GET /subscribedSkus: one page, $select only (Graph
// documentation: List subscribedSkus).
func (s *Server) listSKUs(c *call) (*answer, *refusal) {
	return listAll(s, c, "subscribedSkus", "subscribedSku", s.views(), skuProperties)
}

// getSKU is GET /subscribedSkus/{accountId_skuId}.
func (s *Server) getSKU(c *call) (*answer, *refusal) {
	chosen, bad := choose(selection(c), skuProperties, "subscribedSku")
	if bad != nil {
		return nil, bad
	}
	for _, v := range s.views() {
		if equalID(c.path[1], s.store.org.ID+"_"+v.facts.SkuID) {
			return okJSON(appendEntity(c, s.store, "subscribedSkus", v, orAll(chosen, skuProperties))), nil
		}
	}
	return nil, noResource(c.path[1])
}

// listAll answers with a collection that has one page.
func listAll[T any](s *Server, c *call, set, kind string, entries []T, known []property[T]) (*answer, *refusal) {
	q, bad := s.readQuery(c, "$select")
	if bad != nil {
		return nil, bad
	}
	chosen, bad := choose(q.selected, known, kind)
	if bad != nil {
		return nil, bad
	}
	b := appendContext(nil, c.root, set, q.selected)
	b = append(b, `,"value":`...)
	return okJSON(append(appendAll(b, s.store, entries, orAll(chosen, known)), '}')), nil
}

func appendAll[T any](b []byte, st *Store, entries []T, chosen []property[T]) []byte {
	b = append(b, '[')
	for i, e := range entries {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendObject(b, st, e, chosen)
	}
	return append(b, ']')
}

// appendEntity writes one entry as an answer of its own.
func appendEntity[T any](c *call, st *Store, set string, entry T, chosen []property[T]) []byte {
	return appendMembers(appendContext(nil, c.root, set+"/$entity", selection(c)), st, entry, chosen)
}

func orAll[T any](chosen, known []property[T]) []property[T] {
	if chosen == nil {
		return known
	}
	return chosen
}
