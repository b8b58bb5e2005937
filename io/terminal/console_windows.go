package terminal

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// utf8CodePage is the code page of UTF-8.
const utf8CodePage = 65001

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
		if colors := mode | windows.ENABLE_PROCESSED_OUTPUT | windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING; colors != mode {
			if windows.SetConsoleMode(handle, colors) != nil {
				shows = false
				continue
			}
			undo = append(undo, func() error { return windows.SetConsoleMode(handle, mode) })
		}
	}
	page, err := windows.GetConsoleOutputCP()
	if err == nil && page != utf8CodePage && windows.SetConsoleOutputCP(utf8CodePage) == nil {
		undo = append(undo, func() error { return windows.SetConsoleOutputCP(page) })
	}
	return shows, func() error {
		var errs []error
		for _, f := range undo {
			errs = append(errs, f())
		}
		return errors.Join(errs...)
	}
}
