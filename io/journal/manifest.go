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
	"time"
)

// Format names the files of a run and their version. A run of format1 is read as
// well, and goes on in it: there the result of a change was called its fate.
const (
	Format  = "licet-run/2"
	format1 = "licet-run/1"
)

// Kinds of runs. A run that is resumed stays the run that it is.
const (
	KindApply = "apply"
	KindUndo  = "undo"
)

const (
	manifestName = "manifest.json"
	planName     = "plan.json"
	journalName  = "journal.jsonl"
	lockName     = "lock"
)

var (
	// ErrFormat: the files are of another version of licet, or no run at all.
	ErrFormat = errors.New("not a run that this licet reads")
	// ErrDamaged: a file of the run is not as it was written.
	ErrDamaged = errors.New("the run's files are damaged")
)

// Manifest says what a run is. It holds no secret.
type Manifest struct {
	Format string `json:"format"`
	// ID is the name of the run and of its folder.
	ID string `json:"id"`
	// Kind is apply or undo; Of is the run that an undo takes back.
	Kind    string    `json:"kind"`
	Of      string    `json:"of,omitempty"`
	Created time.Time `json:"created"`
	Tool    Tool      `json:"tool"`
	Tenant  Tenant    `json:"tenant"`
	// Source is where the tenant is to be found again: a sandbox file, a Graph
	// address.
	Source string `json:"source,omitempty"`
	// Options are the flags that resume needs, by name.
	Options map[string]string `json:"options,omitempty"`
	// Results and Reports are the files that its outcomes are written to, for
	// whoever goes on with it. Their paths are absolute.
	Results []string `json:"results,omitempty"`
	Reports []string `json:"reports,omitempty"`
	// PlanSHA256 is the hash of plan.json; Create fills it in.
	PlanSHA256 string `json:"planSha256"`
	// Changes is the number of changes of the plan.
	Changes int `json:"changes"`
}

// Tool is the program that made the run.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Tenant is the tenant of a run.
type Tenant struct {
	ID          string `json:"id"`
	DisplayName string `json:"displayName,omitempty"`
	// Source is graph, sandbox or file, as in the plan.
	Source string `json:"source,omitempty"`
}

// ReadManifest reads the manifest of the run in dir.
func ReadManifest(dir string) (Manifest, error) {
	path := filepath.Join(dir, manifestName)
	data, err := os.ReadFile(path)
	if err != nil {
		return Manifest{}, err
	}
	var m Manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return Manifest{}, fmt.Errorf("%s: %w: %w", path, ErrDamaged, err)
	}
	if m.Format != Format && m.Format != format1 {
		return Manifest{}, fmt.Errorf("%s: %w: it says %q, and this licet reads %q and %q",
			path, ErrFormat, m.Format, Format, format1)
	}
	if m.Changes < 0 {
		return Manifest{}, fmt.Errorf("%s: %w: %d changes", path, ErrDamaged, m.Changes)
	}
	return m, nil
}

// ReadPlan has read take in the plan of the run in dir, byte for byte. What was
// read counts only if there is no error: that the plan is the one which the run
// was made with is known at its end.
func ReadPlan(dir string, read func(io.Reader) error) error {
	m, err := ReadManifest(dir)
	if err != nil {
		return err
	}
	path := filepath.Join(dir, planName)
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.New()
	unread := read(io.TeeReader(f, sum))
	// The rest of a plan that could not be read tells whether it is damaged.
	if _, err := io.Copy(sum, f); err != nil {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != m.PlanSHA256 {
		return fmt.Errorf("%s: %w: it is not the plan that the run was made with (SHA-256 differs)", path, ErrDamaged)
	}
	return unread
}
