package report

import (
	"io"
	"time"

	"licet/reconcile"
	"licet/reconcile/audit"
)

// AuditFormat names what AuditJSON writes and its version.
const AuditFormat = "licet-audit/1"

// AuditJSON writes d as licet-audit/1, the format of audit --json. All amounts are
// whole cents of the currency beside them. The only errors are those of w.
func AuditJSON(w io.Writer, d AuditDoc) error {
	o, s := newJSONObject(w), &d.Audit.Summary
	o.field("format", AuditFormat)
	o.field("created", d.Created.UTC().Format(time.RFC3339))
	o.field("tool", d.Tool)
	o.field("tenant", object{{"id", d.TenantID}, {"displayName", d.Tenant}, {"source", d.Source}})
	o.field("summary", object{
		{"users", s.Users}, {"licensed", s.Licensed}, {"disabled", s.Disabled}, {"guests", s.Guests},
		{"findings", s.Findings}, {"fixable", s.Fixable},
	})
	o.list("licenses", auditLicences(d.Audit).led("skuId", "skuPartNumber", "name", "capabilityStatus", "known",
		"owned", "used", "free", "pricing"))
	o.list("costs", auditCosts(d.Audit))
	o.field("unpriced", d.Audit.Unpriced)
	o.field("savings", savingsJSON(d.Audit.Saves))
	o.list("kinds", auditKinds(d.Audit))
	o.list("findings", auditFindingTable(d.Audit))
	if d.Since != nil {
		o.field("since", d.Older)
		c := &d.Since.Summary
		o.field("changed", object{
			{"newUsers", c.New}, {"goneUsers", c.Gone}, {"gained", c.Gained}, {"lost", c.Lost}, {"changed", c.Changed},
		})
		o.list("licenseChanges", sinceSeats(d.Since))
		o.list("userChanges", tableOf("", "", userChangeColumns, all(d.Since.Users)))
	}
	return o.close()
}

func savingsJSON(s audit.Savings) object {
	return object{{"seats", s.Seats}, {"unpricedSeats", s.Unpriced}, {"money", each(s.Month, func(m audit.Money) object {
		return object{{"currency", m.Currency}, {"monthCents", m.Cents}, {"yearCents", m.YearsCents}}
	})}}
}

func userJSON(u reconcile.UserRef) object {
	return object{{"id", u.ID}, {"userPrincipalName", u.UserPrincipalName}, {"displayName", u.DisplayName}}
}

func changedJSON(c audit.HeldChange) object {
	return object{{"before", heldJSON(c.Before)}, {"after", heldJSON(c.After)}}
}

func heldJSON(h audit.Held) object {
	off := h.Off
	if off == nil {
		off = []string{}
	}
	return object{{"skuId", h.SKUID}, {"direct", h.Direct}, {"inherited", h.Inherited}, {"disabledPlans", off}}
}
