package supervisor

import "syscall"

// withParent has the worker killed when its parent is: a run that was killed must
// not go on.
func withParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}

// AddressSpace reports whether the process may have so many bytes of it.
func AddressSpace(least uint64) bool {
	var limit syscall.Rlimit
	return syscall.Getrlimit(syscall.RLIMIT_AS, &limit) != nil || limit.Cur >= least
}
