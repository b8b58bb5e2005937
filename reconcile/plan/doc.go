// Package plan turns rows and a tenant into a plan.
//
// The way through it is Build: rows are settled to users and licences
// (people*.go), rows and options become what each user should hold (desired.go),
// a comparison makes the changes (diff.go, decide.go), checks and the seat ledger
// judge them (checks*.go, seats.go, rings.go, limits.go), and finish.go writes the
// plan that stands alone.
package plan
