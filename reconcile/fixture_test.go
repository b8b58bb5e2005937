package reconcile_test

import (
	"fmt"
	"strings"

	"licet/reconcile"
)

// Products and ids for the tests of tenants: what reconcile/plan's own small
// world has of them, no more.

// id gives a GUID that says in its tail what it stands for.
func id(kind, n int) string { return fmt.Sprintf("%08d-0000-4000-8000-%012d", kind, n) }

const (
	kindSKU = iota + 1
	kindPlan
	kindUser
	kindGroup
)

const (
	exchange = iota + 1
	teams
	viva
)

const (
	e3 = iota + 1
	e5
	ems
	visioSKU
	copilotSKU
)

func planID(n int) string { return id(kindPlan, n) }

func sku(n int) string { return id(kindSKU, n) }

func upn(name string) string { return name + "@contoso.com" }

func smallCatalog() *reconcile.Catalog {
	c := &reconcile.Catalog{}
	for n := e3; n <= copilotSKU; n++ {
		c.Products = append(c.Products, reconcile.Product{SKUID: sku(n), PartNumber: fmt.Sprint("SKU", n), Plans: smallPlans()})
	}
	return c
}

func smallPlans() []string {
	return reconcile.NormalizePlans([]string{planID(exchange), planID(teams), planID(viva)})
}

// showHolding writes a licence with the apps that are off by their numbers.
func showHolding(skuID string, off []string) string {
	number := func(id string) string { return strings.TrimLeft(id[len(id)-12:], "0") }
	show := "SKU" + number(skuID)
	for _, id := range off {
		show += "-" + number(id)
	}
	return show
}

// smallSKU is a subscribed SKU as Graph tells it.
func smallSKU(n, enabled, consumed int) reconcile.SKU {
	s := reconcile.SKU{ID: sku(n), PartNumber: fmt.Sprint("SKU", n), AppliesTo: "User", CapabilityStatus: "Enabled", Enabled: enabled, Consumed: consumed}
	for _, id := range smallPlans() {
		s.Plans = append(s.Plans, reconcile.ServicePlan{ID: id, AppliesTo: "User", ProvisioningStatus: "Success"})
	}
	return s
}
