// Package atomicfile writes files whole or not at all. Whatever licet leaves
// for people and for itself (plans, results, tenant files, journals' manifests) is
// written through it, so that a full disk or a killed process never leaves
// half a file where a whole one was.
package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
)

// Write puts what write writes in place of the file at path: into a temporary
// file beside it, which is synced and then takes its place. When something
// fails, what was at path before is still there and nothing else is. A new file
// can be read by its owner only; one that is replaced keeps its permissions,
// and a symbolic link keeps pointing where it did. A path that is no regular
// file, such as /dev/stdout or a pipe, is written to as it is.
//
// Errors of write come back as they are; others name the path.
func Write(path string, write func(io.Writer) error) error {
	mode := os.FileMode(0o600)
	if info, err := os.Stat(path); err == nil {
		if info.IsDir() {
			return fmt.Errorf("write %s: it is a folder", path)
		}
		if !info.Mode().IsRegular() {
			return writeThrough(path, write)
		}
		mode = info.Mode().Perm()
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.tmp")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, cause(err))
	}
	if err := fill(f, mode, write); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", path, cause(err)), os.Remove(f.Name()))
	}
	return SyncFolder(filepath.Dir(path))
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

// Check reports why a file could not be written at path, so that a long piece of
// work is not done first. It leaves nothing behind.
func Check(path string) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return fmt.Errorf("write %s: it is a folder", path)
	case err == nil && !info.Mode().IsRegular():
		return nil
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.tmp")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, cause(err))
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}
