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
	jsonList(o, "licenses", convert(d.Audit.Licenses, auditLicenseJSONOf))
	jsonList(o, "costs", convert(d.Audit.Costs, func(c *audit.Cost) auditCostJSON { return auditCostJSON(*c) }))
	o.field("unpriced", d.Audit.Unpriced)
	o.field("savings", savingsJSONOf(d.Audit.Saves))
	jsonList(o, "kinds", convert(d.Audit.Kinds, func(k *audit.KindSum) auditKindJSON {
		return auditKindJSON{string(k.Kind), k.Findings, k.Fixable, savingsJSONOf(k.Saves)}
	}))
	jsonList(o, "findings", convert(d.Audit.Findings, auditFindingJSONOf))
	if d.Since != nil {
		o.field("since", d.Older)
		o.field("changed", sinceSummaryJSON(d.Since.Summary))
		jsonList(o, "licenseChanges", convert(d.Since.Licenses, func(l *audit.LicenseChange) licenseChangeJSON {
			return licenseChangeJSON{l.SKUID, l.PartNumber, l.Name, l.OwnedBefore, l.OwnedAfter, l.UsedBefore, l.UsedAfter}
		}))
		jsonList(o, "userChanges", convert(d.Since.Users, userChangeJSONOf))
	}
	return o.close()
}

// The structs of licet-audit/1, in the order of its fields.

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

type auditLicenseJSON struct {
	SkuID         string `json:"skuId"`
	SkuPartNumber string `json:"skuPartNumber"`
	Name          string `json:"name"`
	Status        string `json:"capabilityStatus"`
	Known         bool   `json:"known"`
	Owned         int    `json:"owned"`
	Used          int    `json:"used"`
	Free          int    `json:"free"`
	Pricing       string `json:"pricing"`
	Price         int64  `json:"priceCents"`
	Currency      string `json:"currency"`
	OwnedCents    int64  `json:"ownedCents"`
	UsedCents     int64  `json:"usedCents"`
	FreeCents     int64  `json:"freeCents"`
	NoCost        string `json:"noCost"`
}

type auditCostJSON struct {
	Currency string `json:"currency"`
	Owned    int64  `json:"ownedCents"`
	Used     int64  `json:"usedCents"`
	Free     int64  `json:"freeCents"`
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

type auditKindJSON struct {
	Kind     string      `json:"code"`
	Findings int         `json:"findings"`
	Fixable  int         `json:"fixable"`
	Saves    savingsJSON `json:"saves"`
}

type auditFindingJSON struct {
	Severity string      `json:"severity"`
	Code     string      `json:"code"`
	User     string      `json:"user"`
	UserID   string      `json:"userId"`
	SkuID    string      `json:"skuId"`
	Message  string      `json:"message"`
	Hint     string      `json:"hint"`
	Fixable  bool        `json:"fixable"`
	Saves    savingsJSON `json:"saves"`
}

type sinceSummaryJSON struct {
	New     int `json:"newUsers"`
	Gone    int `json:"goneUsers"`
	Gained  int `json:"gained"`
	Lost    int `json:"lost"`
	Changed int `json:"changed"`
}

type licenseChangeJSON struct {
	SkuID         string `json:"skuId"`
	SkuPartNumber string `json:"skuPartNumber"`
	Name          string `json:"name"`
	OwnedBefore   int    `json:"ownedBefore"`
	OwnedAfter    int    `json:"ownedAfter"`
	UsedBefore    int    `json:"usedBefore"`
	UsedAfter     int    `json:"usedAfter"`
}

type userChangeJSON struct {
	User    auditUserJSON `json:"user"`
	New     bool          `json:"new"`
	Gone    bool          `json:"gone"`
	Gained  []heldJSON    `json:"gained"`
	Lost    []heldJSON    `json:"lost"`
	Changed []changedJSON `json:"changed"`
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

func auditLicenseJSONOf(l *audit.License) auditLicenseJSON {
	return auditLicenseJSON{
		SkuID: l.SKUID, SkuPartNumber: l.PartNumber, Name: l.Name, Status: l.Status, Known: l.Known, Owned: l.Owned, Used: l.Used, Free: l.Free,
		Pricing: l.Pricing.String(), Price: l.Price, Currency: l.Currency, OwnedCents: l.OwnedCents, UsedCents: l.UsedCents, FreeCents: l.FreeCents, NoCost: l.NoCost,
	}
}

func auditFindingJSONOf(f *audit.Finding) auditFindingJSON {
	return auditFindingJSON{
		Severity: f.Severity.String(), Code: string(f.Code), User: f.User, UserID: f.UserID, SkuID: f.SKUID,
		Message: f.Message, Hint: f.Hint, Fixable: f.Fixable, Saves: savingsJSONOf(f.Saves),
	}
}

func userChangeJSONOf(x *audit.UserChange) userChangeJSON {
	out := userChangeJSON{User: auditUserJSON(x.User), New: x.New, Gone: x.Gone, Gained: heldsJSON(x.Gained), Lost: heldsJSON(x.Lost), Changed: make([]changedJSON, len(x.Changed))}
	for i, c := range x.Changed {
		out.Changed[i] = changedJSON{heldJSONOf(c.Before), heldJSONOf(c.After)}
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
