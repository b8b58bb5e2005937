package main

import (
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// Go's collector lets garbage grow to as much as is in use. While that is less than
// spareMemory it is told to keep the whole under thriftyMemory, so that a file that is
// refused has not taken a gigabyte. Whoever needs more, for a large tenant, gets it.
const (
	thriftyMemory = 900 << 20
	spareMemory   = 700 << 20
)

// keepThrifty bounds the memory of the process until more is in use.
func keepThrifty() {
	debug.SetMemoryLimit(thriftyMemory)
	watchMemory()
}

// watchMemory looks after each collection how much is in use.
func watchMemory() {
	runtime.AddCleanup(new([16]byte), func(int) {
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		if metrics.Read(live); live[0].Value.Uint64() > spareMemory {
			debug.SetMemoryLimit(math.MaxInt64)
			return
		}
		watchMemory()
	}, 0)
}
