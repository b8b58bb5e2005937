package sandbox

import (
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/gofrs/flock"

	"licet/io/tenant"
)

// ErrInUse says that another process has the tenant file open as a sandbox.
var ErrInUse = errors.New("the tenant file is open in another sandbox")

// OpenStore opens a tenant file as a durable Store: a write that was answered
// survives the death of the process. Writes go to a log beside the file
// (path + ".log", one JSON line a write), which is folded in when the file is
// next opened and by Close. Where delta tokens were handed out, path + ".delta"
// keeps who was changed by which write, so that they outlive the process. A file that does not exist is made by create; with
// a nil create that is an error. Two processes cannot open one file: the second
// gets ErrInUse.
func OpenStore(path string, create func() (*tenant.File, error)) (*Store, error) {
	lock := flock.New(path + ".lock")
	got, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	if !got {
		return nil, fmt.Errorf("%s: %w", path, ErrInUse)
	}
	st, err := openLocked(path, create)
	if err != nil {
		return nil, errors.Join(err, unlock(lock))
	}
	st.log.lock = lock
	return st, nil
}

func openLocked(path string, create func() (*tenant.File, error)) (*Store, error) {
	f, err := readOrCreate(path, create)
	if err != nil {
		return nil, err
	}
	st, err := load(f, slices.Values(f.Users))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if err := st.readHistory(path); err != nil {
		return nil, err
	}
	size, err := replay(path+".log", st)
	if err != nil {
		return nil, err
	}
	if size > 0 {
		if err := st.write(path); err != nil {
			return nil, err
		}
	}
	file, err := os.OpenFile(path+".log", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	st.path, st.log, st.history.base = path, &writeLog{file: file}, st.version
	return st, nil
}

func readOrCreate(path string, create func() (*tenant.File, error)) (*tenant.File, error) {
	f, err := tenant.ReadFile(path)
	if create == nil || !errors.Is(err, os.ErrNotExist) {
		return f, err
	}
	if f, err = create(); err != nil {
		return nil, err
	}
	return f, tenant.WriteFile(path, f)
}

// Close folds the log into the tenant file, which is replaced atomically, and
// lets go of it. Requests must be over. When folding fails the log stays and
// the next OpenStore tries again. A Store in memory has nothing to close.
func (st *Store) Close() error {
	st.mu.Lock()
	err := st.finishGroups()
	log := st.log
	st.log = nil
	st.mu.Unlock()
	if log == nil {
		return err
	}
	return errors.Join(err, st.fold(log), unlock(log.lock))
}

func (st *Store) fold(log *writeLog) error {
	if err := log.file.Close(); err != nil {
		return err
	}
	if log.size > 0 {
		if err := st.write(st.path); err != nil {
			return err
		}
	}
	return os.Remove(st.path + ".log")
}

// write replaces the tenant file by what the store holds, user by user.
func (st *Store) write(path string) error {
	st.mu.RLock()
	defer st.mu.RUnlock()
	err := tenant.Create(path, st.head(), func(w *tenant.Writer) (*tenant.File, error) {
		for u := range st.each() {
			if err := w.User(u); err != nil {
				return nil, err
			}
		}
		return nil, nil
	})
	if err == nil {
		err = st.writeHistory(path)
	}
	if err != nil {
		return fmt.Errorf("fold the log of %s in: %w", path, err)
	}
	return nil
}

// unlock lets go of the lock and tidies its file away. That the file cannot be
// removed is no error: another process has it by now.
func unlock(lock *flock.Flock) error {
	err := lock.Unlock()
	_ = os.Remove(lock.Path())
	return err
}
