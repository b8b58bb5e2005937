package report

import (
	"io"
	"iter"
	"time"

	"licet/io/jsonlines"
	"licet/reconcile"
	"licet/reconcile/audit"
)

var auditLicenceColumns = []column[audit.License]{
	{"name", "licence", 40, textual, func(l *audit.License) any { return l.Name }, nil},
	{"skuPartNumber", "part number", 28, textual, func(l *audit.License) any { return l.PartNumber }, nil},
	{"known", "", 0, textual, func(l *audit.License) any { return l.Known }, nil},
	{"owned", "owned", 10, numeric, func(l *audit.License) any { return count{l.Owned, l.Known} }, nil},
	{"used", "used", 10, numeric, func(l *audit.License) any { return count{l.Used, l.Known} }, nil},
	{"free", "free", 10, numeric, func(l *audit.License) any { return count{l.Free, l.Known} }, nil},
	{"capabilityStatus", "status", 12, textual, func(l *audit.License) any { return l.Status }, nil},
	{"priceCents", "price a month", 14, numeric, func(l *audit.License) any {
		return priceOf(l.Pricing, l.Price, l.Currency)
	}, nil},
	{"currency", "currency", 10, textual | aside, func(l *audit.License) any { return l.Currency }, nil},
	{"pricing", "pricing", 10, textual | aside, func(l *audit.License) any { return term(l.Pricing.String()) }, nil},
	{"ownedCents", "owned a month", 16, numeric, func(l *audit.License) any { return ownedCost(l, l.OwnedCents) }, nil},
	{"usedCents", "used a month", 16, numeric | aside, func(l *audit.License) any { return ownedCost(l, l.UsedCents) }, nil},
	{"freeCents", "free a month", 16, numeric, func(l *audit.License) any { return ownedCost(l, l.FreeCents) }, nil},
	{"noCost", "no cost", 12, textual | aside, func(l *audit.License) any { return term(l.NoCost) }, nil},
	{"skuId", "id", 38, textual | aside, func(l *audit.License) any { return l.SKUID }, nil},
}

// ownedCost is what seats of a licence cost, where their number and their price
// are known.
func ownedCost(l *audit.License, cents int64) amount {
	return amount{cents, l.Currency, l.Known && l.Pricing == reconcile.Priced, ""}
}

func auditLicences(a *audit.Audit) table {
	return tableOf("owned", licenceSheet, auditLicenceColumns, all(a.Licenses))
}

var auditCostColumns = []column[audit.Cost]{
	{"currency", "currency", 0, textual, func(c *audit.Cost) any { return c.Currency }, nil},
	{"ownedCents", "owned", 0, numeric, func(c *audit.Cost) any { return amount{c.Owned, c.Currency, true, ""} }, nil},
	{"usedCents", "used", 0, numeric, func(c *audit.Cost) any { return amount{c.Used, c.Currency, true, ""} }, nil},
	{"freeCents", "free", 0, numeric, func(c *audit.Cost) any { return amount{c.Free, c.Currency, true, ""} }, nil},
}

func auditCosts(a *audit.Audit) table {
	return tableOf("costs", "Costs a month", auditCostColumns, all(a.Costs))
}

var auditKindColumns = []column[audit.KindSum]{
	{"code", "kind", 24, textual, func(k *audit.KindSum) any { return string(k.Kind) }, nil},
	{"findings", "findings", 10, numeric, func(k *audit.KindSum) any { return k.Findings }, nil},
	{"fixable", "by a sheet", 16, numeric, func(k *audit.KindSum) any { return k.Fixable }, nil},
	{"", "seats", 10, numeric | aside, func(k *audit.KindSum) any { return k.Saves.Seats }, nil},
	{"saves", "", 0, textual, func(k *audit.KindSum) any { return savingsJSON(k.Saves) }, nil},
	{"", "would save", 60, textual, func(k *audit.KindSum) any { return savingsText(k.Saves) }, nil},
}

func auditKinds(a *audit.Audit, title reconcile.Word) table {
	return tableOf("kinds", title, auditKindColumns, all(a.Kinds))
}

var auditFindingColumns = []column[audit.Finding]{
	{"severity", "severity", 10, textual, func(f *audit.Finding) any { return term(f.Severity.String()) }, severityColors},
	{"code", "kind", 22, textual, func(f *audit.Finding) any { return string(f.Code) }, nil},
	{"user", "user", 34, textual, func(f *audit.Finding) any { return f.User }, nil},
	{"userId", "user id", 38, textual, func(f *audit.Finding) any { return f.UserID }, nil},
	{"skuId", "sku id", 38, textual, func(f *audit.Finding) any { return f.SKUID }, nil},
	{"message", "message", 80, textual, func(f *audit.Finding) any { return f.Message }, nil},
	{"hint", "hint", 60, textual, func(f *audit.Finding) any { return f.Hint }, nil},
	{"fixable", "a sheet can fix it", 18, textual, func(f *audit.Finding) any { return f.Fixable }, nil},
	{"saves", "", 0, textual, func(f *audit.Finding) any { return savingsJSON(f.Saves) }, nil},
	{"", "seats saved", 12, numeric, func(f *audit.Finding) any { return f.Saves.Seats }, nil},
	{"", "saved a month", 14, numeric, func(f *audit.Finding) any { a, _ := saved(f); return a }, nil},
	{"", "currency", 10, textual, func(f *audit.Finding) any { _, c := saved(f); return c }, nil},
}

// saved is what a finding saves and its currency, nil for nothing. A finding is
// about one licence, and so that is in one currency at most.
func saved(f *audit.Finding) (cents, currency any) {
	if len(f.Saves.Month) == 0 {
		return nil, nil
	}
	m := f.Saves.Month[0]
	return amount{m.Cents, m.Currency, true, ""}, m.Currency
}

func auditFindingTable(a *audit.Audit) table {
	return tableOf("", "Findings", auditFindingColumns, all(a.Findings))
}

// auditCSV has the findings, and below them as notes the licences that are not as
// they were.
func auditCSV(d AuditDoc) table {
	return tableOf("", "Findings", auditFindingColumns, func(yield func(*audit.Finding) bool) {
		for f := range all(d.Audit.Findings) {
			if !yield(f) {
				return
			}
		}
		if d.Since == nil {
			return
		}
		for r := range sinceUsers(d) {
			f := audit.Finding{UserID: r.user.ID, SKUID: r.held.SKUID}
			f.Code, f.User, f.Message = reconcile.Code("since-"+r.word), userName(r.user), r.text()
			if !yield(&f) {
				return
			}
		}
	})
}

var sinceSeatColumns = []column[audit.LicenseChange]{
	{"skuId", "", 0, textual, func(l *audit.LicenseChange) any { return l.SKUID }, nil},
	{"skuPartNumber", "part number", 0, textual, func(l *audit.LicenseChange) any { return l.PartNumber }, nil},
	{"name", "licence", 0, textual, func(l *audit.LicenseChange) any { return l.Name }, nil},
	{"ownedBefore", "owned before", 0, numeric, func(l *audit.LicenseChange) any { return l.OwnedBefore }, nil},
	{"ownedAfter", "owned now", 0, numeric, func(l *audit.LicenseChange) any { return l.OwnedAfter }, nil},
	{"usedBefore", "used before", 0, numeric, func(l *audit.LicenseChange) any { return l.UsedBefore }, nil},
	{"usedAfter", "used now", 0, numeric, func(l *audit.LicenseChange) any { return l.UsedAfter }, nil},
}

func sinceSeats(c *audit.Comparison) table {
	return tableOf("since-seats", "Seats since then", sinceSeatColumns, all(c.Licenses))
}

var sinceColumns = []column[sinceRow]{
	{"", "user", 34, textual, func(r *sinceRow) any { return r.user.UserPrincipalName }, nil},
	{"", "display name", 26, textual, func(r *sinceRow) any { return r.user.DisplayName }, nil},
	{"", "user id", 38, textual, func(r *sinceRow) any { return r.user.ID }, nil},
	{"", "what", 12, textual, func(r *sinceRow) any { return term(r.word) }, []wordColor{
		{"gained", fillGood}, {"changed", fillChange}, {"lost", fillBad},
	}},
	{"", "licence", 34, textual, func(r *sinceRow) any { return r.held.Name }, nil},
	{"", "sku id", 38, textual, func(r *sinceRow) any { return r.held.SKUID }, nil},
	{"", "how", 34, textual, func(r *sinceRow) any { return r.detail }, nil},
}

func sinceTable(d AuditDoc) table { return tableOf("", "Since", sinceColumns, sinceUsers(d)) }

// sinceUsers gives the licences of all users that are not as they were.
func sinceUsers(d AuditDoc) iter.Seq[*sinceRow] {
	return flat(all(d.Since.Users), func(x *audit.UserChange) []sinceRow { return sinceRows(x) })
}

// userChangeColumns are those of JSON, which has a user once.
var userChangeColumns = []column[audit.UserChange]{
	{"user", "", 0, textual, func(x *audit.UserChange) any { return userJSON(x.User) }, nil},
	{"new", "", 0, textual, func(x *audit.UserChange) any { return x.New }, nil},
	{"gone", "", 0, textual, func(x *audit.UserChange) any { return x.Gone }, nil},
	{"gained", "", 0, textual, func(x *audit.UserChange) any { return objectsOf(x.Gained, heldJSON) }, nil},
	{"lost", "", 0, textual, func(x *audit.UserChange) any { return objectsOf(x.Lost, heldJSON) }, nil},
	{"changed", "", 0, textual, func(x *audit.UserChange) any { return objectsOf(x.Changed, changedJSON) }, nil},
}

// AuditFormat names what AuditJSON writes and its version.
const AuditFormat = "licet-audit/1"

// AuditJSON writes d as licet-audit/1, the format of audit --json. All amounts are
// whole cents of the currency beside them. The only errors are those of w.
func AuditJSON(w io.Writer, d AuditDoc) error {
	o, s := jsonlines.New(w, "JSON"), &d.Audit.Summary
	o.Field("format", AuditFormat)
	o.Field("created", d.Created.UTC().Format(time.RFC3339))
	o.Field("tool", d.Tool)
	o.Field("tenant", object{{"id", d.TenantID}, {"displayName", d.Tenant.String()}, {"source", d.Source}})
	o.Field("summary", object{
		{"users", s.Users}, {"licensed", s.Licensed}, {"disabled", s.Disabled}, {"guests", s.Guests},
		{"findings", s.Findings}, {"fixable", s.Fixable},
	})
	o.List("licenses", auditLicences(d.Audit).led("skuId", "skuPartNumber", "name", "capabilityStatus", "known",
		"owned", "used", "free", "pricing").items())
	o.List("costs", auditCosts(d.Audit).items())
	o.Field("unpriced", d.Audit.Unpriced)
	o.Field("savings", savingsJSON(d.Audit.Saves))
	o.List("kinds", auditKinds(d.Audit, "").items())
	o.List("findings", auditFindingTable(d.Audit).items())
	if d.Since != nil {
		o.Field("since", d.Older)
		c := &d.Since.Summary
		o.Field("changed", object{
			{"newUsers", c.New}, {"goneUsers", c.Gone}, {"gained", c.Gained}, {"lost", c.Lost}, {"changed", c.Changed},
		})
		o.List("licenseChanges", sinceSeats(d.Since).items())
		o.List("userChanges", tableOf("", "", userChangeColumns, all(d.Since.Users)).items())
	}
	return o.Close()
}

func savingsJSON(s audit.Savings) object {
	money := objectsOf(s.Month, func(m audit.Money) object {
		return object{{"currency", m.Currency}, {"monthCents", m.Cents}, {"yearCents", m.YearsCents}}
	})
	return object{{"seats", s.Seats}, {"unpricedSeats", s.Unpriced}, {"money", money}}
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
