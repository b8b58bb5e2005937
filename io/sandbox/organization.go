package sandbox

import (
	"slices"
	"strings"

	"licet/io/tenant"
)

type (
	organization = tenant.Organization
	subscription = tenant.CompanySubscription
)

// organizationResource has what the tenant file knows.
var organizationResource = resource[organization]{kind: "organization", properties: []property[organization]{
	text("id", func(o organization) string { return o.ID }),
	text("displayName", func(o organization) string { return o.DisplayName }),
	text("countryLetterCode", func(o organization) string { return o.CountryLetterCode }),
	{"tenantType", func(*Store, organization) any { return "AAD" }},
	{"verifiedDomains", domains},
}}

// domains has the domain of the first user, for the tenant file has none.
func domains(st *Store, _ organization) any {
	st.mu.RLock()
	defer st.mu.RUnlock()
	i := slices.IndexFunc(st.accounts, func(a *account) bool {
		return a != nil && !strings.Contains(a.profile.UserPrincipalName, "#EXT#")
	})
	if i < 0 {
		return []object{}
	}
	_, domain, _ := strings.Cut(st.accounts[i].profile.UserPrincipalName, "@")
	return []object{{{"capabilities", "Email, OfficeCommunicationsOnline"}, {"isDefault", true}, {"isInitial", true},
		{"type", "Managed"}, {"name", domain}}}
}

// listOrganization is GET /organization.
func (s *Server) listOrganization(c *call) (*answer, *refusal) {
	return listAll(s, c, "organization", &organizationResource, []organization{s.store.org})
}

// getOrganization is GET /organization/{id}.
func (s *Server) getOrganization(c *call) (*answer, *refusal) {
	if !strings.EqualFold(c.path[1], s.store.org.ID) {
		return nil, noResource(c.path[1])
	}
	return entity(c, s.store, "organization", &organizationResource, s.store.org)
}

var subscriptionResource = resource[subscription]{"companySubscription", slices.Concat([]property[subscription]{
	text("id", func(x subscription) string { return x.ID }),
	text("commerceSubscriptionId", func(x subscription) string { return x.CommerceSubscriptionID }),
	text("skuId", func(x subscription) string { return x.SkuID }),
	text("skuPartNumber", func(x subscription) string { return x.SkuPartNumber }),
	text("status", func(x subscription) string { return x.Status }),
	{"isTrial", func(_ *Store, x subscription) any { return x.IsTrial }},
	{"totalLicenses", func(_ *Store, x subscription) any { return x.TotalLicenses }},
	{"createdDateTime", func(_ *Store, x subscription) any { return timeOrNull(x.CreatedDateTime) }},
	{"nextLifecycleDateTime", func(_ *Store, x subscription) any { return timeOrNull(x.NextLifecycleDateTime) }},
}, always[subscription](nil, "ownerId", "ownerTenantId", "ownerType"), []property[subscription]{
	{"serviceStatus", func(st *Store, x subscription) any {
		if n, ok := st.skuNumbers[strings.ToLower(x.SkuID)]; ok {
			return st.skus[n].servicePlans(nil)
		}
		return []tenant.ServicePlan{}
	}},
}), nil, nil}

// listSubscriptions is GET /directory/subscriptions.
func (s *Server) listSubscriptions(c *call) (*answer, *refusal) {
	return listAll(s, c, "directory/subscriptions", &subscriptionResource, s.store.subscriptions)
}
