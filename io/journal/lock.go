package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"licet/reconcile"
)

// ErrLocked says that another run is at work on the tenant.
var ErrLocked = errors.New("another run is at work on this tenant")

// Holder says who holds a lock.
type Holder struct {
	Run     string    `json:"run"`
	PID     int       `json:"pid"`
	Started time.Time `json:"started"`
}

// LockedError tells who holds the lock. It is an ErrLocked.
type LockedError struct {
	Tenant string
	Holder Holder
}

// Error gives a sentence for people.
func (e *LockedError) Error() string { return e.Sentence().String() }

// Sentence implements reconcile.Spoken.
func (e *LockedError) Sentence() reconcile.Sentence {
	if e.Holder.Run == "" {
		return reconcile.Say("another run is at work on this tenant (%s): wait for it to end", e.Tenant)
	}
	return reconcile.Say("another run is at work on this tenant (%s): run %s, process %d, since %s; wait for it, or end that process and go on with licet resume %s",
		e.Tenant, e.Holder.Run, e.Holder.PID, e.Holder.Started.Local().Format("15:04:05"), e.Holder.Run)
}

// Is makes a LockedError an ErrLocked.
func (e *LockedError) Is(target error) bool { return target == ErrLocked }

// Lock is held for one tenant. The system gives it free when the process ends,
// however it ends, so a lock of a dead process is no hindrance.
type Lock struct{ file *flock.Flock }

// LockTenant takes the lock of a tenant in folder dir for a run, or returns a
// LockedError. Tenant is whatever tells tenants apart: an id, and for a sandbox
// its file.
func LockTenant(dir, tenant, run string) (*Lock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("lock the tenant: %w", err)
	}
	base := filepath.Join(dir, hash([]byte(tenant))[:24])
	f := flock.New(base+".lock", flock.SetPermissions(0o600))
	free, err := f.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock the tenant: %w", err)
	}
	if !free {
		return nil, &LockedError{Tenant: tenant, Holder: readHolder(base + ".json")}
	}
	h := Holder{Run: run, PID: os.Getpid(), Started: time.Now().UTC().Round(0)}
	if err := writeHolder(base+".json", h); err != nil {
		return nil, errors.Join(fmt.Errorf("lock the tenant: %w", err), f.Unlock())
	}
	return &Lock{file: f}, nil
}

// Unlock gives the tenant free. The files stay: one that is removed while
// another process waits for it would let two in.
func (l *Lock) Unlock() error { return l.file.Unlock() }

// The holder stands in a file of its own, since Windows lets nobody read one
// that is locked. It only serves the message; a missing one does no harm.
func readHolder(path string) Holder {
	var h Holder
	data, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(data, &h)
	}
	if err != nil {
		return Holder{}
	}
	return h
}

func writeHolder(path string, h Holder) error {
	data, err := json.Marshal(h)
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(data, '\n'), 0o600)
}
