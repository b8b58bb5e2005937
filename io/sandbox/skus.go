package sandbox

import (
	"cmp"
	"strings"

	"licet/io/tenant"
)

// skuView is a SKU as a reader sees it.
type skuView struct {
	*sku
	consumed int
}

var skuResource = resource[skuView]{kind: "subscribedSku", properties: []property[skuView]{
	{"id", func(st *Store, v skuView) any { return st.org.ID + "_" + v.facts.SkuID }},
	{"accountId", func(st *Store, _ skuView) any { return orNull(st.org.ID) }},
	{"accountName", func(st *Store, _ skuView) any { return orNull(st.org.DisplayName) }},
	text("skuId", func(v skuView) string { return v.facts.SkuID }),
	text("skuPartNumber", func(v skuView) string { return v.facts.SkuPartNumber }),
	text("appliesTo", func(v skuView) string { return v.facts.AppliesTo }),
	text("capabilityStatus", func(v skuView) string { return v.facts.CapabilityStatus }),
	{"consumedUnits", func(_ *Store, v skuView) any { return v.consumed }},
	{"prepaidUnits", func(_ *Store, v skuView) any { return v.facts.PrepaidUnits }},
	{"subscriptionIds", func(_ *Store, v skuView) any { return list(v.facts.SubscriptionIDs) }},
	{"servicePlans", func(_ *Store, v skuView) any { return v.servicePlans(nil) }},
}}

// servicePlans gives the plans of a SKU; those in off are Disabled.
func (s *sku) servicePlans(off *planSet) []tenant.ServicePlan {
	out := list(s.facts.ServicePlans)
	for i := range out {
		p := &out[i]
		p.ProvisioningStatus, p.AppliesTo = cmp.Or(p.ProvisioningStatus, "Success"), cmp.Or(p.AppliesTo, appliesToUser)
		if off.contains(p.ID) {
			p.ProvisioningStatus = "Disabled"
		}
	}
	return out
}

// views gives the listed SKUs as a reader sees them now.
func (s *Server) views() []skuView {
	st, now := s.store, s.now()
	st.mu.RLock()
	defer st.mu.RUnlock()
	var out []skuView
	for n, k := range st.skus {
		if k.listed {
			out = append(out, skuView{k, st.seenCount(int32(n), s.lag.Counts, now)})
		}
	}
	return out
}

// listSKUs is GET /subscribedSkus: one page, $select only (Graph
// documentation: List subscribedSkus).
func (s *Server) listSKUs(c *call) (*answer, *refusal) {
	return listAll(s, c, "subscribedSkus", &skuResource, s.views())
}

// getSKU is GET /subscribedSkus/{accountId_skuId}.
func (s *Server) getSKU(c *call) (*answer, *refusal) {
	for _, v := range s.views() {
		if strings.EqualFold(c.path[1], s.store.org.ID+"_"+v.facts.SkuID) {
			return entity(c, s.store, "subscribedSkus", &skuResource, v)
		}
	}
	return nil, noResource(c.path[1])
}
