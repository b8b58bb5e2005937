//go:build !linux

package sheet

func largePages([]byte) {}
