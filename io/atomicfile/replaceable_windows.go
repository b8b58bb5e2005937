package atomicfile

import (
	"errors"
	"syscall"
)

// accessDelete is the right DELETE, which replacing a file takes.
const accessDelete = 0x00010000

// sharingViolation is the error of a file that another program has open and does not share.
const sharingViolation syscall.Errno = 32

// replaceable reports why the file at path may not be written and replaced, above
// all that a spreadsheet program has it open. Opening it changes nothing about it.
func replaceable(path string) error {
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return err
	}
	shared := uint32(syscall.FILE_SHARE_READ | syscall.FILE_SHARE_WRITE | syscall.FILE_SHARE_DELETE)
	f, err := syscall.CreateFile(name, syscall.GENERIC_WRITE|accessDelete, shared, nil, syscall.OPEN_EXISTING, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	if errors.Is(err, sharingViolation) {
		return ErrInUse
	}
	if err != nil {
		return err
	}
	return syscall.CloseHandle(f)
}
