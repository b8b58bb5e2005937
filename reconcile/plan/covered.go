package plan

import (
	"slices"

	"licet/reconcile"
)

// covers reports whether a licence has all that a small one has, or a higher tier of it
// (see reconcile.Coverage).
func (r *rules) covers(big, small string) bool {
	key := [2]string{big, small}
	covers, ok := r.covered[key]
	if !ok {
		covers = r.coverage.Covers(r.licenses.names.SkuPlans[big], r.licenses.names.SkuPlans[small])
		r.covered[key] = covers
	}
	return covers
}

// coveredBy gives, for a change that assigns licences, the direct ones that another one
// appears to cover afterwards.
func (r *rules) coveredBy(change *reconcile.Change, after []reconcile.Holding) [][2]string {
	var pairs [][2]string
	for _, a := range change.Assign {
		for _, b := range after {
			pair := [2]string{a.SKUID, b.SKUID}
			switch {
			case a.SKUID == b.SKUID:
				continue
			case r.covers(b.SKUID, a.SKUID):
				if r.covers(a.SKUID, b.SKUID) && isDirect(change, b.SKUID) && a.SKUID < b.SKUID {
					pair = [2]string{b.SKUID, a.SKUID} // the same apps: named one way round
				}
			case r.covers(a.SKUID, b.SKUID) && isDirect(change, b.SKUID):
				pair = [2]string{b.SKUID, a.SKUID}
			default:
				continue
			}
			if !slices.Contains(pairs, pair) && r.licenses.skus[r.licenses.at[pair[0]]].NoCost == "" {
				pairs = append(pairs, pair)
			}
		}
	}
	return pairs
}

// isDirect reports whether a change gives a licence, or whoever has it has it
// directly.
func isDirect(c *reconcile.Change, id string) bool {
	is := func(h reconcile.Holding) bool { return h.SKUID == id }
	return slices.ContainsFunc(c.Assign, is) || slices.ContainsFunc(c.Before, is)
}
