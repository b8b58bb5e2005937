package graph

import (
	"context"

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
	return collect[wireSKU](ctx, c, q)
}
