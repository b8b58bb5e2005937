package catalog

import (
	"fmt"
	"slices"
	"strings"

	"licet/reconcile"
)

// table gathers the lines of Microsoft's CSV into products and plans, in the
// order in which they first occur.
type table struct {
	products []reconcile.Product
	plans    []reconcile.PlanName
	product  map[string]int
	plan     map[string]bool
	pairs    map[[2]string]bool
	stats    Stats
}

func newTable() *table {
	return &table{product: map[string]int{}, plan: map[string]bool{}, pairs: map[[2]string]bool{}}
}

// add takes one line; at says where each of columns stands in it.
func (t *table) add(at []int, cells []string) error {
	t.stats.Lines++
	var cell [6]string
	for i, column := range at {
		if column >= len(cells) {
			return fmt.Errorf("it ends before %s", columns[i])
		}
		if cell[i] = clean(cells[column]); cell[i] == "" && i < 5 {
			return fmt.Errorf("%s is empty", columns[i])
		}
	}
	sku, plan := strings.ToLower(cell[2]), strings.ToLower(cell[4])
	for _, id := range []string{sku, plan} {
		if !guid.MatchString(id) {
			return fmt.Errorf("%q is no GUID", id)
		}
	}
	i, known := t.product[sku]
	if !known {
		i = len(t.products)
		t.product[sku] = i
		t.products = append(t.products, reconcile.Product{SKUID: sku, PartNumber: cell[1], Name: cell[0]})
	}
	if !t.plan[plan] {
		t.plan[plan] = true
		t.plans = append(t.plans, reconcile.PlanName{ID: plan, Name: cell[3], FriendlyName: cell[5]})
	}
	if t.pairs[[2]string{sku, plan}] {
		t.stats.Repeated++
		return nil
	}
	t.pairs[[2]string{sku, plan}] = true
	t.products[i].Plans = append(t.products[i].Plans, plan)
	return nil
}

func (t *table) catalog() *reconcile.Catalog {
	for i := range t.products {
		slices.Sort(t.products[i].Plans)
	}
	return &reconcile.Catalog{Products: t.products, Plans: t.plans}
}
