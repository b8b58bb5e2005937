// Package planfile reads and writes the plan file licet-plan/1: what plan
// --json and --out write, and what apply takes. It is the one place that knows
// the file's fields; what a plan means stands in package reconcile.
//
// The file has one change a line, so that plans can be compared with diff and
// read in one pass. Apart from "created" the same plan gives the same bytes.
//
// A plan is carried out as it is written, so the reader is strict: a field
// that it does not know, a field that stands twice, a GUID that is none, a
// change that contradicts itself, and sums that do not fit the changes are
// faults, and all of them are told at once. A plan that somebody has edited is
// refused for the sums unless they edited these as well.
package planfile
