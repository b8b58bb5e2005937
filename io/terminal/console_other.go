//go:build !windows

package terminal

// Prepare has nothing to do where terminals speak UTF-8 and escape
// sequences by themselves.
func Prepare() (shows bool, restore func() error) {
	return true, func() error { return nil }
}
