// Package tenant reads and writes the tenant file licet-tenant/1: a whole
// Microsoft 365 tenant (organization, subscribed SKUs, groups, users) as JSON
// in Graph's own property names, users one a line, gzip-compressed when the
// name ends in ".gz".
//
// There are two ways in. Load and Read stream a file into a reconcile.Tenant,
// of whose text a few megabytes are held at a time. ReadFile gives the File
// itself, for who serves or changes it.
//
// The way of a file: feed.go reads ahead, and unpacks; listlines.go decodes the
// lines of a long array on all cores with jsonscan, as long as that is sure to
// be right; split.go and listcareful.go cut everything else with care, and
// encoding/json has the last word on what an entry is. All errors come from the
// careful way, so that they do not depend on how far the fast one came.
//
// A file that ends early is an error in either way, never a smaller tenant,
// since a missing user would later read as "holds nothing".
package tenant
