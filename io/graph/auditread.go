package graph

import (
	"context"

	"licet/reconcile"
)

const (
	needsSignIns = "AuditLog.Read.All"
	// signInPage is the largest page with signInActivity (Graph: List users).
	signInPage = 500
)

// fields are the properties of users that are asked for.
func (r *TenantReader) fields() string {
	if r.signIns {
		return userFields + ",signInActivity"
	}
	return userFields
}

func (r *TenantReader) pageSize() int {
	if r.signIns {
		return signInPage
	}
	return pageSize
}

// withoutSignIns goes on without them: a tenant without Entra ID P1 has none
// (Authentication_RequestFromNonPremiumTenantOrB2CTenant).
func (r *TenantReader) withoutSignIns() {
	r.signIns = false
	r.note("Last sign-ins could not be read (that needs the permission %s, and Entra ID P1 in the tenant); inactive users are not reported.", needsSignIns)
}

// readSubscriptions reads when licences renew.
func (r *TenantReader) readSubscriptions(ctx context.Context) error {
	if !r.options.Audit {
		return nil
	}
	q := query{about: "the subscriptions", needs: needsOrganization, url: r.client.address("/directory/subscriptions")}
	found, _, err := readList[wireSubscription](ctx, r.client, q)
	if isRefused(err) {
		r.note("Renewal dates could not be read (that needs the permission %s).", needsOrganization)
		return nil
	}
	for i := range found {
		r.into.AddSubscription(found[i].subscription())
	}
	return err
}

func (w *wireSubscription) subscription() reconcile.Subscription {
	s := reconcile.Subscription{SKUID: w.SKUID, Status: w.Status, Trial: w.Trial, Seats: w.Seats}
	if w.NextLifecycle != nil {
		s.Renews = w.NextLifecycle.Unix()
	}
	return s
}
