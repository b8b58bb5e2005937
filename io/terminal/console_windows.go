package terminal

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// Prepare lets the consoles of this process show UTF-8 and colours, and
// gives what puts them back as they were. shows is false where a console does
// not understand escape sequences (before Windows 10 1511): it gets none.
func Prepare() (shows bool, restore func() error) {
	shows, undo := true, []func() error{}
	for _, f := range []*os.File{os.Stdout, os.Stderr} {
		handle := windows.Handle(f.Fd())
		var mode uint32
		if windows.GetConsoleMode(handle, &mode) != nil {
			// A file or a pipe.
			continue
		}
		if c := changeConsole(mode, utf8CodePage); c.setMode {
			if windows.SetConsoleMode(handle, c.mode) != nil {
				shows = false
				continue
			}
			undo = append(undo, func() error { return windows.SetConsoleMode(handle, mode) })
		}
	}
	if page, err := windows.GetConsoleOutputCP(); err == nil {
		if c := changeConsole(0, page); c.setPage && windows.SetConsoleOutputCP(c.page) == nil {
			undo = append(undo, func() error { return windows.SetConsoleOutputCP(page) })
		}
	}
	return shows, func() error {
		var errs []error
		for _, f := range undo {
			errs = append(errs, f())
		}
		return errors.Join(errs...)
	}
}
