// Package catalog holds the names of Microsoft's products and apps and what is
// known about how they go together, and hands it to the core as data. It looks
// nothing up: that is reconcile's work.
//
// The tables stand in data/, one a file, read with their part numbers and plan
// names beside the ids so that a change can be reviewed:
//
//	products.csv       620 products, each with the service plans in it
//	service_plans.csv  796 service plans with their names
//	aliases.csv        names of earlier years, and zh-CN names
//	no_cost.csv        products that cost nothing, by kind
//	exclusive.csv      plans of which a user may have one (Microsoft's list)
//	dependencies.csv   plans that need another, with how sure that is
//	ladders.csv        tiers of one service (our judgement)
//	ambient.csv        plans that do not count when suites are compared (ours)
//
// Microsoft's list is incomplete by its own words and ages: for a real tenant
// only its own subscribed SKUs say which plans a SKU has. LoadFile lays a newer
// copy of Microsoft's CSV over the embedded tables.
package catalog
