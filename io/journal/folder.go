package journal

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
)

// DefaultRoot is the folder of all runs of this user: below XDG_STATE_HOME or
// ~/.local/state on Linux and other Unix systems, Application Support on
// macOS, LocalAppData on Windows.
func DefaultRoot() (string, error) {
	state, err := stateFolder()
	if err != nil {
		return "", fmt.Errorf("no place for the files of runs: %w; name one with --runs-dir or LICET_RUNS_DIR", err)
	}
	return filepath.Join(state, "licet", "runs"), nil
}

// DefaultLocks is the folder of the locks of this user. It does not depend on
// where the runs are kept, so that runs in two places exclude each other.
func DefaultLocks() (string, error) {
	state, err := stateFolder()
	if err != nil {
		return "", fmt.Errorf("no place for locks: %w", err)
	}
	return filepath.Join(state, "licet", "locks"), nil
}

func stateFolder() (string, error) {
	switch runtime.GOOS {
	case "windows":
		return os.UserCacheDir()
	case "darwin":
		return os.UserConfigDir()
	}
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, ".local", "state"), nil
}

// prepare makes the folder of a new run: whole, or not at all. It fills in the
// hash of the plan and the number of the run.
func prepare(root string, m *Manifest, plan func(io.Writer) error) (dir string, err error) {
	if err := os.MkdirAll(root, 0o700); err != nil {
		return "", err
	}
	if err := checkRoot(root); err != nil {
		return "", err
	}
	building, err := os.MkdirTemp(root, ".new-")
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(building))
		}
	}()
	if err := fill(building, m, plan); err != nil {
		return "", err
	}
	if err := syncFolder(building); err != nil {
		return "", err
	}
	dir = filepath.Join(root, m.ID)
	if _, err := os.Lstat(dir); err == nil {
		return "", fmt.Errorf("%s: %w", dir, os.ErrExist)
	}
	if err := os.Rename(building, dir); err != nil {
		return "", err
	}
	return dir, syncFolder(root)
}

// fill writes the files of a run that has not begun: the plan before the manifest,
// which has its hash, and both before the journal, whose first line has theirs.
func fill(dir string, m *Manifest, plan func(io.Writer) error) error {
	sum := sha256.New()
	err := writeSynced(filepath.Join(dir, planName), func(w io.Writer) error { return plan(io.MultiWriter(w, sum)) })
	if err != nil {
		return err
	}
	m.PlanSHA256 = hex.EncodeToString(sum.Sum(nil))
	if m.Sequence, err = nextSequence(filepath.Dir(dir)); err != nil {
		return err
	}
	manifest, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	manifest = append(manifest, '\n')
	if err := writeSynced(filepath.Join(dir, manifestName), whole(manifest)); err != nil {
		return err
	}
	first, err := json.Marshal(line{Event: eventBegin, At: m.Created, Begin: &begin{ManifestSHA256: hashOf(manifest), PlanSHA256: m.PlanSHA256}})
	if err != nil {
		return err
	}
	return writeSynced(filepath.Join(dir, journalName), whole((&chain{}).seal(nil, first)))
}

func whole(data []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	}
}

// nextSequence gives one more than the largest number of the runs below root.
func nextSequence(root string) (int64, error) {
	runs, err := manifests(root)
	if err != nil {
		return 0, err
	}
	var largest int64
	for i := range runs {
		largest = max(largest, runs[i].Manifest.Sequence)
	}
	return min(largest+1, mostSequence), nil
}

func writeSynced(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	err = write(f)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// syncFolder makes the names in a folder safe; Windows has no such call and
// needs none.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
