package contoso

import (
	"strings"

	"licet/io/tenant"
)

// head gives everything of the file but its users.
func (m *maker) head() *tenant.File {
	own := m.stream(0)
	f := &tenant.File{
		Format: tenant.Format,
		Tenant: tenant.Organization{ID: guid(own), DisplayName: "Contoso", CountryLetterCode: "US", UserCount: m.Users},
	}
	used := m.consumed()
	for _, p := range pools {
		sku := m.subscribed(p, used[m.products[p.part].SKUID])
		for _, s := range subscriptions(p, &sku, guid(own)) {
			sku.SubscriptionIDs = append(sku.SubscriptionIDs, s.ID)
			f.Subscriptions = append(f.Subscriptions, s)
		}
		f.SubscribedSkus = append(f.SubscribedSkus, sku)
	}
	for _, g := range []*licensing{&sales, &store} {
		f.Groups = append(f.Groups, tenant.Group{
			ID: g.id, DisplayName: g.name,
			AssignedLicenses: []tenant.AssignedLicense{{
				SkuID: m.products[g.part].SKUID, DisabledPlans: m.planIDs(g.part, g.off),
			}},
		})
	}
	f.DeletedUsers = m.deleted()
	return f
}

// consumed counts the users of each SKU: each of them once, however many ways
// they hold it.
func (m *maker) consumed() map[string]int {
	used := map[string]int{}
	for u := range m.users {
		for _, l := range u.AssignedLicenses {
			used[l.SkuID]++
		}
	}
	return used
}

func (m *maker) subscribed(p pool, used int) tenant.SubscribedSku {
	product := m.products[p.part]
	sku := tenant.SubscribedSku{
		SkuID:            product.SKUID,
		SkuPartNumber:    product.PartNumber,
		AppliesTo:        "User",
		CapabilityStatus: p.status,
		ConsumedUnits:    used,
		PrepaidUnits:     units(p, used),
	}
	if p.part == storage {
		sku.AppliesTo = "Company"
	}
	status := "Success"
	if p.status == "Suspended" {
		status = "Disabled"
	}
	for _, id := range product.Plans {
		applies := sku.AppliesTo
		if name := m.planName[id]; strings.Contains(name, "FOUNDATION") {
			applies = "Company"
		}
		sku.ServicePlans = append(sku.ServicePlans, tenant.ServicePlan{
			ID: id, Name: m.planName[id], ProvisioningStatus: status, AppliesTo: applies,
		})
	}
	return sku
}

// units puts the seats into the state that the pool is in.
func units(p pool, used int) tenant.PrepaidUnits {
	seats := p.fixed
	if seats < used {
		seats = used + used*p.spare/100
	}
	switch p.status {
	case "Enabled":
		return tenant.PrepaidUnits{Enabled: seats}
	case "Warning":
		return tenant.PrepaidUnits{Warning: seats}
	case "Suspended":
		return tenant.PrepaidUnits{Suspended: seats}
	default:
		panic("contoso: unexpected status " + p.status)
	}
}

// subscriptions gives the contracts behind a SKU: one, and for E3 a second one
// that was bought later.
func subscriptions(p pool, sku *tenant.SubscribedSku, id string) []tenant.CompanySubscription {
	u := sku.PrepaidUnits
	created := today.AddDate(-2, p.months, 0)
	s := tenant.CompanySubscription{
		ID: id, CommerceSubscriptionID: "c" + id[1:], SkuID: sku.SkuID, SkuPartNumber: sku.SkuPartNumber,
		Status: sku.CapabilityStatus, TotalLicenses: u.Enabled + u.Warning + u.Suspended, CreatedDateTime: &created,
	}
	if p.months > 0 {
		s.NextLifecycleDateTime = new(today.AddDate(0, p.months, 0))
	}
	if p.part != e3 || s.TotalLicenses < 100 {
		return []tenant.CompanySubscription{s}
	}
	later := s
	later.ID, later.CommerceSubscriptionID = "d"+id[1:], "e"+id[1:]
	later.TotalLicenses = s.TotalLicenses / 10
	later.NextLifecycleDateTime = new(today.AddDate(0, p.months+3, 0))
	s.TotalLicenses -= later.TotalLicenses
	return []tenant.CompanySubscription{s, later}
}

// deleted gives soft-deleted users: 6, and one more for each 500 users.
func (m *maker) deleted() []tenant.User {
	gone := make([]tenant.User, 0, 6+m.Users/500)
	for i := range cap(gone) {
		p := personAt(m.Users + i)
		gone = append(gone, tenant.User{
			ID: guid(m.stream(-1 - i)), UserPrincipalName: p.address + "@contoso.com", DisplayName: p.display,
			GivenName: p.given, Surname: p.surname, Mail: p.address + "@contoso.com",
			UserType: "Member", UsageLocation: p.country,
		})
	}
	return gone
}
