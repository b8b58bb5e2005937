package main

import (
	"os"
	"runtime/debug"
	"sync"
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
	// never is in place of thriftyPercent where no garbage is collected at all.
	never = -1
	// hastyBytes bounds the files that are read so, hastyMost the rows and users
	// that are planned so.
	hastyBytes = 2 << 30
	hastyMost  = 500_000
)

// hasty is for a plan of what two lists differ in. Of what reading them takes
// nearly all stays in use, and planning what is left is over before there is
// garbage worth collecting: looking for some took a tenth of the time
// (bench/README.md). calm is for the end, and for plans that are not of that kind.
func (p *planning) hasty() (calm func()) {
	if len(p.paths) != 1 || p.source.current == "" {
		return func() {}
	}
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
	return sync.OnceFunc(p.env.collectAt(never))
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
