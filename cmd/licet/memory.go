package main

import "runtime/debug"

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
func (e *env) thrifty() (restore func()) {
	if e.getenv("GOGC") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(thriftyPercent)
	return func() { debug.SetGCPercent(before) }
}
