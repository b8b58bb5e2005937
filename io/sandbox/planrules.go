package sandbox

import (
	"math/big"
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

// planRules are Facts in the sets of a store.
type planRules struct {
	exclusive []*planSet
	needs     []need
}

// need says that who has plan on has one of others on.
type need struct{ plan, anyOf *planSet }

func newPlanRules(f Facts, t *planTable) planRules {
	var r planRules
	for _, plans := range f.Exclusive {
		r.exclusive = append(r.exclusive, t.set(plans))
	}
	for _, d := range f.Dependencies {
		r.needs = append(r.needs, need{t.set([]string{d.Plan}), t.set(d.AnyOf)})
	}
	return r
}

func (n need) broken(on *big.Int) bool {
	return both(on, &n.plan.bits).Sign() != 0 && both(on, &n.anyOf.bits).Sign() == 0
}

// judge compares what is on before and after a write, and gives what stands against
// it with the word of licenseAssignmentStates. What was wrong before already is not
// held against it.
func (r *planRules) judge(t *planTable, before, after *big.Int) (word string, bad *refusal) {
	for _, set := range r.exclusive {
		on := both(after, &set.bits)
		if names := t.names(on); len(names) > 1 && len(names) > len(t.names(both(before, on))) {
			return errorExclusive, badRequest(messageExclusive, strings.Join(names, ","))
		}
	}
	for _, n := range r.needs {
		if n.broken(after) && !n.broken(before) {
			return errorDependency, badRequest(messageDependency, n.plan.ids[0], strings.Join(n.anyOf.ids, ","))
		}
	}
	return "", nil
}
