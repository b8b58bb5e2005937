package main

import (
	"os"
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

const (
	// hastyPercent is in place of thriftyPercent where speed counts.
	hastyPercent = 400
	// hastyBytes bounds the files that are planned so: what they leave in memory is
	// smaller.
	hastyBytes = 256 << 20
)

// hasty is for a plan of what two lists differ in: it is over before there is
// garbage worth collecting, and looking for some takes 2 to 8 % of its time
// (bench/README.md).
func (p *planning) hasty() (restore func()) {
	total := int64(0)
	for _, path := range append([]string{p.source.current}, p.paths...) {
		info, err := os.Stat(path)
		if err != nil {
			return func() {}
		}
		total += info.Size()
	}
	if total > hastyBytes {
		return func() {}
	}
	return p.env.collectAt(hastyPercent)
}

// collectAt sets how much garbage there may be, in percent of what is in use,
// unless whoever runs licet has.
func (e *env) collectAt(percent int) (restore func()) {
	if e.getenv("GOGC") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(percent)
	return func() { debug.SetGCPercent(before) }
}
