// Package reconcile is the pure core of licet: it turns what a sheet says and
// what a tenant holds into a plan of changes, and a plan into an order of work.
//
// The way through it is Build: rows are settled to users and licences
// (names*.go, people*.go), rows and options become what each user should hold
// (desired.go), a comparison makes the changes (diff.go, decide.go), checks and
// the seat ledger judge them (checks*.go, seats.go, rings.go, limits.go), and
// Order arranges what is left so that no call lacks a seat (order*.go).
//
// The package does no I/O: it imports no file, network, clock or random
// package and has no state. The same input gives the same plan, whatever the
// order of rows, files and users.
package reconcile
