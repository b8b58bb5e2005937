package report

import (
	"io"
	"time"

	"licet/reconcile/audit"
)

// AuditFormat names what AuditJSON writes and its version.
const AuditFormat = "licet-audit/1"

// AuditJSON writes d as licet-audit/1, the format of audit --json. All amounts are
// whole cents of the currency beside them. The only errors are those of w.
func AuditJSON(w io.Writer, d AuditDoc) error {
	o := newJSONObject(w)
	o.field("format", AuditFormat)
	o.field("created", d.Created.UTC().Format(time.RFC3339))
	o.field("tool", d.Tool)
	o.field("tenant", auditTenantJSON{d.TenantID, d.Tenant, d.Source})
	o.field("summary", auditSummaryJSON(d.Audit.Summary))
	o.list("licenses", auditLicences(d.Audit).led("skuId", "skuPartNumber", "name", "capabilityStatus", "known",
		"owned", "used", "free", "pricing"))
	o.list("costs", auditCosts(d.Audit))
	o.field("unpriced", d.Audit.Unpriced)
	o.field("savings", savingsJSONOf(d.Audit.Saves))
	o.list("kinds", auditKinds(d.Audit))
	o.list("findings", auditFindingTable(d.Audit))
	if d.Since != nil {
		o.field("since", d.Older)
		o.field("changed", sinceSummaryJSON(d.Since.Summary))
		o.list("licenseChanges", sinceSeats(d.Since))
		o.list("userChanges", tableOf("", "", userChangeColumns, all(d.Since.Users)))
	}
	return o.close()
}

// The structs of licet-audit/1 that are no rows, in the order of its fields.

type auditTenantJSON struct {
	ID          string `json:"id"`
	DisplayName string `json:"displayName"`
	Source      string `json:"source"`
}

type auditSummaryJSON struct {
	Users    int `json:"users"`
	Licensed int `json:"licensed"`
	Disabled int `json:"disabled"`
	Guests   int `json:"guests"`
	Findings int `json:"findings"`
	Fixable  int `json:"fixable"`
}

type savingsJSON struct {
	Seats    int         `json:"seats"`
	Unpriced int         `json:"unpricedSeats"`
	Month    []moneyJSON `json:"money"`
}

type moneyJSON struct {
	Currency   string `json:"currency"`
	Cents      int64  `json:"monthCents"`
	YearsCents int64  `json:"yearCents"`
}

type sinceSummaryJSON struct {
	New     int `json:"newUsers"`
	Gone    int `json:"goneUsers"`
	Gained  int `json:"gained"`
	Lost    int `json:"lost"`
	Changed int `json:"changed"`
}

type auditUserJSON struct {
	ID                string `json:"id"`
	UserPrincipalName string `json:"userPrincipalName"`
	DisplayName       string `json:"displayName"`
}

type heldJSON struct {
	SkuID         string   `json:"skuId"`
	Direct        bool     `json:"direct"`
	Inherited     bool     `json:"inherited"`
	DisabledPlans []string `json:"disabledPlans"`
}

type changedJSON struct {
	Before heldJSON `json:"before"`
	After  heldJSON `json:"after"`
}

func savingsJSONOf(s audit.Savings) savingsJSON {
	out := savingsJSON{Seats: s.Seats, Unpriced: s.Unpriced, Month: make([]moneyJSON, len(s.Month))}
	for i, m := range s.Month {
		out.Month[i] = moneyJSON(m)
	}
	return out
}

func changesJSON(cs []audit.HeldChange) []changedJSON {
	out := make([]changedJSON, len(cs))
	for i, c := range cs {
		out[i] = changedJSON{heldJSONOf(c.Before), heldJSONOf(c.After)}
	}
	return out
}

func heldsJSON(hs []audit.Held) []heldJSON {
	out := make([]heldJSON, len(hs))
	for i, h := range hs {
		out[i] = heldJSONOf(h)
	}
	return out
}

func heldJSONOf(h audit.Held) heldJSON {
	off := h.Off
	if off == nil {
		off = []string{}
	}
	return heldJSON{SkuID: h.SKUID, Direct: h.Direct, Inherited: h.Inherited, DisabledPlans: off}
}
