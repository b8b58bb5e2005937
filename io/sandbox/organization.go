package sandbox

import (
	"slices"
	"strconv"
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
	{"tenantType", func(b []byte, _ *Store, _ organization) []byte { return append(b, `"AAD"`...) }},
	{"verifiedDomains", appendDomains},
}}

// appendDomains writes the domain of the first user, for the tenant file has none.
func appendDomains(b []byte, st *Store, _ organization) []byte {
	st.mu.RLock()
	defer st.mu.RUnlock()
	i := slices.IndexFunc(st.accounts, func(a *account) bool {
		return a != nil && !strings.Contains(a.profile.UserPrincipalName, "#EXT#")
	})
	if i < 0 {
		return append(b, "[]"...)
	}
	_, domain, _ := strings.Cut(st.accounts[i].profile.UserPrincipalName, "@")
	b = append(b, `[{"capabilities":"Email, OfficeCommunicationsOnline","isDefault":true,"isInitial":true,`...)
	b = append(b, `"type":"Managed","name":`...)
	return append(appendString(b, domain), "}]"...)
}

// listOrganization is GET /organization.
func (s *Server) listOrganization(c *call) (*answer, *refusal) {
	return listAll(s, c, "organization", &organizationResource, []organization{s.store.org})
}

// getOrganization is GET /organization/{id}.
func (s *Server) getOrganization(c *call) (*answer, *refusal) {
	if !equalID(c.path[1], s.store.org.ID) {
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
	{"isTrial", func(b []byte, _ *Store, x subscription) []byte { return strconv.AppendBool(b, x.IsTrial) }},
	{"totalLicenses", func(b []byte, _ *Store, x subscription) []byte { return appendInt(b, x.TotalLicenses) }},
	{"createdDateTime", func(b []byte, _ *Store, x subscription) []byte { return appendTime(b, x.CreatedDateTime) }},
	{"nextLifecycleDateTime", func(b []byte, _ *Store, x subscription) []byte {
		return appendTime(b, x.NextLifecycleDateTime)
	}},
}, always[subscription]("null", "ownerId", "ownerTenantId", "ownerType"), []property[subscription]{
	{"serviceStatus", func(b []byte, st *Store, x subscription) []byte {
		if n, ok := st.skuNumbers[strings.ToLower(x.SkuID)]; ok {
			return st.skus[n].appendPlans(b, st, nil)
		}
		return append(b, "[]"...)
	}},
}), nil, nil}

// listSubscriptions is GET /directory/subscriptions.
func (s *Server) listSubscriptions(c *call) (*answer, *refusal) {
	return listAll(s, c, "directory/subscriptions", &subscriptionResource, s.store.subscriptions)
}
