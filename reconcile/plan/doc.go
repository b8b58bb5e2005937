// Package plan turns rows and a tenant into a plan.
//
// Build goes through stages, each a function of what it needs (build.go): what lines
// say is settled (entries.go), lines are gathered by user (people.go) and users found
// in the tenant (identify.go), what is said becomes wishes (wishes.go), and wishes are
// held against what users have (rules.go, decide.go). Seats are allotted (seats.go,
// rings.go), removals counted (limits.go), and finish.go writes the plan that stands
// alone.
//
// A sheet says few different things and users hold few different things, so wishes are
// made once for each combination of entries, and decisions once for each pair of wishes
// and holdings. Places are spots in them (problems.go): the person has the lines.
package plan
