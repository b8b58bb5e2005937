package graph

import (
	"context"
	"strings"

	"licet/reconcile"
	"licet/reconcile/apply"
)

// The permissions that reading takes (Graph: Permissions reference).
const (
	needsUsers        = "User.Read.All"
	needsSKUs         = "LicenseAssignment.Read.All"
	needsOrganization = "Organization.Read.All"
	needsGroups       = "GroupMember.Read.All"
)

const (
	seatFields = "skuId,consumedUnits,prepaidUnits"
	skuFields  = "accountId,accountName,skuId,skuPartNumber,appliesTo,capabilityStatus,consumedUnits,prepaidUnits,servicePlans"
)

// Seats implements apply.Directory.
func (c *Client) Seats(ctx context.Context) ([]apply.SeatCount, error) {
	skus, err := c.subscribedSKUs(ctx, seatFields)
	if err != nil {
		return nil, err
	}
	out := make([]apply.SeatCount, len(skus))
	for i := range skus {
		s := skus[i].sku()
		out[i] = apply.SeatCount{SKUID: s.ID, Pool: s.Pool(), Consumed: s.Consumed}
	}
	return out, nil
}

func (c *Client) subscribedSKUs(ctx context.Context, fields string) ([]wireSKU, error) {
	q := query{about: "the tenant's licences", needs: needsSKUs, url: c.address("/subscribedSkus?$select=" + fields)}
	found, _, err := readList[wireSKU](ctx, c, q)
	return found, err
}

func (w *wireSKU) sku() reconcile.SKU {
	s := reconcile.SKU{
		ID:               strings.ToLower(w.SKUID),
		PartNumber:       w.PartNumber,
		AppliesTo:        w.AppliesTo,
		CapabilityStatus: w.CapabilityStatus,
		Enabled:          w.PrepaidUnits.Enabled,
		Warning:          w.PrepaidUnits.Warning,
		Suspended:        w.PrepaidUnits.Suspended,
		LockedOut:        w.PrepaidUnits.LockedOut,
		Consumed:         w.ConsumedUnits,
		Plans:            make([]reconcile.ServicePlan, len(w.ServicePlans)),
	}
	for i, p := range w.ServicePlans {
		s.Plans[i] = reconcile.ServicePlan(p)
	}
	return s
}
