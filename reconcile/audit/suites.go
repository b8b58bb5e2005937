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

// holding is one licence of a user with all ways in which they have it.
type holding struct {
	sku int32
	// direct and inherited say how; unknown that nobody can say.
	direct, inherited, unknown bool
	// off are the plans that every way has off.
	off []string
}

// removable reports whether taking the direct assignment away frees the licence.
func (h *holding) removable() bool { return h.direct && !h.inherited && !h.unknown }

// holdings gives what a user holds, by SKU.
func holdings(t *reconcile.Tenant, u *reconcile.User) []holding {
	var out []holding
	for _, as := range t.Assignments(u) {
		if !as.Held() {
			continue
		}
		n := len(out)
		if n == 0 || out[n-1].sku != as.SKU {
			out = append(out, holding{sku: as.SKU, off: as.DisabledPlans})
			n++
		}
		h := &out[n-1]
		h.off = slices.DeleteFunc(slices.Clone(h.off), func(id string) bool { return !slices.Contains(as.DisabledPlans, id) })
		switch as.Group {
		case reconcile.Direct:
			h.direct = true
		case reconcile.UnknownOrigin:
			h.unknown = true
		default:
			h.inherited = true
		}
	}
	return out
}

// on gives the plans that a holding has on.
func (v *suites) on(h *holding) []string {
	if len(h.off) == 0 {
		return v.plans[h.sku]
	}
	return slices.DeleteFunc(slices.Clone(v.plans[h.sku]), func(id string) bool { return slices.Contains(h.off, id) })
}

// covers reports whether big gives all that small gives: as products, and as
// the user has their apps on.
func (v *suites) covers(big, small *holding) bool {
	key := [2]int32{big.sku, small.sku}
	known, ok := v.known[key]
	if !ok {
		known = v.coverage.Covers(v.plans[big.sku], v.plans[small.sku])
		v.known[key] = known
	}
	if !known || len(big.off) == 0 && len(small.off) == 0 {
		return known
	}
	return v.coverage.Covers(v.on(big), v.on(small))
}

// covered gives, for each holding that can go because another one covers it, the
// index of the one that stays; -1 for the others. The one that stays is never
// one that can go itself.
func (v *suites) covered(hs []holding) []int {
	by := make([]int, len(hs))
	gone := make([]bool, len(hs))
	order := make([]int, len(hs))
	for i := range hs {
		order[i] = i
	}
	// The smaller goes before the larger, and of equals the one that can go.
	slices.SortStableFunc(order, func(x, y int) int {
		return cmp.Or(cmp.Compare(len(v.plans[hs[x].sku]), len(v.plans[hs[y].sku])), cmp.Compare(stays(&hs[x]), stays(&hs[y])), cmp.Compare(hs[y].sku, hs[x].sku))
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

// stays is 1 for a holding that no sheet can take away.
func stays(h *holding) int {
	if h.removable() {
		return 0
	}
	return 1
}

func (v *suites) coverer(hs []holding, gone []bool, small int) int {
	for big := range hs {
		if big != small && !gone[big] && v.covers(&hs[big], &hs[small]) {
			return big
		}
	}
	return -1
}

// hasMailbox reports whether a holding gives a mailbox.
func (v *suites) hasMailbox(h *holding) bool {
	return slices.ContainsFunc(v.on(h), func(id string) bool { return v.mailbox[id] })
}
