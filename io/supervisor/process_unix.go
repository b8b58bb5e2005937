//go:build unix

package supervisor

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// fatal are the signals of which a Go program crashes (os/signal, "Default behavior of
// signals in Go programs"). They are handed on, so that it is the worker that they end.
var fatal = []os.Signal{
	syscall.SIGQUIT, syscall.SIGILL, syscall.SIGTRAP, syscall.SIGABRT, syscall.SIGBUS, syscall.SIGFPE,
	syscall.SIGSEGV, syscall.SIGSYS,
}

// hand gives the worker two more files, which stand behind the standard ones.
func hand(cmd *exec.Cmd, line, stderr *os.File) error {
	cmd.ExtraFiles = []*os.File{line, stderr}
	cmd.Env = append(os.Environ(), variable+"=3,4")
	cmd.SysProcAttr = withParent()
	return nil
}

// handed gives what hand gave, if they are there.
func handed(told string) (line, stderr *os.File, ok bool) {
	var a, b int
	if n, err := fmt.Sscanf(told, "%d,%d", &a, &b); n != 2 || err != nil {
		return nil, nil, false
	}
	for _, fd := range []int{a, b} {
		var s syscall.Stat_t
		if syscall.Fstat(fd, &s) != nil {
			return nil, nil, false
		}
		syscall.CloseOnExec(fd)
	}
	return os.NewFile(uintptr(a), "supervisor"), os.NewFile(uintptr(b), os.Stderr.Name()), true
}

// quiet gives the exit code of an end that is no crash: a signal that a person or
// a pipe sends before the worker hears it. The code is that of a shell.
func quiet(state *os.ProcessState) (int, bool) {
	status, ok := state.Sys().(syscall.WaitStatus)
	if !ok || !status.Signaled() {
		return 0, false
	}
	switch s := status.Signal(); s {
	case syscall.SIGINT, syscall.SIGTERM:
		return 128 + int(syscall.SIGINT), true
	case syscall.SIGPIPE, syscall.SIGHUP:
		return 128 + int(s), true
	default:
		return 0, false
	}
}

// Descriptors reports whether so many more files can be opened.
func Descriptors(n int) bool {
	var made []int
	defer func() {
		for _, fd := range made {
			_ = syscall.Close(fd)
		}
	}()
	for range n {
		fd, err := syscall.Dup(0)
		if err != nil {
			return false
		}
		made = append(made, fd)
	}
	return true
}
