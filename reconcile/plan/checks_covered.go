package plan

import (
	"slices"

	"licet/reconcile"
)

// covered finds licences that another licence of the same user appears to
// cover (see Coverage).
type covered struct {
	p     *planner
	apps  *reconcile.Coverage
	known map[[2]int32]bool
	pairs map[[2]int32]*coveredPair
}

// coveredPair counts the users for whom the first licence is covered by the second.
type coveredPair struct {
	users int
	at    reconcile.Place
	first string
}

func newCovered(p *planner) *covered {
	return &covered{p: p, apps: reconcile.NewCoverage(p.in.Catalog), known: map[[2]int32]bool{}, pairs: map[[2]int32]*coveredPair{}}
}

// covers reports whether big has all that small has, or a higher tier of it.
func (c *covered) covers(big, small int32) bool {
	key := [2]int32{big, small}
	known, ok := c.known[key]
	if !ok {
		known = c.apps.Covers(c.p.planIDs(big), c.p.planIDs(small))
		c.known[key] = known
	}
	return known
}

// look counts, for a change that gives licences, the direct ones that another
// one covers afterwards.
func (c *covered) look(d *draft, after []held) {
	var seen [][2]int32
	for _, a := range d.assign {
		for _, b := range after {
			pair := [2]int32{a.sku, b.sku}
			switch {
			case a.sku == b.sku:
				continue
			case c.covers(b.sku, a.sku):
				if c.covers(a.sku, b.sku) && c.isDirect(d, b.sku) && c.p.skus[a.sku].ID < c.p.skus[b.sku].ID {
					pair = [2]int32{b.sku, a.sku} // the same apps: named one way round
				}
			case c.covers(a.sku, b.sku) && c.isDirect(d, b.sku):
				pair = [2]int32{b.sku, a.sku}
			default:
				continue
			}
			if !slices.Contains(seen, pair) && c.p.skus[pair[0]].NoCost == "" {
				seen = append(seen, pair)
				c.count(d, pair)
			}
		}
	}
}

func (c *covered) isDirect(d *draft, sku int32) bool {
	given := slices.ContainsFunc(d.assign, func(h held) bool { return h.sku == sku })
	return given || slices.ContainsFunc(c.p.tenant.Assignments(c.p.user(d.user)), func(a reconcile.Assignment) bool {
		return a.SKU == sku && a.Group == reconcile.Direct
	})
}

func (c *covered) count(d *draft, key [2]int32) {
	pair := c.pairs[key]
	if pair == nil {
		pair = &coveredPair{}
		c.pairs[key] = pair
	}
	pair.users++
	if name := c.p.personName(c.p.who(d)); pair.first == "" || name < pair.first {
		pair.first, pair.at = name, c.p.who(d).first
	}
}

func (c *covered) report() {
	for key, pair := range c.pairs {
		c.p.found.add(reconcile.Finding{Severity: reconcile.Note, Code: reconcile.CodeCovered, At: pair.at,
			Message: reconcile.Say("%s appears to be covered by %s, which %s would hold beside it (%s first): %s may be saved.",
				c.p.licenseName(key[0]), c.p.licenseName(key[1]), reconcile.Count(pair.users, "%d user", "%d users"), pair.first, reconcile.Count(pair.users, "%d seat", "%d seats")),
			Hint: reconcile.Say("Seats, contract and region decide; the comparison is by the apps that the two contain.")})
	}
}
