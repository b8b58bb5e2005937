//go:build !windows

package main

// prepareConsole has nothing to do where terminals speak UTF-8 and escape
// sequences by themselves.
func prepareConsole() (shows bool, restore func() error) {
	return true, func() error { return nil }
}
