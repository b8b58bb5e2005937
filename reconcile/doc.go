// Package reconcile holds the words of licet's pure core: rows of a sheet and
// where they stand, users and what they have, licences, changes, plans, seats,
// and findings. Its rooms turn them into each other: names settles what was
// written, plan makes a plan of rows and a tenant, order arranges its changes so
// that no call lacks a seat, apply carries it out, audit looks at a tenant.
//
// Neither it nor names, plan and order do any I/O: they import no file,
// network, clock or random package and have no state. The same input gives the
// same plan, whatever the order of rows, files and users.
package reconcile
