package report

import (
	"io"

	"github.com/jedib0t/go-pretty/v6/table"

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
	t := newTable(s, append(productColumns(s, 3), numberColumns(out.Say("owned"), out.Say("used"), out.Say("free"))...))
	for i := range d.SKUs {
		t.AppendRow(skuRow(&d.SKUs[i], d.Known))
	}
	out.line("%s", render(t))
	for i := range d.SKUs {
		skuRemarks(out, &d.SKUs[i])
	}
	if d.ShowApps {
		skuApps(out, d)
	}
	out.line("")
	out.line("%s", out.Say("%s.", out.Count(len(d.SKUs), "%s licence", "%s licences", number(len(d.SKUs)))))
	return out.close()
}

func skuRow(sku *reconcile.SKU, known bool) table.Row {
	owned, used, free := unknown, unknown, unknown
	if known && sku.Owned {
		owned, used, free = number(sku.Pool()), number(sku.Consumed), number(sku.Free())
	}
	return table.Row{short(sku.Name), short(sku.PartNumber), owned, used, free}
}

func skuRemarks(out *page, sku *reconcile.SKU) {
	name := product(sku.Name, sku.PartNumber)
	if !sku.Owned {
		out.wrapped("  ", out.Say("%s is held by users, but the tenant does not list it.", name))
	}
	if sku.AppliesTo == "Company" {
		out.wrapped("  ", out.Say("%s is for the company, not for users.", name))
	}
	if sku.CapabilityStatus != "" && sku.CapabilityStatus != "Enabled" {
		out.wrapped("  ", out.Say("%s is in state %s.", name, short(sku.CapabilityStatus)))
	}
	if sku.NoCost != "" {
		out.wrapped("  ", out.Say("%s costs nothing (%s).", name, short(costless(out.Phrases, sku.NoCost))))
	}
}

// skuApps lists the apps of each licence, those for the company marked.
func skuApps(out *page, d SkusDoc) {
	names := namesOf(&reconcile.Plan{Apps: d.Apps}, out.Phrases)
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
	if names.apps[plan.ID] != nil {
		name = names.app(plan.ID)
	}
	line := []string{product(name, plan.Name)}
	if plan.AppliesTo == "Company" {
		line = append(line, names.Say("for the company"))
	}
	return names.List(line)
}
