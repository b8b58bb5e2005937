package graph

import (
	"context"

	"licet/io/users"
	"licet/reconcile"
)

// Overview is what a few small reads tell of a tenant. Each stands for itself:
// where one fails, its error says why, and the others go on.
type Overview struct {
	// ID and DisplayName are the tenant's, Country its two letters.
	ID, DisplayName, Country string
	OrganizationErr          error
	// SKUs are its licences, named by the catalogue.
	SKUs    []reconcile.SKU
	SKUsErr error
	// Users is the tenant's own count; 0 when it cannot be told.
	Users    int
	UsersErr error
}

// Overview reads the organization, the licences, and whether users can be read.
func (c *Client) Overview(ctx context.Context, catalog *reconcile.Catalog) *Overview {
	r := &TenantReader{client: c, into: reconcile.NewTenantBuilder(reconcile.FullKnowledge(), catalog)}
	o := &Overview{}
	org, err := c.organization(ctx)
	o.ID, o.DisplayName, o.Country, o.OrganizationErr = org.ID, org.DisplayName, org.CountryLetterCode, err
	skus, err := c.subscribedSKUs(ctx, skuFields)
	o.SKUsErr = err
	for i := range skus {
		r.into.AddSKU(skus[i].sku())
	}
	o.SKUs = r.into.Tenant().SKUs
	if o.ID == "" && err == nil {
		if org, err = organizationOf(skus, o.OrganizationErr); err == nil {
			o.ID, o.DisplayName = org.ID, org.DisplayName
		}
	}
	if o.UsersErr = c.tryUsers(ctx); o.UsersErr == nil {
		o.UsersErr = r.readCount(ctx)
	}
	o.Users = r.told.Count
	return o
}

// tryUsers reads one user with all that a plan needs.
func (c *Client) tryUsers(ctx context.Context) error {
	q := query{about: "the users", needs: needsUsers, url: c.address("/users?$select=" + userFields + "&$top=1")}
	var next string
	err := c.read(ctx, q, func(a *answer) (err error) {
		_, next, err = users.NewDecoder().Page(a.body, nil)
		return err
	})
	if err == nil {
		_, err = c.following(q, next)
	}
	return err
}
