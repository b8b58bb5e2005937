// Package tenant reads and writes the tenant file licet-tenant/1: a whole
// Microsoft 365 tenant (organization, subscribed SKUs, groups, users) as JSON
// in Graph's own property names, users one a line, gzip-compressed when the
// name ends in ".gz".
//
// There are two ways in. Load makes a reconcile.Tenant of a file. Visit hands
// over the text of each user, for who serves or changes it; ReadFile collects
// them.
//
// Users that stand one a line are decoded on all cores (users.Lines); where a
// file is written otherwise, encoding/json cuts it, and the same decoder reads
// each user. All errors come from there, with the line.
//
// A file that ends early is an error, never a smaller tenant, since a missing
// user would later read as "holds nothing".
package tenant
