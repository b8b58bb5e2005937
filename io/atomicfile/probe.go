package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// Probe reports why files could not be written at paths, so that a long piece of
// work is not done first: a folder that is missing, in the way or closed, a file
// that is read-only or open in a program that does not let go of it, no space for
// size bytes at each of them. It tells of all of them, changes no file that is
// there and leaves nothing behind. What goes wrong later it cannot know. A size of 0
// asks for no space.
func Probe(size int64, paths ...string) []*fs.PathError {
	var unfit []*fs.PathError
	var drafts []*os.File
	for _, path := range paths {
		draft, err := try(path, size)
		if draft != nil {
			drafts = append(drafts, draft)
		}
		if err != nil {
			unfit = append(unfit, unwritable(path, err))
		}
	}
	// All of them are there until the last one is: they share the space.
	for _, draft := range drafts {
		if err := errors.Join(draft.Close(), os.Remove(draft.Name())); err != nil {
			unfit = append(unfit, unwritable(draft.Name(), err))
		}
	}
	return unfit
}

// Reasons why a file is not written that no system tells.
var (
	ErrFolder   = errors.New("it is a folder")
	ErrReadOnly = errors.New("it is read-only")
	ErrDevice   = errors.New("it is a device, not a file")
	ErrInUse    = errors.New("another program has it open")
)

// unwritable is the error of a file that cannot be written.
func unwritable(path string, err error) *fs.PathError {
	return &fs.PathError{Op: "write", Path: path, Err: cause(err)}
}

// try does at path what Write does, but for the replacing. The draft, where there
// is one, is of so many bytes.
func try(path string, size int64) (draft *os.File, err error) {
	regular, err := writable(path)
	if err != nil || !regular {
		return nil, err
	}
	path = Target(path)
	if draft, err = besides(path); err != nil {
		return nil, err
	}
	block := make([]byte, min(size, 1<<20))
	for left := size; left > 0 && err == nil; left -= int64(len(block)) {
		_, err = draft.Write(block[:min(left, int64(len(block)))])
	}
	if err == nil {
		err = draft.Sync()
	}
	return draft, err
}

// writable looks at what is at path. regular says that a file is to take its place.
func writable(path string) (regular bool, err error) {
	if runtime.GOOS == "windows" && path != os.DevNull && !filepath.IsLocal(filepath.Base(path)) {
		return false, ErrDevice
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return true, nil
	case err != nil:
		return false, err
	case info.IsDir():
		return false, ErrFolder
	case info.Mode()&os.ModeDevice != 0 && info.Mode()&os.ModeCharDevice == 0:
		return false, ErrDevice
	case !info.Mode().IsRegular():
		return false, nil
	case info.Mode().Perm()&0o222 == 0:
		return false, ErrReadOnly
	}
	return true, replaceable(path)
}

// besides makes the file that is to take the place of path.
func besides(path string) (*os.File, error) {
	return os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.tmp")
}
