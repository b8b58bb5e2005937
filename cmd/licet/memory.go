package main

import (
	"runtime/debug"
)

const (
	// thriftyPercent is how much garbage may come on top of what is in use before
	// it is collected, in percent (Go's own measure is 100).
	thriftyPercent = 25
	// manyChanges is how many changes a plan must have for its memory to matter.
	manyChanges = 100_000
)

// thrifty is for commands that make, show or carry out a plan of so many changes.
// Go's collector leaves itself as much room as is in use, which of a million changes
// is hundreds of megabytes and buys a fifth of the time of showing them. A small run
// keeps that: with a quarter of it 20,000 changes at 20 ms a call took 3 % longer
// (bench/README.md). Who sets GOGC decides for themselves. restore undoes it.
func (e *env) thrifty(changes int) (restore func()) {
	if changes < manyChanges {
		return func() {}
	}
	return e.collectAt(thriftyPercent)
}

// collectAt sets how much garbage there may be, in percent of what is in use,
// unless whoever runs licet has.
func (e *env) collectAt(percent int) (restore func()) {
	if e.Getenv("GOGC") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(percent)
	return func() { debug.SetGCPercent(before) }
}
