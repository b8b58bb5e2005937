package main

import "runtime/debug"

// thriftyPercent is how much garbage may come on top of what is in use before
// it is collected, in percent (Go's own measure is 100).
const thriftyPercent = 25

// thrifty is for commands that wait for Graph nearly all the time, and may hold
// a plan of a million changes meanwhile, for hours, beside whatever else the
// machine is for: the room that Go's collector leaves itself for speed is as
// large as all that is in use, and here it buys nothing. Who sets GOGC decides
// for themselves. restore undoes it.
func (e *env) thrifty() (restore func()) {
	if e.getenv("GOGC") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(thriftyPercent)
	return func() { debug.SetGCPercent(before) }
}
