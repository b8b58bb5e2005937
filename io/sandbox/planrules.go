package sandbox

import (
	"fmt"
	"slices"
	"strings"

	"licet/io/catalog"
)

// Facts are the rules between service plans, by id. Graph exposes them through
// no API; they come from the catalogue, or from a test.
type Facts struct {
	// Exclusive are sets of plans of which only one may be on.
	Exclusive [][]string
	// Dependencies are plans that need one of others to be on.
	Dependencies []Dependency
}

// Dependency says that Plan, when it is on, needs at least one of AnyOf.
type Dependency struct {
	Plan  string
	AnyOf []string
}

// CatalogFacts gives the rules of the embedded catalogue that Graph is believed
// to enforce today: those of severity error.
func CatalogFacts() (Facts, error) {
	c, err := catalog.Load()
	if err != nil {
		return Facts{}, err
	}
	var f Facts
	for _, g := range c.Exclusive {
		if g.Severity.String() == "error" {
			f.Exclusive = append(f.Exclusive, g.Plans)
		}
	}
	for _, d := range c.Dependencies {
		if d.Severity.String() == "error" {
			f.Dependencies = append(f.Dependencies, Dependency{d.Plan, d.AnyOf})
		}
	}
	return f, nil
}

// planRules are Facts in the numbers of a store.
type planRules struct {
	exclusive []bitset
	needs     []need
}

type need struct {
	plan        int
	anyOf       bitset
	name, names string
}

func newPlanRules(f Facts, t *planTable) planRules {
	var r planRules
	for _, plans := range f.Exclusive {
		r.exclusive = append(r.exclusive, t.set(plans).bits)
	}
	for _, d := range f.Dependencies {
		name, names := strings.ToLower(d.Plan), strings.Join(lowerAll(d.AnyOf), ",")
		r.needs = append(r.needs, need{t.number(d.Plan), t.set(d.AnyOf).bits, name, names})
	}
	return r
}

// violation is what stands against a set of enabled plans; word is that of
// licenseAssignmentStates.
type violation struct{ word, message string }

// judge compares what is on before and after a write. What was wrong before
// already is not held against it.
func (r *planRules) judge(t *planTable, before, after bitset) *violation {
	for _, set := range r.exclusive {
		on := t.names(after.and(set))
		if len(on) > 1 && len(on) > len(t.names(before.and(set).and(after))) {
			return &violation{errorExclusive, fmt.Sprintf(messageExclusive, strings.Join(on, ","))}
		}
	}
	for _, n := range r.needs {
		broken := after.has(n.plan) && after.and(n.anyOf).empty()
		wasBroken := before.has(n.plan) && before.and(n.anyOf).empty()
		if broken && !wasBroken {
			return &violation{errorDependency, fmt.Sprintf(messageDependency, n.name, n.names)}
		}
	}
	return nil
}

// names gives the ids of a set of plans, sorted.
func (t *planTable) names(b bitset) []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out []string
	for i, id := range t.ids {
		if b.has(i) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}
