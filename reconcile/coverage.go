package reconcile

import (
	"slices"
)

// Coverage compares licences by the apps that they contain. Plain inclusion of
// plan sets is no use: a suite carries the higher tier of an app under another
// id, and background plans come and go. So plans of no weight are dropped on
// both sides, and the rest compared by tier.
type Coverage struct {
	ambient map[string]bool
	rungs   map[string][]Rung
}

// NewCoverage takes the tiers and the plans of no weight from the catalogue.
func NewCoverage(c *Catalog) *Coverage {
	v := &Coverage{ambient: map[string]bool{}, rungs: map[string][]Rung{}}
	for _, id := range c.Ambient {
		v.ambient[id] = true
	}
	for _, r := range c.Ladders {
		v.rungs[r.Plan] = append(v.rungs[r.Plan], r)
	}
	return v
}

// Covers reports whether big has every app of small, or a higher tier of it.
// Both are plan ids. A small one without any plan of weight is not covered.
func (v *Coverage) Covers(big, small []string) bool {
	mine := make(map[string]bool, len(big))
	top := map[string]int{}
	for _, id := range big {
		mine[id] = true
		for _, r := range v.rungs[id] {
			top[r.Family] = max(top[r.Family], r.Rank)
		}
	}
	weighty := 0
	for _, id := range small {
		if v.ambient[id] {
			continue
		}
		weighty++
		higher := slices.ContainsFunc(v.rungs[id], func(r Rung) bool { return top[r.Family] >= r.Rank })
		if !mine[id] && !higher {
			return false
		}
	}
	return weighty > 0
}
