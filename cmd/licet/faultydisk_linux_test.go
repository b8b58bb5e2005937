//go:build amd64

package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"unsafe"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// A disk whose operations fail when a test wants them to. The program under test is
// the shipped one: a filter of seccomp(2) hands each of its system calls on files to
// the test, which lets it through or answers it with an error (user notification).

// fileOp is an operation on a file that is about to happen.
type fileOp struct {
	// call is the name of the system call, path the file, absolute.
	call, path string
	// creates is true for an open that makes the file.
	creates bool
	// thread is who asks; fd and size are those of a write.
	thread, fd, size int
	// buffer is where in the program's memory the data of a write are.
	buffer uintptr
}

// writes reports whether an operation takes room on the disk.
func (o *fileOp) writes() bool {
	return o.creates || slices.Contains([]string{"write", "pwrite64", "mkdirat", "ftruncate"}, o.call)
}

// diskAnswer is what becomes of an operation. With the zero answer it happens.
type diskAnswer struct {
	// errno is the error that it ends with.
	errno unix.Errno
	// half is true for a write that is cut in the middle.
	half bool
	// dies is true where the program is killed instead.
	dies bool
}

// The system calls on files, by what their arguments are: a file that is open, or a
// folder and a name.
var (
	callsOnOpenFiles = map[uint32]string{
		unix.SYS_READ: "read", unix.SYS_PREAD64: "pread64", unix.SYS_WRITE: "write", unix.SYS_PWRITE64: "pwrite64",
		unix.SYS_FSYNC: "fsync", unix.SYS_FTRUNCATE: "ftruncate", unix.SYS_FCHMOD: "fchmod", unix.SYS_FLOCK: "flock",
		unix.SYS_GETDENTS64: "getdents64", unix.SYS_FSTAT: "fstat", unix.SYS_CLOSE: "close",
	}
	callsOnNames = map[uint32]string{
		unix.SYS_OPENAT: "openat", unix.SYS_MKDIRAT: "mkdirat", unix.SYS_UNLINKAT: "unlinkat", unix.SYS_RENAMEAT: "renameat",
		unix.SYS_RENAMEAT2: "renameat2", unix.SYS_NEWFSTATAT: "newfstatat", unix.SYS_FCHMODAT: "fchmodat", unix.SYS_READLINKAT: "readlinkat",
	}
)

// onFaultyDisk is the program that becomes LICET on the disk of the test at the
// other end of file 3.
func onFaultyDisk() {
	runtime.LockOSThread()
	if err := becomeWatched(); err != nil {
		panic(err)
	}
	panic(syscall.Exec(os.Getenv("LICET"), append([]string{"licet"}, os.Args[1:]...), os.Environ()))
}

// becomeWatched puts the filter before the thread, and sends its listener away.
func becomeWatched() error {
	var calls []uint32
	for _, names := range []map[uint32]string{callsOnOpenFiles, callsOnNames} {
		for nr := range names {
			calls = append(calls, nr)
		}
	}
	program := []bpf.Instruction{bpf.LoadAbsolute{Off: 0, Size: 4}}
	for i, nr := range calls {
		program = append(program, bpf.JumpIf{Cond: bpf.JumpEqual, Val: nr, SkipTrue: uint8(len(calls) - i)})
	}
	program = append(program, bpf.RetConstant{Val: unix.SECCOMP_RET_ALLOW}, bpf.RetConstant{Val: unix.SECCOMP_RET_USER_NOTIF})
	raw, err := bpf.Assemble(program)
	if err != nil {
		return err
	}
	filter := make([]unix.SockFilter, len(raw))
	for i, r := range raw {
		filter[i] = unix.SockFilter{Code: r.Op, Jt: r.Jt, Jf: r.Jf, K: r.K}
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	unix.CloseOnExec(3)
	fprog := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	listener, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER,
		unix.SECCOMP_FILTER_FLAG_NEW_LISTENER|unix.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, uintptr(unsafe.Pointer(&fprog)))
	if errno != 0 {
		return fmt.Errorf("seccomp: %w", errno)
	}
	return unix.Sendmsg(3, []byte{0}, unix.UnixRights(int(listener)), nil, 0)
}

// faultyDisk is the other end.
type faultyDisk struct {
	// dir is the folder whose files are on the disk.
	dir string
	// answer decides about an operation.
	answer func(*fileOp) diskAnswer
	pid    int
}

// run runs a command of onFaultyDisk to its end.
func (d *faultyDisk) run(cmd *exec.Cmd) (printed, error) {
	ends, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return printed{}, err
	}
	theirs := os.NewFile(uintptr(ends[1]), "listener")
	cmd.ExtraFiles = []*os.File{theirs}
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = errors.Join(cmd.Start(), theirs.Close())
	if err == nil {
		d.pid = cmd.Process.Pid
		err = d.serve(ends[0])
		if err != nil {
			_ = cmd.Process.Kill()
		}
		var exited *exec.ExitError
		if ended := cmd.Wait(); !errors.As(ended, &exited) {
			err = errors.Join(err, ended)
		}
	}
	p := printed{out: out.String(), err: errs.String()}
	if cmd.ProcessState != nil {
		p.code = cmd.ProcessState.ExitCode()
	}
	return p, errors.Join(err, unix.Close(ends[0]))
}

// serve answers until the program is over.
func (d *faultyDisk) serve(socket int) error {
	rights := make([]byte, unix.CmsgSpace(4))
	_, n, _, _, err := unix.Recvmsg(socket, make([]byte, 1), rights, 0)
	if err != nil {
		return err
	}
	messages, err := unix.ParseSocketControlMessage(rights[:n])
	if err != nil || len(messages) != 1 {
		return fmt.Errorf("the program did not begin (%d messages): %w", len(messages), err)
	}
	fds, err := unix.ParseUnixRights(&messages[0])
	if err != nil {
		return err
	}
	listener := fds[0]
	defer unix.Close(listener)
	for {
		ready := []unix.PollFd{{Fd: int32(listener), Events: unix.POLLIN}}
		if _, err := unix.Poll(ready, -1); err != nil && !errors.Is(err, unix.EINTR) {
			return err
		}
		if ready[0].Revents&unix.POLLIN == 0 {
			if ready[0].Revents&unix.POLLHUP != 0 {
				return nil
			}
			continue
		}
		if err := d.settle(listener); err != nil && !errors.Is(err, unix.ENOENT) {
			return err
		}
	}
}

// settle takes one notification and answers it. ENOENT says that who waited for the
// answer is gone.
func (d *faultyDisk) settle(listener int) error {
	var asked [80]byte // struct seccomp_notif
	if err := ioctl(listener, unix.SECCOMP_IOCTL_NOTIF_RECV, &asked[0]); err != nil {
		return err
	}
	var told [24]byte // struct seccomp_notif_resp
	copy(told[:8], asked[:8])
	op := d.operation(asked[:])
	var a diskAnswer
	if op != nil {
		a = d.answer(op)
	}
	switch {
	case a.dies:
		return unix.Kill(d.pid, unix.SIGKILL)
	case a.half:
		n, err := d.writeHalf(op)
		if err != nil {
			return err
		}
		binary.NativeEndian.PutUint64(told[8:], uint64(n))
	case a.errno != 0:
		binary.NativeEndian.PutUint32(told[16:], uint32(-int32(a.errno)))
	default:
		binary.NativeEndian.PutUint32(told[20:], unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE)
	}
	return ioctl(listener, unix.SECCOMP_IOCTL_NOTIF_SEND, &told[0])
}

func ioctl(fd int, request uint, into *byte) error {
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), uintptr(request), uintptr(unsafe.Pointer(into))); errno != 0 {
		return errno
	}
	return nil
}

// operation reads a notification; nil is one on something else than the disk.
func (d *faultyDisk) operation(asked []byte) *fileOp {
	thread, nr := int(binary.NativeEndian.Uint32(asked[8:])), binary.NativeEndian.Uint32(asked[16:])
	arg := func(i int) uintptr { return uintptr(binary.NativeEndian.Uint64(asked[32+8*i:])) }
	op := &fileOp{}
	if name, ok := callsOnOpenFiles[nr]; ok {
		*op = fileOp{call: name, path: d.open(thread, int(arg(0))), thread: thread, fd: int(arg(0)), size: int(arg(2)), buffer: arg(1)}
		if name == "close" && !writable(thread, op.fd) {
			return nil
		}
	} else {
		*op = fileOp{call: callsOnNames[nr], path: d.named(thread, int(int32(arg(0))), arg(1))}
		op.creates = nr == unix.SYS_OPENAT && arg(2)&unix.O_CREAT != 0 && !exists(op.path)
	}
	if op.path != d.dir && !strings.HasPrefix(op.path, d.dir+"/") {
		return nil
	}
	return op
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// open gives the path of an open file.
func (d *faultyDisk) open(thread, fd int) string {
	path, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", thread, fd))
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(path, " (deleted)")
}

// writable reports whether an open file was opened to be written.
func writable(thread, fd int) bool {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/fdinfo/%d", thread, fd))
	_, rest, found := strings.Cut(string(text), "flags:\t")
	digits, _, _ := strings.Cut(rest, "\n")
	flags, bad := strconv.ParseUint(digits, 8, 64)
	return err == nil && found && bad == nil && flags&unix.O_ACCMODE != 0
}

// named gives the path of a name in a folder that is open, or in the working one.
func (d *faultyDisk) named(thread, folder int, name uintptr) string {
	text := make([]byte, unix.PathMax)
	local := []unix.Iovec{{Base: &text[0], Len: uint64(len(text))}}
	n, err := unix.ProcessVMReadv(thread, local, []unix.RemoteIovec{{Base: name, Len: len(text)}}, 0)
	if err != nil {
		return ""
	}
	path, _, _ := strings.Cut(string(text[:n]), "\x00")
	switch {
	case filepath.IsAbs(path):
		return filepath.Clean(path)
	case folder == unix.AT_FDCWD:
		return filepath.Join(d.dir, path)
	}
	return filepath.Join(d.open(thread, folder), path)
}

// writeHalf does half of a write, as a disk that becomes full does.
func (d *faultyDisk) writeHalf(op *fileOp) (int, error) {
	half := make([]byte, op.size/2)
	if len(half) == 0 {
		return 0, nil
	}
	local := []unix.Iovec{{Base: &half[0], Len: uint64(len(half))}}
	if _, err := unix.ProcessVMReadv(op.thread, local, []unix.RemoteIovec{{Base: op.buffer, Len: len(half)}}, 0); err != nil {
		return 0, err
	}
	// The program may be several processes.
	pid, err := processOf(op.thread)
	if err != nil {
		return 0, err
	}
	process, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		return 0, err
	}
	defer unix.Close(process)
	// The same open file, with the same place in it.
	fd, err := unix.PidfdGetfd(process, op.fd, 0)
	if err != nil {
		return 0, err
	}
	defer unix.Close(fd)
	return unix.Write(fd, half)
}

// processOf gives the process of a thread.
func processOf(thread int) (int, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", thread))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(text), "\nTgid:\t")
	number, _, _ := strings.Cut(rest, "\n")
	return strconv.Atoi(number)
}
