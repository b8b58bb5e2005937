package journal

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"time"

	"licet/reconcile"
	"licet/reconcile/apply"
)

// Format names the files of a run and their version. Runs of the earlier ones are
// read as well, and go on in them: they have no chain, and in format1 the result of a
// change was called its fate.
const (
	Format  = "licet-run/3"
	format2 = "licet-run/2"
	format1 = "licet-run/1"
)

// What numbers and lengths of a run's files are believed to be.
const (
	// mostManifest is the length of a manifest in bytes.
	mostManifest = 1 << 20
	// mostSequence is the number of runs of a folder.
	mostSequence = 1 << 40
	// leastChange is the length of a change in plan.json, in bytes.
	leastChange = 32
	// sureChanges is how many changes are believed by the length of plan.json alone.
	sureChanges = 1 << 16
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
	// Sequence is one more than the largest of the runs that were in the folder when
	// this one was made, since clocks may be set back; 0 in earlier formats.
	Sequence int64  `json:"sequence,omitempty"`
	Tool     Tool   `json:"tool"`
	Tenant   Tenant `json:"tenant"`
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

// Chained reports whether edits of the run's files can be found.
func (m *Manifest) Chained() bool { return m.Format == Format }

// ReadManifest reads the manifest of the run in dir. It is the one that the run was
// made with, where the journal can tell.
func ReadManifest(dir string) (Manifest, error) {
	l, err := beginning(dir)
	if err != nil {
		return Manifest{}, err
	}
	return l.Manifest, nil
}

// beginning reads the first line of a journal, and no state.
func beginning(dir string) (*Log, error) {
	m, sum, err := parseManifest(dir)
	l := &Log{Manifest: m, manifestSum: sum, State: &apply.State{}}
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, journalName)
	f, err := openFile(path, os.O_RDONLY)
	if err != nil {
		return nil, missing(path, err)
	}
	defer f.Close()
	if m.Chained() {
		l.chain = &chain{}
	}
	text, err := nextLine(bufio.NewReader(f))
	switch {
	case err == nil:
		err = l.line(1, text)
	case errors.Is(err, io.EOF):
		err = l.tail(1, text)
	}
	if err != nil {
		return nil, damagedLine(path, 1, err)
	}
	return l, nil
}

// parseManifest gives the manifest of the run in dir as it stands there, and its hash.
func parseManifest(dir string) (m Manifest, sum string, err error) {
	path := filepath.Join(dir, manifestName)
	if err := checkFolder(dir); err != nil {
		return m, "", err
	}
	data, err := readFile(path, mostManifest)
	if err != nil {
		return m, "", missing(path, err)
	}
	var version struct {
		Format string `json:"format"`
	}
	if err := json.Unmarshal(data, &version); err != nil {
		return m, "", damaged(path, reconcile.OfError(err))
	}
	if f := version.Format; f != Format && f != format2 && f != format1 {
		return m, "", reconcile.Problem(reconcile.Say("%s: it is of format %q, and this licet reads %q and earlier: a newer one may read it",
			path, f, Format), ErrFormat)
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return Manifest{}, "", damaged(path, reconcile.OfError(err))
	}
	wrong := m.wrong()
	if wrong.IsZero() && m.Changes > 0 {
		room, err := roomFor(filepath.Join(dir, planName), m.Changes)
		if err != nil {
			return Manifest{}, "", err
		}
		if m.Changes > room {
			wrong = reconcile.Say("it says that the plan has %d changes, and %s has room for %d", m.Changes, planName, room)
		}
	}
	if !wrong.IsZero() {
		return Manifest{}, "", damaged(path, wrong)
	}
	return m, hashOf(data), nil
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// wrong says what no manifest has.
func (m *Manifest) wrong() reconcile.Sentence {
	switch {
	case m.ID == "":
		return reconcile.Say("it does not name its run")
	case m.Kind != KindApply && m.Kind != KindUndo:
		return reconcile.Say("runs of kind %q are unknown", m.Kind)
	case m.Chained() != (m.Sequence > 0) || m.Sequence < 0 || m.Sequence > mostSequence:
		return reconcile.Say("no run of format %q is number %d", m.Format, m.Sequence)
	case m.Changes < 0:
		return reconcile.Say("no plan has %d changes", m.Changes)
	default:
		return reconcile.Sentence{}
	}
}

// roomFor says how many changes the file of a plan can have at most, each of which
// is a line. It counts them where there may be very many.
func roomFor(path string, changes int) (int, error) {
	f, err := openFile(path, os.O_RDONLY)
	if err != nil {
		return 0, missing(path, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	room := int(min(info.Size()/leastChange, math.MaxInt32))
	if changes <= sureChanges || changes > room {
		return room, nil
	}
	room = 0
	piece := make([]byte, 1<<16)
	for room < changes {
		n, err := f.Read(piece)
		room += bytes.Count(piece[:n], []byte{'\n'})
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return 0, err
		}
	}
	return room, nil
}

// damaged is the ErrDamaged of a file, for people.
func damaged(path string, why reconcile.Sentence) error {
	return reconcile.Problem(reconcile.Say("%s: the run's files are damaged: %s", path, why), ErrDamaged)
}

// missing tells the lack of a file of a run as damage.
func missing(path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return damaged(path, reconcile.Say("it is not there"))
	}
	return err
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
	f, err := openFile(path, os.O_RDONLY)
	if err != nil {
		return missing(path, err)
	}
	defer f.Close()
	sum := sha256.New()
	unread := read(io.TeeReader(f, sum))
	// The rest of a plan that could not be read tells whether it is damaged.
	if _, err := io.Copy(sum, f); err != nil {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != m.PlanSHA256 {
		return damaged(path, reconcile.Say("it is not the plan that the run was made with (SHA-256 differs)"))
	}
	return unread
}
