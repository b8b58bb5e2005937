package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"
	"sync"

	"licet/io/atomicfile"
)

// deltaFormat names the file that makes delta tokens outlive the process.
const deltaFormat = "licet-sandbox-delta/1"

// deltaHistory tells who was changed by which write. It begins anew where the tenant
// file is not the one that it belongs to: a token of before is refused then,
// and its client reads everything.
type deltaHistory struct {
	// epoch names this history and session this process: delta tokens carry the
	// former, page tokens of a delta query the latter, for they hold a position.
	epoch, session uint64
	mu             sync.Mutex
	// kept is true once the history is in a file; until somebody has a delta
	// token, nobody needs it. base is what the version was when the log began.
	kept bool
	base uint64
}

// deltaFile is the history as it was when the log began: what the log holds
// is added when it is read again.
type deltaFile struct {
	Format string `json:"format"`
	Epoch  uint64 `json:"epoch"`
	// Version counts the writes.
	Version uint64 `json:"version"`
	// Tenant is the SHA-256 of the tenant file.
	Tenant string `json:"tenant"`
	// Changed gives the last write of a user that a delta query tells, by id in
	// lower case; Deleted the same of deleted ones.
	Changed map[string]uint64 `json:"changed"`
	Deleted map[string]uint64 `json:"deleted"`
}

func deltaPath(tenantPath string) string { return tenantPath + ".delta" }

// readHistory takes up the history of the tenant file at path, if it has one.
func (st *Store) readHistory(path string) error {
	text, err := os.ReadFile(deltaPath(path))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var f deltaFile
	sum, err := sumOf(path)
	if err != nil || json.Unmarshal(text, &f) != nil || f.Format != deltaFormat || f.Tenant != sum {
		return err
	}
	st.history.epoch, st.history.kept, st.version = f.Epoch, true, f.Version
	for _, a := range st.accounts {
		a.tracked = f.Changed[strings.ToLower(a.profile.ID)]
	}
	for i := range st.deleted {
		d := &st.deleted[i]
		d.version = f.Deleted[strings.ToLower(d.user.ID)]
	}
	return nil
}

// writeHistory writes what is so now. The tenant file must hold it already.
func (st *Store) writeHistory(path string) error {
	if !st.history.kept {
		return nil
	}
	f := deltaFile{Epoch: st.history.epoch, Version: st.version, Changed: map[string]uint64{}, Deleted: map[string]uint64{}}
	for _, a := range st.accounts {
		if a != nil && a.tracked > 0 {
			f.Changed[strings.ToLower(a.profile.ID)] = a.tracked
		}
	}
	for i := range st.deleted {
		if d := &st.deleted[i]; d.version > 0 {
			f.Deleted[strings.ToLower(d.user.ID)] = d.version
		}
	}
	return writeDelta(path, &f)
}

// remember makes delta tokens good for later processes, from the first one on
// that is handed out. A history that cannot be written is none: its tokens will
// be refused, and whoever has them reads everything.
func (st *Store) remember() {
	h := &st.history
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.kept || st.path == "" {
		return
	}
	// Nobody has a token of before: who was changed until the log began does not
	// matter.
	h.kept = writeDelta(st.path, &deltaFile{Epoch: h.epoch, Version: h.base}) == nil
}

func writeDelta(tenantPath string, f *deltaFile) (err error) {
	f.Format = deltaFormat
	if f.Tenant, err = sumOf(tenantPath); err != nil {
		return err
	}
	return atomicfile.Write(deltaPath(tenantPath), func(w io.Writer) error { return json.NewEncoder(w).Encode(f) })
}

func sumOf(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	sum := sha256.New()
	_, err = io.Copy(sum, file)
	return hex.EncodeToString(sum.Sum(nil)), err
}
