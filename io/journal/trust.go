package journal

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"licet/reconcile"
)

// A run folder says what is changed in a tenant. So its files are read only where
// nobody else can have written them: no links, nothing that belongs to another user,
// nothing that others may write (trust_unix.go; Windows says less, trust_other.go).

// ErrForeign says that others own the files of a run, or may write them.
var ErrForeign = errors.New("others may have written the files of the run")

func foreign(s reconcile.Sentence) error { return reconcile.Problem(s, ErrForeign) }

// checkRoot refuses a folder of runs in which others may rename and remove runs. A
// sticky one, such as /tmp, keeps them from it.
func checkRoot(root string) error {
	info, err := os.Stat(root)
	if err != nil {
		return err
	}
	return own(root, info, true)
}

// checkFolder refuses a run's folder that is not its user's alone.
func checkFolder(dir string) error {
	if err := checkRoot(filepath.Dir(filepath.Clean(dir))); err != nil {
		return err
	}
	info, err := os.Lstat(dir)
	switch {
	case err != nil:
		return err
	case !info.IsDir():
		return foreign(reconcile.Say("%s is no folder: links and other files are not taken for a run", dir))
	}
	if err := own(dir, info, false); err != nil {
		return err
	}
	lock := filepath.Join(dir, lockName)
	if info, err := os.Lstat(lock); err == nil {
		return checkFile(lock, info)
	}
	return nil
}

func checkFile(path string, info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		return foreign(reconcile.Say("%s is not a file of its own: links and pipes are not read", path))
	}
	return own(path, info, false)
}

// openFile opens a file of a run that is its user's alone.
func openFile(path string, flag int) (*os.File, error) {
	info, err := os.Lstat(path)
	if err == nil {
		err = checkFile(path, info)
	}
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, flag|openFlags, 0)
	if err != nil {
		return nil, err
	}
	// What was opened counts, and not what was there before.
	info, err = f.Stat()
	if err == nil {
		err = checkFile(path, info)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// readFile reads a file of a run that is no longer than most.
func readFile(path string, most int64) ([]byte, error) {
	f, err := openFile(path, os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(data)) > most {
		err = damaged(path, reconcile.Say("it is longer than %d bytes", most))
	}
	return data, err
}
