// Package atomicfile writes files whole or not at all. Whatever licet leaves
// for people and for itself (plans, results, tenant files, journals' manifests) is
// written through it, so that a full disk or a killed process never leaves
// half a file where a whole one was.
package atomicfile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// Write puts what write writes in place of the file at path: into a temporary
// file beside it, which is synced and then takes its place. When something
// fails, what was at path before is still there and nothing else is. A new file
// can be read by its owner only; one that is replaced keeps its permissions,
// and a symbolic link keeps pointing where it did. A file that is read-only is not
// replaced. A path that is no regular file, such as /dev/stdout or a pipe, is
// written to as it is; a disk is not.
//
// Errors of write come back as they are; others name the path.
func Write(path string, write func(io.Writer) error) error { return put(path, os.Rename, write) }

// WriteNew is Write for a file that must not be there: one that came while it was
// written is kept, and the error is fs.ErrExist.
func WriteNew(path string, write func(io.Writer) error) error {
	if _, err := os.Lstat(Target(path)); err == nil {
		if regular, err := writable(path); err == nil && regular {
			return unwritable(path, fs.ErrExist)
		}
	}
	return put(path, renameNew, write)
}

// put fills a temporary file and has it take the place of path.
func put(path string, rename func(from, to string) error, write func(io.Writer) error) error {
	regular, err := writable(path)
	if err != nil {
		return unwritable(path, err)
	}
	if !regular {
		return writeThrough(path, write)
	}
	place, mode := Target(path), os.FileMode(0o600)
	if info, err := os.Stat(place); err == nil {
		mode = info.Mode().Perm()
	}
	f, err := besides(place)
	if err != nil {
		return unwritable(path, err)
	}
	if err := fill(f, mode, write); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	if err := rename(f.Name(), place); err != nil {
		return errors.Join(unwritable(path, err), os.Remove(f.Name()))
	}
	return SyncFolder(filepath.Dir(place))
}

// renameNew renames a file unless something is there already. A second name for it is
// what file systems refuse for a name that is taken; those without such names are
// asked first.
func renameNew(from, to string) error {
	err := os.Link(from, to)
	if err == nil {
		return os.Remove(from)
	}
	if _, there := os.Lstat(to); there == nil || errors.Is(err, fs.ErrExist) {
		return fs.ErrExist
	}
	return os.Rename(from, to)
}

// fill writes, syncs and closes f.
func fill(f *os.File, mode os.FileMode, write func(io.Writer) error) error {
	err := write(f)
	if err == nil {
		err = f.Sync()
	}
	if err == nil && runtime.GOOS != "windows" {
		err = f.Chmod(mode)
	}
	return errors.Join(err, f.Close())
}

// cause leaves the name of the temporary file out of an error: the reader never
// named it.
func cause(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		return link.Err
	}
	return err
}

func writeThrough(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

// SyncFolder makes names that were made or changed in a folder last. Windows
// has no such call and needs none.
func SyncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
