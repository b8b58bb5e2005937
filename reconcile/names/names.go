package names

import (
	"slices"
	"strings"
	"sync"

	"licet/reconcile"
)

// Names is the one place that decides what licence or app a text means. It
// looks among the SKUs of the tenant first and in the catalogue after that;
// in each, by part number, then by the product name of today, then by names of
// earlier years and other languages, then by any of them without punctuation.
//
// A Names remembers what it was asked. It is safe for concurrent use.
type Names struct {
	mu         sync.Mutex // of spoken, asked and apps
	candidates []reconcile.Candidate
	spoken     []spoken // of the candidates, once somebody asks what is near
	byID       map[string]int32
	names      [2 * levels]map[string][]int32 // of the tenant's licences, then of the others
	plans      map[string]reconcile.PlanName
	SkuPlans   map[string][]string
	asked      map[string][]reconcile.Candidate
	apps       map[string]map[string][]string
}

// The levels of names, surest first.
const (
	levelPart = iota
	levelName
	levelAlias
	levelLoose
	levels
)

// New indexes the catalogue and, if t is not nil, the tenant's SKUs.
func New(c *reconcile.Catalog, t *reconcile.Tenant) *Names {
	n := &Names{
		byID:     map[string]int32{},
		plans:    make(map[string]reconcile.PlanName, len(c.Plans)),
		SkuPlans: map[string][]string{},
		asked:    map[string][]reconcile.Candidate{},
		apps:     map[string]map[string][]string{},
	}
	for i := range n.names {
		n.names[i] = make(map[string][]int32, 2*len(c.Products))
	}
	for _, p := range c.Plans {
		n.plans[p.ID] = p
	}
	if t != nil {
		products := c.BySKU()
		for i := range t.SKUs {
			n.addSKU(&t.SKUs[i], products[t.SKUs[i].ID])
		}
	}
	for i := range c.Products {
		p := &c.Products[i]
		if _, owned := n.byID[p.SKUID]; owned {
			continue
		}
		n.SkuPlans[p.SKUID] = p.Plans
		n.add(levels, reconcile.Candidate{SKUID: p.SKUID, PartNumber: p.PartNumber, Name: p.Name}, p.Aliases)
	}
	return n
}

func (n *Names) addSKU(s *reconcile.SKU, p *reconcile.Product) {
	var aliases []string
	if p != nil {
		aliases = p.Aliases
	}
	for _, plan := range s.Plans {
		n.SkuPlans[s.ID] = append(n.SkuPlans[s.ID], plan.ID)
		known := n.plans[plan.ID]
		n.plans[plan.ID] = reconcile.PlanName{ID: plan.ID, Name: plan.Name, FriendlyName: known.FriendlyName}
	}
	if len(s.Plans) == 0 && p != nil {
		n.SkuPlans[s.ID] = p.Plans
	}
	n.add(0, reconcile.Candidate{SKUID: s.ID, PartNumber: s.PartNumber, Name: s.Name, Owned: s.Owned}, aliases)
}

// add adds a licence; first is the first of its levels.
func (n *Names) add(first int, c reconcile.Candidate, aliases []string) {
	i := int32(len(n.candidates))
	n.candidates = append(n.candidates, c)
	n.byID[c.SKUID] = i
	put := func(level int, key string) {
		m := n.names[first+level]
		if key != "" && !slices.Contains(m[key], i) {
			m[key] = append(m[key], i)
		}
	}
	put(levelPart, reconcile.FoldTight(c.PartNumber))
	put(levelName, reconcile.FoldTight(c.Name))
	put(levelLoose, reconcile.FoldLoose(c.PartNumber))
	put(levelLoose, reconcile.FoldLoose(c.Name))
	for _, a := range aliases {
		put(levelAlias, reconcile.FoldTight(a))
		put(levelLoose, reconcile.FoldLoose(a))
	}
}

// License gives the licences that text may mean: none when it is unknown, more
// than one when it is ambiguous. The caller must not change the result.
func (n *Names) License(text string) []reconcile.Candidate {
	n.mu.Lock()
	defer n.mu.Unlock()
	if found, ok := n.asked[text]; ok {
		return found
	}
	found := n.lookUp(text)
	// "contoso:ENTERPRISEPACK" is how the retired MSOnline module wrote it.
	if _, part, ok := strings.Cut(text, ":"); ok && len(found) == 0 {
		found = n.lookUp(part)
	}
	n.asked[text] = found
	return found
}

func (n *Names) lookUp(text string) []reconcile.Candidate {
	if id, ok := reconcile.ParseGUID(text); ok {
		if i, known := n.byID[id]; known {
			return []reconcile.Candidate{n.candidates[i]}
		}
		return nil
	}
	tight, loose := reconcile.FoldTight(text), reconcile.FoldLoose(text)
	for i, names := range n.names {
		key := tight
		if i%levels == levelLoose {
			key = loose
		}
		if hits := names[key]; len(hits) > 0 && key != "" {
			return n.pick(hits)
		}
	}
	return nil
}

func (n *Names) pick(hits []int32) []reconcile.Candidate {
	found := make([]reconcile.Candidate, len(hits))
	for i, h := range hits {
		found[i] = n.candidates[h]
	}
	slices.SortFunc(found, func(a, b reconcile.Candidate) int { return strings.Compare(a.PartNumber+a.SKUID, b.PartNumber+b.SKUID) })
	return found
}

// SKU gives the licence with an id; false when neither tenant nor catalogue
// knows it.
func (n *Names) SKU(id string) (reconcile.Candidate, bool) {
	i, ok := n.byID[id]
	if !ok {
		return reconcile.Candidate{}, false
	}
	return n.candidates[i], true
}

// IsLicense reports whether text means a licence, or several. A GUID may be one that the
// tenant does not list, and that is known once its users are.
func (n *Names) IsLicense(text string) bool {
	_, guid := reconcile.ParseGUID(text)
	return guid || len(n.License(text)) > 0
}
