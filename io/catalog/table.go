package catalog

import (
	"fmt"
	"strings"

	"licet/reconcile"
)

// table gathers the lines of Microsoft's CSV into products and plans, in the
// order in which they first occur.
type table struct {
	reconcile.Catalog
	product map[string]int
	plan    map[string]bool
	pairs   map[[2]string]bool
	stats   Stats
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
			return fmt.Errorf("%q is not a GUID", id)
		}
	}
	i, known := t.product[sku]
	if !known {
		i = len(t.Products)
		t.product[sku] = i
		t.Products = append(t.Products, reconcile.Product{SKUID: sku, PartNumber: cell[1], Name: cell[0]})
	}
	if !t.plan[plan] {
		t.plan[plan] = true
		t.Plans = append(t.Plans, reconcile.PlanName{ID: plan, Name: cell[3], FriendlyName: cell[5]})
	}
	if t.pairs[[2]string{sku, plan}] {
		t.stats.Repeated++
		return nil
	}
	t.pairs[[2]string{sku, plan}] = true
	t.Products[i].Plans = append(t.Products[i].Plans, plan)
	return nil
}
