//go:build unix && !linux

package supervisor

import "syscall"

// withParent leaves it to Worker.Interruptions to see the end of the parent.
func withParent() *syscall.SysProcAttr { return nil }

// AddressSpace reports whether the process may have so many bytes of it; here
// nobody limits that.
func AddressSpace(uint64) bool { return true }
