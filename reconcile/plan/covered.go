package plan

import (
	"slices"

	"licet/reconcile"
)

// coverage finds licences that another licence of the same user appears to
// cover (see reconcile.Coverage).
type coverage struct {
	licenses *licenses
	apps     *reconcile.Coverage
	known    map[[2]string]bool
}

func newCoverage(c *reconcile.Catalog, l *licenses) *coverage {
	return &coverage{licenses: l, apps: reconcile.NewCoverage(c), known: map[[2]string]bool{}}
}

// covers reports whether big has all that small has, or a higher tier of it.
func (c *coverage) covers(big, small string) bool {
	key := [2]string{big, small}
	known, ok := c.known[key]
	if !ok {
		known = c.apps.Covers(c.licenses.names.SkuPlans[big], c.licenses.names.SkuPlans[small])
		c.known[key] = known
	}
	return known
}

// pairs gives, for a change that gives licences, the direct ones that another
// one covers afterwards.
func (c *coverage) pairs(change *reconcile.Change, after []reconcile.Holding) [][2]string {
	var pairs [][2]string
	for _, a := range change.Assign {
		for _, b := range after {
			pair := [2]string{a.SKUID, b.SKUID}
			switch {
			case a.SKUID == b.SKUID:
				continue
			case c.covers(b.SKUID, a.SKUID):
				if c.covers(a.SKUID, b.SKUID) && isDirect(change, b.SKUID) && a.SKUID < b.SKUID {
					pair = [2]string{b.SKUID, a.SKUID} // the same apps: named one way round
				}
			case c.covers(a.SKUID, b.SKUID) && isDirect(change, b.SKUID):
				pair = [2]string{b.SKUID, a.SKUID}
			default:
				continue
			}
			if !slices.Contains(pairs, pair) && c.licenses.skus[c.licenses.at[pair[0]]].NoCost == "" {
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
