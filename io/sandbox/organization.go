package sandbox

import (
	"strings"

	"licet/io/tenant"
)

// organizationProperties are those of organization that the tenant file knows.
var organizationProperties = []property[tenant.Organization]{
	{"id", func(b []byte, _ *Store, o tenant.Organization) []byte { return appendString(b, o.ID) }},
	{"displayName", func(b []byte, _ *Store, o tenant.Organization) []byte { return appendText(b, o.DisplayName) }},
	{"countryLetterCode", func(b []byte, _ *Store, o tenant.Organization) []byte { return appendText(b, o.CountryLetterCode) }},
	{"tenantType", func(b []byte, _ *Store, _ tenant.Organization) []byte { return append(b, `"AAD"`...) }},
	{"verifiedDomains", appendDomains},
}

// appendDomains writes the domain of the first user, for the tenant file has none.
func appendDomains(b []byte, st *Store, _ tenant.Organization) []byte {
	st.mu.RLock()
	defer st.mu.RUnlock()
	b = append(b, '[')
	for _, a := range st.accounts {
		if a == nil || strings.Contains(a.profile.UserPrincipalName, "#EXT#") {
			continue
		}
		_, domain, _ := strings.Cut(a.profile.UserPrincipalName, "@")
		b = append(b, `{"capabilities":"Email, OfficeCommunicationsOnline","isDefault":true,"isInitial":true,"type":"Managed","name":`...)
		b = append(appendString(b, domain), '}')
		break
	}
	return append(b, ']')
}

// listOrganization is GET /organization.
func (s *Server) listOrganization(c *call) (*answer, *refusal) {
	return listAll(s, c, "organization", "organization", []tenant.Organization{s.store.org}, organizationProperties)
}

// getOrganization is GET /organization/{id}.
func (s *Server) getOrganization(c *call) (*answer, *refusal) {
	chosen, bad := choose(selection(c), organizationProperties, "organization")
	if bad != nil {
		return nil, bad
	}
	if !equalID(c.path[1], s.store.org.ID) {
		return nil, noResource(c.path[1])
	}
	return okJSON(appendEntity(c, s.store, "organization", s.store.org, orAll(chosen, organizationProperties))), nil
}

// subscriptionProperties are those of companySubscription.
var subscriptionProperties = []property[tenant.CompanySubscription]{
	{"id", func(b []byte, _ *Store, x tenant.CompanySubscription) []byte { return appendString(b, x.ID) }},
	{"commerceSubscriptionId", func(b []byte, _ *Store, x tenant.CompanySubscription) []byte {
		return appendText(b, x.CommerceSubscriptionID)
	}},
	{"skuId", func(b []byte, _ *Store, x tenant.CompanySubscription) []byte { return appendText(b, x.SkuID) }},
	{"skuPartNumber", func(b []byte, _ *Store, x tenant.CompanySubscription) []byte { return appendText(b, x.SkuPartNumber) }},
	{"status", func(b []byte, _ *Store, x tenant.CompanySubscription) []byte { return appendText(b, x.Status) }},
	{"isTrial", func(b []byte, _ *Store, x tenant.CompanySubscription) []byte {
		if x.IsTrial {
			return append(b, "true"...)
		}
		return append(b, "false"...)
	}},
	{"totalLicenses", func(b []byte, _ *Store, x tenant.CompanySubscription) []byte { return appendInt(b, x.TotalLicenses) }},
	{"createdDateTime", func(b []byte, _ *Store, x tenant.CompanySubscription) []byte {
		return appendTimePointer(b, x.CreatedDateTime)
	}},
	{"nextLifecycleDateTime", func(b []byte, _ *Store, x tenant.CompanySubscription) []byte {
		return appendTimePointer(b, x.NextLifecycleDateTime)
	}},
	{"ownerId", nothing}, {"ownerTenantId", nothing}, {"ownerType", nothing},
	{"serviceStatus", func(b []byte, st *Store, x tenant.CompanySubscription) []byte {
		if n, ok := st.skuNumbers[strings.ToLower(x.SkuID)]; ok {
			return st.skus[n].appendPlans(b, nil)
		}
		return append(b, "[]"...)
	}},
}

func nothing(b []byte, _ *Store, _ tenant.CompanySubscription) []byte { return append(b, "null"...) }

// listSubscriptions is GET /directory/subscriptions.
func (s *Server) listSubscriptions(c *call) (*answer, *refusal) {
	return listAll(s, c, "directory/subscriptions", "companySubscription", s.store.subscriptions, subscriptionProperties)
}
