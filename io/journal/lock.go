package journal

import (
	"crypto/sha256"
	"encoding/hex"
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

// holder says who holds a lock.
type holder struct {
	Run     string    `json:"run"`
	PID     int       `json:"pid"`
	Started time.Time `json:"started"`
}

// problem is the ErrLocked of a tenant, for people.
func (h holder) problem(tenant string) error {
	said := reconcile.Say("another run is at work on this tenant (%s): wait for it to end", tenant)
	if h.Run != "" {
		said = reconcile.Say("another run is at work on this tenant (%s): run %s, process %d, since %s; wait for it, or end that process and go on with licet resume %s",
			tenant, h.Run, h.PID, h.Started.Local().Format("15:04:05"), h.Run)
	}
	return reconcile.Problem(said, ErrLocked)
}

// Lock is held for one tenant. The system gives it free when the process ends,
// however it ends, so a lock of a dead process is no hindrance.
type Lock struct{ file *flock.Flock }

// LockTenant takes the lock of a tenant in folder dir for a run, or returns an
// ErrLocked. Tenant is whatever tells tenants apart: an id, and for a sandbox
// its file.
func LockTenant(dir, tenant, run string) (*Lock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("lock the tenant: %w", err)
	}
	sum := sha256.Sum256([]byte(tenant))
	base := filepath.Join(dir, hex.EncodeToString(sum[:12]))
	f := flock.New(base+".lock", flock.SetPermissions(0o600))
	free, err := f.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock the tenant: %w", err)
	}
	if !free {
		return nil, readHolder(base + ".json").problem(tenant)
	}
	h := holder{Run: run, PID: os.Getpid(), Started: time.Now().UTC().Round(0)}
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
func readHolder(path string) (h holder) {
	data, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(data, &h) != nil {
		return holder{}
	}
	return h
}

func writeHolder(path string, h holder) error {
	data, err := json.Marshal(h)
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(data, '\n'), 0o600)
}
