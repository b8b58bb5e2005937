package journal

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/gofrs/flock"

	"licet/reconcile"
	"licet/reconcile/apply"
)

// ErrRunning says that another process works on the run.
var ErrRunning = errors.New("the run is being worked on by another licet")

// Run is a run that is open for writing. It is an apply.Journal.
type Run struct {
	Manifest Manifest
	// Dir is the folder of the run.
	Dir    string
	writer *writer
	lock   *flock.Flock
}

var _ apply.Journal = (*Run)(nil)

// Options are for tests of what happens at the worst moment.
type Options struct {
	// Hook, if not nil, is called at each step of the journal, from the
	// goroutine that writes it.
	Hook func(Point)
}

// Point is a step of the journal at which a process may die.
type Point string

// Points, in the order of a batch.
const (
	BeforeIntend  Point = "before-intend"
	IntendWritten Point = "intend-written"
	IntendSynced  Point = "intend-synced"
	BeforeSettle  Point = "before-settle"
	SettleWritten Point = "settle-written"
	BeforeEnd     Point = "before-end"
	EndWritten    Point = "end-written"
)

// Create makes the folder of a new run below root and opens it. The plan is what
// plan writes. Of m it fills in Format, PlanSHA256 and, where they are zero, ID
// and Created.
func Create(root string, m Manifest, plan func(io.Writer) error, o Options) (*Run, error) {
	m.Format = Format
	if m.Created.IsZero() {
		m.Created = time.Now()
	}
	m.Created = m.Created.UTC().Round(0)
	if m.ID == "" {
		m.ID = newID(m.Created)
	}
	dir, err := prepare(root, &m, plan)
	if err != nil {
		return nil, reconcile.Problem(reconcile.Say("make the files of the run: %s; another folder can be named with --runs-dir", err), err)
	}
	lock, err := lockRun(dir, m.ID)
	if err != nil {
		return nil, err
	}
	log, err := beginning(dir)
	if err != nil {
		return nil, errors.Join(err, lock.Unlock())
	}
	return goOn(dir, log, lock, o)
}

// newID gives the name of a run: its moment, which sorts, and what tells two
// of one second apart.
func newID(created time.Time) string {
	var b [3]byte
	// crypto/rand.Read never fails.
	_, _ = rand.Read(b[:])
	return created.UTC().Format("20060102-150405") + "-" + hex.EncodeToString(b[:])
}

// Open opens a run to go on with it, and gives what its journal says. A torn
// last line is cut off.
func Open(dir string, o Options) (*Run, *Log, error) {
	m, _, err := parseManifest(dir)
	if err != nil {
		return nil, nil, err
	}
	lock, err := lockRun(dir, m.ID)
	if err != nil {
		return nil, nil, err
	}
	// Nobody else appends to it from here on.
	log, err := Read(dir)
	if err != nil {
		return nil, nil, errors.Join(err, lock.Unlock())
	}
	r, err := goOn(dir, log, lock, o)
	return r, log, err
}

func lockRun(dir, id string) (*flock.Flock, error) {
	lock := flock.New(filepath.Join(dir, lockName), flock.SetPermissions(0o600))
	free, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock run %s: %w", id, err)
	}
	if !free {
		return nil, reconcile.Problem(reconcile.Say("the run is being worked on by another licet: %s", id), ErrRunning)
	}
	return lock, nil
}

// goOn opens the journal of a run that is locked behind its last good line.
func goOn(dir string, log *Log, lock *flock.Flock, o Options) (*Run, error) {
	f, err := reopen(filepath.Join(dir, journalName), log)
	if err != nil {
		return nil, errors.Join(err, lock.Unlock())
	}
	r := &Run{Manifest: log.Manifest, Dir: dir, lock: lock, writer: newWriter(f, log.chain, o.Hook)}
	if err := r.put(line{Event: eventOpen, PID: os.Getpid()}, synced); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// reopen opens a journal behind its good lines, and cuts off the rest.
func reopen(path string, log *Log) (*os.File, error) {
	f, err := openFile(path, os.O_WRONLY|os.O_APPEND)
	if err != nil {
		return nil, err
	}
	err = f.Truncate(log.size)
	if err == nil && log.unended {
		_, err = f.Write([]byte{'\n'})
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// Intend implements apply.Journal: when it returns nil, the jobs are on disk.
func (r *Run) Intend(jobs []apply.Job) error {
	return r.put(line{Event: eventIntend, Writes: jobsOf(jobs)}, synced)
}

// Settle implements apply.Journal. It does not wait for the disk; an error may
// come with a later call.
func (r *Run) Settle(settlements []apply.Settlement) error {
	for some := range slices.Chunk(settlements, mostOutcomes) {
		if err := r.put(line{Event: eventSettle, Outcomes: outcomesOf(some, r.Manifest.Format)}, queued); err != nil {
			return err
		}
	}
	return nil
}

// mostOutcomes is how many stand in a line, which must not grow beyond what is read.
const mostOutcomes = 500

// Finish writes down how a session ended. The run is finished for good if no
// change is pending then.
func (r *Run) Finish(res *apply.Result) error {
	for i := range res.Findings {
		f := findingOf(&res.Findings[i], r.Manifest.Format)
		if err := r.put(line{Event: eventFinding, Finding: f}, queued); err != nil {
			return err
		}
	}
	if r.Manifest.Format == Format {
		if err := r.put(line{Event: eventAfter, After: afterOf(res)}, queued); err != nil {
			return err
		}
	}
	return r.put(line{Event: eventEnd, End: endOf(res)}, synced)
}

func endOf(res *apply.Result) *End {
	st := &res.Stats
	e := &End{
		Interrupted: res.Interrupted,
		Counts:      map[apply.Status]int{},
		Elapsed:     st.Finished.Sub(st.Started).Seconds(),
		Waited:      st.Waited.Seconds(),
		Floor:       st.Floor.Seconds(),
		Batches:     st.Batches,
		Attempts:    st.Attempts,
		Units:       st.Units,
		Throttled:   st.Throttled,
		PeakWindow:  st.PeakWindow,
		QuotaWindow: st.QuotaWindow,
		Differences: len(res.Findings),
	}
	if res.Stopped != nil {
		e.Stopped = res.Stopped.Error()
	}
	counts := res.Counts()
	for _, s := range apply.Statuses() {
		if n := counts.Of(s); n > 0 {
			e.Counts[s] = n
		}
	}
	return e
}

func (r *Run) put(l line, u urgency) error {
	l.At = time.Now().UTC().Round(0)
	data, err := json.Marshal(l)
	if err != nil {
		return err
	}
	if err := r.writer.put(record{event: l.Event, data: data, urgency: u}); err != nil {
		return reconcile.Problem(reconcile.Say("%s: %s; nothing more is sent. When that is fixed, licet resume %s goes on",
			filepath.Join(r.Dir, journalName), err, r.Manifest.ID), err)
	}
	return nil
}

// Close ends the writing and gives the run free. It returns the first error of
// a line that was queued.
func (r *Run) Close() error {
	return errors.Join(r.writer.close(), r.lock.Unlock())
}
