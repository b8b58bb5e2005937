package plan

import (
	"slices"
	"strings"

	"licet/reconcile"
)

// noteLeftAlone sums up what users in scope hold and the sheet does not manage:
// what --manage all would take away. An edit that takes the last mention of a
// licence out of a sheet removes nothing, and shows here.
func (p *planner) noteLeftAlone() {
	if p.refused {
		return
	}
	bySKU := map[int32]int{}
	p.eachInScope(func(u *reconcile.User, who *person) {
		if who != nil && who.refused {
			return
		}
		w := p.unnamed()
		if who != nil && who.name != "" {
			w = who.wishes
		}
		for _, a := range p.tenant.Assignments(u) {
			if a.Group == reconcile.Direct && !who.speaksOf(a.SKU) && p.leftAlone(&w, a.SKU) {
				bySKU[a.SKU]++
			}
		}
	})
	p.left = reconcile.LeftAlone{Licenses: len(bySKU)}
	for _, n := range bySKU {
		p.left.Assignments += n
	}
	if len(bySKU) == 0 {
		return
	}
	stay := reconcile.Count(len(bySKU), "%d licence that the sheet does not mention stays as it is", "%d licences that the sheet does not mention stay as they are")
	if len(p.managed.listed) > 0 {
		stay = reconcile.Count(len(bySKU), "%d licence that --manage does not list stays as it is", "%d licences that --manage does not list stay as they are")
	}
	p.found.add(reconcile.Finding{Severity: reconcile.Note, Code: reconcile.CodeLeftAlone,
		Message: reconcile.Say("%s; --manage all would remove %s.", stay, reconcile.Count(p.left.Assignments, "%d assignment", "%d assignments")),
		Hint:    reconcile.Say("Left alone: %s.", p.listCounts(bySKU, 5))})
}

// eachInScope visits the users in scope, those left out too; who is nil for one
// whom no row names and nothing concerns.
func (p *planner) eachInScope(visit func(u *reconcile.User, who *person)) {
	for u, i := range p.personOf {
		switch {
		case i >= 0:
			visit(p.user(int32(u)), &p.people[i])
		case p.in.Options.Scope == reconcile.ScopeTenant:
			visit(p.user(int32(u)), nil)
		}
	}
}

// speaksOf reports whether a row of a person names a licence.
func (who *person) speaksOf(sku int32) bool {
	return who != nil && slices.ContainsFunc(who.rows, func(s said) bool { return s.sku == sku })
}

// listCounts writes licences with a count each, most first, only so many in full.
func (p *planner) listCounts(bySKU map[int32]int, most int) reconcile.Listing {
	skus := make([]int32, 0, len(bySKU))
	for sku := range bySKU {
		skus = append(skus, sku)
	}
	slices.SortFunc(skus, func(a, b int32) int {
		if bySKU[a] != bySKU[b] {
			return bySKU[b] - bySKU[a]
		}
		return strings.Compare(p.skus[a].ID, p.skus[b].ID)
	})
	var parts []reconcile.Sentence
	for _, sku := range skus[:min(most, len(skus))] {
		parts = append(parts, reconcile.Say("%s: %d", p.licenseName(sku), bySKU[sku]))
	}
	if more := len(skus) - most; more > 0 {
		parts = append(parts, reconcile.Say("%d more", more))
	}
	return reconcile.ListOf(parts)
}
