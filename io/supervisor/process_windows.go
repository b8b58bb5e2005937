package supervisor

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/windows"
)

// fatal is empty: Windows has no such signals.
var fatal []os.Signal

// hand gives the worker two more handles.
func hand(cmd *exec.Cmd, line, stderr *os.File) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{}
	var numbers []any
	for _, f := range []*os.File{line, stderr} {
		h := windows.Handle(f.Fd())
		if err := windows.SetHandleInformation(h, windows.HANDLE_FLAG_INHERIT, windows.HANDLE_FLAG_INHERIT); err != nil {
			return fmt.Errorf("hand a file to the worker: %w", err)
		}
		cmd.SysProcAttr.AdditionalInheritedHandles = append(cmd.SysProcAttr.AdditionalInheritedHandles, syscall.Handle(h))
		numbers = append(numbers, uintptr(h))
	}
	cmd.Env = append(os.Environ(), variable+"="+fmt.Sprintf("%d,%d", numbers...))
	return nil
}

// handed gives what hand gave, if they are there.
func handed(told string) (line, stderr *os.File, ok bool) {
	var a, b uintptr
	if n, err := fmt.Sscanf(told, "%d,%d", &a, &b); n != 2 || err != nil {
		return nil, nil, false
	}
	for _, h := range []uintptr{a, b} {
		// Programs that this one starts get them no more.
		if windows.SetHandleInformation(windows.Handle(h), windows.HANDLE_FLAG_INHERIT, 0) != nil {
			return nil, nil, false
		}
	}
	return os.NewFile(a, "supervisor"), os.NewFile(b, os.Stderr.Name()), true
}

// quiet knows no ends by a signal, which Windows does not have.
func quiet(*os.ProcessState) (int, bool) { return 0, false }

// Descriptors reports whether so many more files can be opened, for which Windows
// has no limit.
func Descriptors(int) bool { return true }

// AddressSpace reports whether the process may have so many bytes of it; here
// nobody limits that.
func AddressSpace(uint64) bool { return true }
