package main

import (
	"os"
	"runtime/debug"
)

// thriftyPercent is how much garbage may come on top of what is in use before
// it is collected, in percent (Go's own measure is 100).
const thriftyPercent = 25

// thrifty is for commands that may hold a plan of a million changes: those that
// carry it out, waiting for Graph nearly all of the hours that this takes, and
// those that only show it. The room that Go's collector leaves itself for speed
// is as large as all that is in use, which here buys little: a fifth of the time
// of showing such a plan, and nothing that a run would notice (bench/README.md).
// Planning from sheets keeps it. Who sets GOGC decides for themselves. restore
// undoes it.
func (e *env) thrifty() (restore func()) { return e.collectAt(thriftyPercent) }

const (
	// hastyPercent is in place of thriftyPercent where speed counts.
	hastyPercent = 400
	// hastyBytes bounds the files that are planned so: what they leave in memory is
	// smaller.
	hastyBytes = 256 << 20
)

// hasty is for a plan of what two lists differ in: it is over before there is
// garbage worth collecting, and looking for some takes a tenth of its time
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
