// Package tenant reads and writes the tenant file licet-tenant/1: a whole
// Microsoft 365 tenant (organization, subscribed SKUs, groups, users) as JSON
// in Graph's own property names, users one a line, gzip-compressed when the
// name ends in ".gz".
//
// There are two ways in. Load and Read stream a file into a reconcile.Tenant:
// the text is cut into users on one core and decoded on all of them, and no
// more than a few hundred kilobytes of it are held at a time. ReadFile gives
// the File itself, for who serves or changes it.
//
// A file that ends early is an error in either way, never a smaller tenant,
// since a missing user would later read as "holds nothing".
package tenant
