package reconcile

// Product is a licence that Microsoft sells, from the published table of
// product names and service plan identifiers. It is for names, look-up and
// hints: which plans a SKU really has, only the tenant's own SKU says.
type Product struct {
	// SKUID is the GUID in lower case.
	SKUID string
	// PartNumber is Graph's skuPartNumber, e.g. "SPE_E3".
	PartNumber string
	// Name is the product name of today, e.g. "Microsoft 365 E3".
	Name string
	// Aliases are names of earlier years and of other languages.
	Aliases []string
	// Plans are the service plan ids that Microsoft's table lists, sorted.
	Plans []string
	// NoCost is the kind of a product that costs nothing (free, trial,
	// self-service, developer, free-edu, capacity, consumption); empty for
	// products that are sold.
	NoCost string
}

// PlanName gives a service plan its names.
type PlanName struct {
	// ID is the servicePlanId in lower case.
	ID string
	// Name is Graph's servicePlanName, e.g. "EXCHANGE_S_ENTERPRISE".
	Name string
	// FriendlyName is the name in the admin centre, e.g. "Exchange Online (Plan 2)".
	FriendlyName string
}

// ExclusiveGroup is a set of service plans of which a user may have only one
// that is on (Graph: MutuallyExclusiveViolation).
type ExclusiveGroup struct {
	Name  string
	Plans []string
	// Severity is Error where the rule is believed to hold today, Note where
	// Microsoft's list is known to be stale.
	Severity Severity
}

// Dependency says that a plan that is on needs at least one of others to be on
// (Graph: DependencyViolation).
type Dependency struct {
	Plan  string
	AnyOf []string
	// Severity is Error where Graph is known to refuse, Warning otherwise.
	Severity Severity
}

// Rung is the place of a service plan in a family of tiers: a higher rank
// covers the lower ones.
type Rung struct {
	Family string
	Rank   int
	Plan   string
}

// Catalog is the embedded knowledge about products and apps, handed to the
// core as data. The zero Catalog is valid: names are then the tenant's own.
type Catalog struct {
	Products     []Product
	Plans        []PlanName
	Exclusive    []ExclusiveGroup
	Dependencies []Dependency
	// Ladders and Ambient serve to compare suites: tiers of one family, and
	// plans that do not count (both are licet's judgement, not Microsoft's).
	Ladders []Rung
	Ambient []string
}

// BySKU gives the products by their SKUID.
func (c *Catalog) BySKU() map[string]*Product {
	all := make(map[string]*Product, len(c.Products))
	for i := range c.Products {
		all[c.Products[i].SKUID] = &c.Products[i]
	}
	return all
}
