package audit

import "licet/reconcile"

// unjudged says what the source of the audit cannot tell.
func (a *auditor) unjudged() {
	k := a.tenant.Knows
	var missing []reconcile.Word
	for _, x := range []struct {
		known bool
		what  reconcile.Word
	}{
		{k.Seats, "seats"}, {k.Origin, "licences that come through groups"}, {k.Locations, "usage locations"}, {k.Apps, "apps"},
		{k.Accounts, "disabled and guest accounts"}, {k.SignIns, "sign-ins"}, {len(a.tenant.Subscriptions) > 0, "renewal dates"},
	} {
		if !x.known {
			missing = append(missing, x.what)
		}
	}
	if len(missing) > 0 {
		a.find(nil, nil, reason{reconcile.CodeNotJudged, reconcile.Note,
			reconcile.Say("The source does not include %s: these are not checked.", reconcile.ListOf(missing)),
			reconcile.Say("Sign-ins need the permission AuditLog.Read.All and a tenant with Entra ID P1, renewal dates Organization.Read.All.")})
	}
}
