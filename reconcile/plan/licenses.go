package plan

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"licet/reconcile"
	"licet/reconcile/names"
)

// licenses are the tenant's, and after them others that options and rows name. They
// are complete once the entries are settled.
type licenses struct {
	names *names.Names
	knows reconcile.Knowledge
	skus  []reconcile.SKU
	at    map[string]int32
	// labels are the names of skus for people.
	labels []string

	// For which licences the sheet is the truth: all, those listed, or else those
	// mentioned; never those ignored.
	all                        bool
	listed, ignored, mentioned map[int32]bool

	perUser map[int32][]string // choosable
}

func newLicenses(t *reconcile.Tenant, n *names.Names) *licenses {
	l := &licenses{names: n, knows: t.Knows, skus: slices.Clone(t.SKUs), at: make(map[string]int32, len(t.SKUs)),
		mentioned: map[int32]bool{}, perUser: map[int32][]string{}}
	for i := range l.skus {
		l.at[l.skus[i].ID] = int32(i)
		l.labels = append(l.labels, reconcile.LicenseName(l.skus[i].Name, l.skus[i].PartNumber))
	}
	return l
}

// number gives the index of a licence, adding one that the tenant does not list.
func (l *licenses) number(c reconcile.Candidate) int32 {
	i, ok := l.at[c.SKUID]
	if !ok {
		i = int32(len(l.skus))
		l.skus = append(l.skus, reconcile.SKU{ID: c.SKUID, PartNumber: c.PartNumber, Name: c.Name, AppliesTo: "User"})
		l.at[c.SKUID], l.labels = i, append(l.labels, c.String())
	}
	return i
}

func (l *licenses) name(sku int32) string { return l.labels[sku] }

// namesOf names licences.
func (l *licenses) namesOf(hs []reconcile.Holding) []string {
	names := make([]string, len(hs))
	for i, h := range hs {
		names[i] = l.name(l.at[h.SKUID])
	}
	return names
}

// id gives the skuId; that of no licence is empty.
func (l *licenses) id(sku int32) string {
	if sku < 0 {
		return ""
	}
	return l.skus[sku].ID
}

// covers reports whether the sheet is the truth for a licence.
func (l *licenses) covers(sku int32) bool {
	switch {
	case l.ignored[sku]:
		return false
	case l.all:
		return true
	case len(l.listed) > 0:
		return l.listed[sku]
	default:
		return l.mentioned[sku]
	}
}

// admits reports whether a row may speak of a licence.
func (l *licenses) admits(sku int32) bool {
	return !l.ignored[sku] && (l.all || len(l.listed) == 0 || l.listed[sku])
}

// knowsSeats reports whether the seats of a licence can be judged.
func (l *licenses) knowsSeats(sku int32) bool { return l.knows.Seats && l.skus[sku].Owned }

// listCounts writes licences with a count each, most first, only so many in full.
func (l *licenses) listCounts(byID map[string]int, most int) reconcile.Listing {
	ids := slices.SortedFunc(maps.Keys(byID), func(a, b string) int {
		return cmp.Or(cmp.Compare(byID[b], byID[a]), strings.Compare(a, b))
	})
	var parts []reconcile.Sentence
	for _, id := range ids[:min(most, len(ids))] {
		parts = append(parts, reconcile.Say("%s: %d", l.name(l.at[id]), byID[id]))
	}
	if more := len(ids) - most; more > 0 {
		parts = append(parts, reconcile.Say("%d more", more))
	}
	return reconcile.ListOf(parts)
}
