package sandbox

import "fmt"

// skuView is a SKU as a reader sees it.
type skuView struct {
	*sku
	consumed int
}

var skuResource = resource[skuView]{kind: "subscribedSku", properties: []property[skuView]{
	{"id", func(b []byte, st *Store, v skuView) []byte { return appendString(b, st.org.ID+"_"+v.facts.SkuID) }},
	{"accountId", func(b []byte, st *Store, _ skuView) []byte { return appendText(b, st.org.ID) }},
	{"accountName", func(b []byte, st *Store, _ skuView) []byte { return appendText(b, st.org.DisplayName) }},
	text("skuId", func(v skuView) string { return v.facts.SkuID }),
	text("skuPartNumber", func(v skuView) string { return v.facts.SkuPartNumber }),
	text("appliesTo", func(v skuView) string { return v.facts.AppliesTo }),
	text("capabilityStatus", func(v skuView) string { return v.facts.CapabilityStatus }),
	{"consumedUnits", func(b []byte, _ *Store, v skuView) []byte { return appendInt(b, v.consumed) }},
	{"prepaidUnits", appendPrepaid},
	{"subscriptionIds", func(b []byte, _ *Store, v skuView) []byte { return appendStrings(b, v.facts.SubscriptionIDs) }},
	{"servicePlans", func(b []byte, st *Store, v skuView) []byte { return v.appendPlans(b, st, nil) }},
}}

func appendPrepaid(b []byte, _ *Store, v skuView) []byte {
	u := v.facts.PrepaidUnits
	return fmt.Appendf(b, `{"enabled":%d,"suspended":%d,"warning":%d,"lockedOut":%d}`,
		u.Enabled, u.Suspended, u.Warning, u.LockedOut)
}

// planView is a service plan of a SKU with its status.
type planView struct{ id, name, status, appliesTo string }

// planInfo are the properties of servicePlanInfo.
var planInfo = []property[planView]{
	text("servicePlanId", func(p planView) string { return p.id }),
	text("servicePlanName", func(p planView) string { return p.name }),
	text("provisioningStatus", func(p planView) string { return p.status }),
	text("appliesTo", func(p planView) string { return p.appliesTo }),
}

// appendPlans writes the plans of a SKU; those in off are Disabled.
func (s *sku) appendPlans(b []byte, st *Store, off *planSet) []byte {
	plans := make([]planView, len(s.facts.ServicePlans))
	for i, p := range s.facts.ServicePlans {
		status, to := orWord(p.ProvisioningStatus, "Success"), orWord(p.AppliesTo, appliesToUser)
		plans[i] = planView{p.ServicePlanID, p.ServicePlanName, status, to}
		if off.contains(p.ServicePlanID) {
			plans[i].status = "Disabled"
		}
	}
	return appendAll(b, st, plans, planInfo)
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
	return listAll(s, c, "subscribedSkus", &skuResource, s.views())
}

// getSKU is GET /subscribedSkus/{accountId_skuId}.
func (s *Server) getSKU(c *call) (*answer, *refusal) {
	for _, v := range s.views() {
		if equalID(c.path[1], s.store.org.ID+"_"+v.facts.SkuID) {
			return entity(c, s.store, "subscribedSkus", &skuResource, v)
		}
	}
	return nil, noResource(c.path[1])
}
