package report

import (
	"io"

	"licet/io/jsonlines"
	"licet/reconcile"
)

// SkusDoc is what licet skus shows.
type SkusDoc struct {
	// Tenant is the tenant's name.
	Tenant string
	SKUs   []reconcile.SKU
	// Known is false where the source tells no seats (Knowledge.Seats).
	Known bool
	// ShowApps lists the apps of each licence; Apps gives them their friendly
	// names where it has them.
	ShowApps bool
	Apps     []reconcile.PlanName
}

// SkusText prints the licences of a tenant, in the order given. Lines under
// the table name the licences that cannot be assigned to users or are not in
// good standing. The only errors are those of w.
func SkusText(w io.Writer, d SkusDoc, s Style) error {
	out := newPage(w, s)
	title := out.Say("Licences")
	if d.Tenant != "" {
		title = out.Say("Licences of %s", short(d.Tenant))
	}
	out.line("%s", s.paint(bold, title))
	out.line("")
	t := skuTable(&d).text(out.Speaker)
	t.onTerminal(out, t.productWidth(s), nil)
	for i := range d.SKUs {
		skuRemarks(out, &d.SKUs[i])
	}
	if d.ShowApps {
		skuApps(out, d)
	}
	out.paragraph(out.Say("%s.", out.Count(len(d.SKUs), "%s licence", "%s licences", number(len(d.SKUs)))))
	return out.close()
}

// sku is a licence with what the source tells of it.
type sku struct {
	*reconcile.SKU
	doc   *SkusDoc
	names planNames
}

var skuColumns = []column[sku]{
	{"name", "licence", 0, textual, func(s *sku) any { return s.Name }, nil},
	{"skuPartNumber", "part number", 0, textual, func(s *sku) any { return s.PartNumber }, nil},
	{"owned", "owned", 0, numeric, func(s *sku) any { return s.told(s.Pool()) }, nil},
	{"used", "used", 0, numeric, func(s *sku) any { return s.told(s.Consumed) }, nil},
	{"free", "free", 0, numeric, func(s *sku) any { return s.told(s.Free()) }, nil},
	{"appliesTo", "", 0, textual, func(s *sku) any { return s.AppliesTo }, nil},
	{"capabilityStatus", "", 0, textual, func(s *sku) any { return s.CapabilityStatus }, nil},
	{"noCost", "", 0, textual, func(s *sku) any { return s.NoCost }, nil},
	{"apps", "", 0, textual, func(s *sku) any { return s.apps() }, nil},
	{"skuId", "", 0, textual, func(s *sku) any { return s.ID }, nil},
}

func skuTable(d *SkusDoc) table {
	names := namesOf(&reconcile.Plan{Apps: d.Apps}, nil)
	return tableOf("", "Licences", skuColumns, mapped(all(d.SKUs), func(s *reconcile.SKU) *sku {
		return &sku{s, d, names}
	}))
}

// told is a number of seats, nil where the source does not tell them.
func (s *sku) told(n int) any {
	if s.doc.Known && s.Owned {
		return n
	}
	return nil
}

// apps are those of the licence, absent where nobody asked for them.
func (s *sku) apps() any {
	if !s.doc.ShowApps || len(s.Plans) == 0 {
		return absent{}
	}
	out := make([]jsonlines.Ordered, len(s.Plans))
	for i, p := range s.Plans {
		out[i] = object{
			{"servicePlanId", p.ID}, {"servicePlanName", p.Name},
			{"friendlyName", s.names.apps[p.ID].FriendlyName}, {"appliesTo", p.AppliesTo},
		}
	}
	return out
}

func skuRemarks(out *page, sku *reconcile.SKU) {
	name := product(sku.Name, sku.PartNumber)
	if !sku.Owned {
		out.wrapped("  ", out.Say("Users have %s, but the tenant does not list it.", name))
	}
	if sku.AppliesTo == "Company" {
		out.wrapped("  ", out.Say("%s is for the company, not for users.", name))
	}
	if sku.CapabilityStatus != "" && sku.CapabilityStatus != "Enabled" {
		out.wrapped("  ", out.Say("%s is in state %s.", name, short(sku.CapabilityStatus)))
	}
	if sku.NoCost != "" {
		out.wrapped("  ", out.Say("%s costs nothing (%s).", name, short(word(out.Speaker, sku.NoCost))))
	}
}

// skuApps lists the apps of each licence, those for the company marked.
func skuApps(out *page, d SkusDoc) {
	names := namesOf(&reconcile.Plan{Apps: d.Apps}, out.Speaker)
	for i := range d.SKUs {
		sku := &d.SKUs[i]
		out.title(product(sku.Name, sku.PartNumber) + "  " + short(sku.ID))
		for _, plan := range sku.Plans {
			out.wrapped("  ", appLine(names, plan))
		}
	}
}

func appLine(names planNames, plan reconcile.ServicePlan) string {
	name := plan.Name
	if _, ok := names.apps[plan.ID]; ok {
		name = names.app(plan.ID)
	}
	line := []string{product(name, plan.Name)}
	if plan.AppliesTo == "Company" {
		line = append(line, names.Say("for the company"))
	}
	return names.List(line)
}

// SkusFormat names what SkusJSON writes and its version.
const SkusFormat = "licet-skus/1"

// SkusJSON writes d as licet-skus/1: the licences with their seats, null where
// the source does not tell them, and with ShowApps their apps. The only errors
// are those of w.
func SkusJSON(w io.Writer, d SkusDoc) error {
	o := jsonlines.New(w, "JSON")
	o.Field("format", SkusFormat)
	o.Field("tenant", d.Tenant)
	o.List("skus", skuTable(&d).led("skuId", "skuPartNumber").items())
	return o.Close()
}
