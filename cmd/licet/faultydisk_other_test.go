//go:build !linux || !amd64

package main

// onFaultyDisk needs Linux, and knows its system calls on one kind of processor.
func onFaultyDisk() { panic("no sweep runs here") }
