package audit

import (
	"cmp"
	"slices"

	"licet/reconcile"
)

// suites compares the licences that one user holds.
type suites struct {
	coverage *reconcile.Coverage
	plans    [][]string // of each SKU of the tenant
	mailbox  map[string]bool
	known    map[[2]int32]bool
}

// mailboxFamily is the family of tiers whose plans are a mailbox.
const mailboxFamily = "exchange"

func newSuites(t *reconcile.Tenant, c *reconcile.Catalog) *suites {
	v := &suites{coverage: reconcile.NewCoverage(c), plans: make([][]string, len(t.SKUs)), mailbox: map[string]bool{}, known: map[[2]int32]bool{}}
	products := c.BySKU()
	for i := range t.SKUs {
		for _, p := range t.SKUs[i].Plans {
			v.plans[i] = append(v.plans[i], p.ID)
		}
		if p := products[t.SKUs[i].ID]; p != nil && v.plans[i] == nil {
			v.plans[i] = p.Plans
		}
	}
	for _, r := range c.Ladders {
		if r.Family == mailboxFamily {
			v.mailbox[r.Plan] = true
		}
	}
	return v
}

// on gives the plans that a holding has on.
func (v *suites) on(h *reconcile.Held) []string {
	if len(h.Off) == 0 {
		return v.plans[h.SKU]
	}
	return slices.DeleteFunc(slices.Clone(v.plans[h.SKU]), func(id string) bool { return slices.Contains(h.Off, id) })
}

// covers reports whether big gives all that small gives: as products, and as
// the user has their apps on.
func (v *suites) covers(big, small *reconcile.Held) bool {
	key := [2]int32{big.SKU, small.SKU}
	known, ok := v.known[key]
	if !ok {
		known = v.coverage.Covers(v.plans[big.SKU], v.plans[small.SKU])
		v.known[key] = known
	}
	if !known || len(big.Off) == 0 && len(small.Off) == 0 {
		return known
	}
	return v.coverage.Covers(v.on(big), v.on(small))
}

// covered gives, for each holding that can go because another one covers it, the
// index of the one that stays; -1 for the others. The one that stays is never
// one that can go itself.
func (v *suites) covered(hs []reconcile.Held) []int {
	by := make([]int, len(hs))
	gone := make([]bool, len(hs))
	order := make([]int, len(hs))
	for i := range hs {
		order[i] = i
	}
	// The smaller goes before the larger, and of equals the one that can go.
	slices.SortStableFunc(order, func(x, y int) int {
		return cmp.Or(cmp.Compare(len(v.plans[hs[x].SKU]), len(v.plans[hs[y].SKU])), cmp.Compare(stays(&hs[x]), stays(&hs[y])), cmp.Compare(hs[y].SKU, hs[x].SKU))
	})
	for _, i := range order {
		gone[i] = v.coverer(hs, gone, i) >= 0
	}
	for _, i := range order {
		by[i] = -1
		if gone[i] {
			by[i] = v.coverer(hs, gone, i)
		}
	}
	return by
}

// stays is 1 for a holding that no sheet can remove.
func stays(h *reconcile.Held) int {
	if h.Removable() {
		return 0
	}
	return 1
}

func (v *suites) coverer(hs []reconcile.Held, gone []bool, small int) int {
	for big := range hs {
		if big != small && !gone[big] && v.covers(&hs[big], &hs[small]) {
			return big
		}
	}
	return -1
}

// hasMailbox reports whether a holding gives a mailbox.
func (v *suites) hasMailbox(h *reconcile.Held) bool {
	return slices.ContainsFunc(v.on(h), func(id string) bool { return v.mailbox[id] })
}
