package catalog

import (
	"fmt"

	"licet/reconcile"
)

// tables are the embedded tables as they stand in the files.
type tables struct {
	products     []productLine
	plans        []planLine
	aliases      []aliasLine
	noCost       []noCostLine
	exclusive    []exclusiveLine
	dependencies []dependencyLine
	rungs        []rungLine
	ambient      []ambientLine
}

func (t *tables) catalog() (*reconcile.Catalog, error) {
	c := &reconcile.Catalog{
		Products:     make([]reconcile.Product, len(t.products)),
		Plans:        make([]reconcile.PlanName, len(t.plans)),
		Dependencies: make([]reconcile.Dependency, len(t.dependencies)),
		Exclusive:    t.exclusiveGroups(),
		Ladders:      make([]reconcile.Rung, len(t.rungs)),
		Ambient:      make([]string, len(t.ambient)),
	}
	for i, p := range t.products {
		c.Products[i] = reconcile.Product{SKUID: p.SKUID, PartNumber: p.PartNumber, Name: p.Name, Plans: p.Plans}
	}
	for i, p := range t.plans {
		c.Plans[i] = reconcile.PlanName(p)
	}
	for i, d := range t.dependencies {
		c.Dependencies[i] = reconcile.Dependency{Plan: d.Plan, AnyOf: d.AnyOf, Severity: d.severity()}
	}
	for i, r := range t.rungs {
		c.Ladders[i] = reconcile.Rung(r)
	}
	for i, a := range t.ambient {
		c.Ambient[i] = a.Plan
	}
	return c, t.describe(c.Products)
}

// describe adds aliases and the kinds of what costs nothing.
func (t *tables) describe(products []reconcile.Product) error {
	bySKU := make(map[string]*reconcile.Product, len(products))
	for i := range products {
		bySKU[products[i].SKUID] = &products[i]
	}
	for _, a := range t.aliases {
		p := bySKU[a.SKUID]
		if p == nil {
			return fmt.Errorf("embedded table aliases: unknown SKU %s", a.SKUID)
		}
		p.Aliases = append(p.Aliases, a.Alias)
	}
	for _, n := range t.noCost {
		p := bySKU[n.SKUID]
		if p == nil {
			return fmt.Errorf("embedded table no_cost: unknown SKU %s", n.SKUID)
		}
		p.NoCost = n.Kind
	}
	return nil
}

// exclusiveGroups gathers the groups in the order of the table. The severities
// are ours: where Microsoft's list is contradicted by what Microsoft sells or
// says elsewhere (exchange, sharepoint, skype) a pair is only noted.
func (t *tables) exclusiveGroups() []reconcile.ExclusiveGroup {
	var groups []reconcile.ExclusiveGroup
	index := map[string]int{}
	for _, line := range t.exclusive {
		i, known := index[line.Group]
		if !known {
			i = len(groups)
			index[line.Group] = i
			groups = append(groups, reconcile.ExclusiveGroup{Name: line.Group})
		}
		groups[i].Plans = append(groups[i].Plans, line.Plan)
		groups[i].Severity = max(groups[i].Severity, reconcile.Severity(line.Severity))
	}
	return groups
}

// severity makes an error of what Graph is known to refuse, and a warning of
// what was only read about.
func (d *dependencyLine) severity() reconcile.Severity {
	if d.Confidence == "verified" {
		return reconcile.Error
	}
	return reconcile.Warning
}
