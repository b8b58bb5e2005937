package graph

import (
	"context"
	"errors"
	"fmt"
)

// Organization says which tenant the sign-in belongs to. Where it may not read
// the organization, the licences tell the id, and a short name.
func (c *Client) Organization(ctx context.Context) (id, displayName string, err error) {
	org, err := c.organization(ctx)
	if isRefused(err) {
		skus, skuErr := c.subscribedSKUs(ctx, "accountId,accountName,skuId")
		if skuErr != nil {
			return "", "", skuErr
		}
		org, err = organizationOf(skus, err)
	}
	return org.ID, org.DisplayName, err
}

func (c *Client) organization(ctx context.Context) (wireOrganization, error) {
	found, _, err := readList[wireOrganization](ctx, c, query{
		about: "the organization", needs: needsOrganization,
		url: c.address("/organization?$select=id,displayName,countryLetterCode"),
	})
	switch {
	case err != nil:
		return wireOrganization{}, err
	case len(found) == 0 || found[0].ID == "":
		return wireOrganization{}, errors.New("cannot read the organization: Graph names none for this sign-in")
	}
	return found[0], nil
}

// organizationOf takes from the licences what reading the organization was
// refused.
func organizationOf(skus []wireSKU, refused error) (wireOrganization, error) {
	if len(skus) == 0 || skus[0].AccountID == "" {
		return wireOrganization{}, fmt.Errorf("cannot tell which tenant this is: %w; it has no licences that would name it", refused)
	}
	return wireOrganization{ID: skus[0].AccountID, DisplayName: skus[0].AccountName}, nil
}
