package journal

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"licet/reconcile"
	"licet/reconcile/apply"
)

// ErrNoRun says that there is no such run.
var ErrNoRun = errors.New("no such run")

// Summary is a run in a list.
type Summary struct {
	Manifest Manifest
	Dir      string
	// Running is true while a process works on the run.
	Running bool
	// Finished is true when no change is pending.
	Finished bool
	// Counts are the changes by what became of them, as Log.Result has it.
	Counts apply.Counts
	// Sessions are as in Log.
	Sessions []Session
	// Err is why the run cannot be read; the rest is then incomplete, and Manifest is
	// there only where it has a Format.
	Err error
	// began is when the run was made, as far as clocks that were set back allow.
	began time.Time
}

// List gives the runs below root, the latest first. A folder that does not
// exist has none. A run that cannot be read is in the list with its error, and before
// all others where it is not known when it was.
func List(root string) ([]Summary, error) {
	runs, err := manifests(root)
	for i := range runs {
		if runs[i].Err == nil {
			runs[i] = Summarize(runs[i].Dir)
		}
	}
	return runs, err
}

// Latest gives the latest run below root that fits, or ErrNoRun. A run that cannot be
// read and may be the one is not passed over: it is given with its error. The journals
// of earlier ones are not read.
func Latest(root string, fits func(*Summary) bool) (Summary, error) {
	runs, err := manifests(root)
	if err != nil {
		return Summary{}, err
	}
	for _, s := range runs {
		if s.Err == nil {
			s = Summarize(s.Dir)
		}
		if s.Manifest.Format == "" || fits(&s) {
			return s, s.Err
		}
	}
	return Summary{}, ErrNoRun
}

// manifests gives the runs below root, the latest first, with no more than what
// their manifests say.
func manifests(root string) ([]Summary, error) {
	entries, err := os.ReadDir(root)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil {
		err = checkRoot(root)
	}
	if err != nil {
		return nil, err
	}
	var out []Summary
	for _, e := range entries {
		dir := filepath.Join(root, e.Name())
		if !isRun(root, e) {
			continue
		}
		m, err := ReadManifest(dir)
		if err == nil && m.ID != e.Name() {
			err = damaged(dir, reconcile.Say("it says that it is run %s: is it a copy, or was it renamed?", m.ID))
		}
		s := Summary{Dir: dir, Manifest: m, Err: err}
		if err != nil {
			s.Manifest = Manifest{ID: e.Name()}
		}
		out = append(out, s)
	}
	arrange(out)
	return out, nil
}

// idForm is that of the names of runs.
var idForm = regexp.MustCompile(`^\d{8}-\d{6}-[0-9a-f]{6}$`)

// isRun reports whether an entry of the runs folder is a run, or what is left of one.
// Other folders are none of licet's business.
func isRun(root string, e fs.DirEntry) bool {
	if strings.HasPrefix(e.Name(), ".") {
		return false
	}
	return idForm.MatchString(e.Name()) || slices.ContainsFunc([]string{manifestName, planName, journalName}, func(name string) bool {
		_, err := os.Lstat(filepath.Join(root, e.Name(), name))
		return err == nil
	})
}

// arrange puts the latest run first. Runs of earlier formats have no number, and stand
// among the others by their time. A run of which nothing is known may be the latest.
func arrange(runs []Summary) {
	slices.SortFunc(runs, func(a, b Summary) int {
		x, y := &a.Manifest, &b.Manifest
		return cmp.Or(cmp.Compare(x.Sequence, y.Sequence), x.Created.Compare(y.Created), strings.Compare(a.Dir, b.Dir))
	})
	var latest time.Time
	for i := range runs {
		m := &runs[i].Manifest
		runs[i].began = m.Created
		if m.Sequence == 0 {
			continue
		}
		if m.Created.Before(latest) {
			runs[i].began = latest
		}
		latest = runs[i].began
	}
	slices.SortStableFunc(runs, func(a, b Summary) int {
		switch unknownA, unknownB := a.Manifest.Format == "", b.Manifest.Format == ""; {
		case unknownA && !unknownB:
			return -1
		case unknownB && !unknownA:
			return 1
		}
		return cmp.Or(b.began.Compare(a.began), cmp.Compare(b.Manifest.Sequence, a.Manifest.Sequence), strings.Compare(b.Dir, a.Dir))
	})
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// Summarize reads one run.
func Summarize(dir string) Summary {
	s := Summary{Dir: dir, Manifest: Manifest{ID: filepath.Base(dir)}}
	m, err := ReadManifest(dir)
	if err != nil {
		s.Err = err
		return s
	}
	s.Manifest = m
	l, err := Read(dir)
	if err != nil {
		s.Err = err
		return s
	}
	s.Sessions, s.Finished = l.Sessions, l.State.Ended
	s.Counts = l.Result().Counts()
	s.Running = Running(dir)
	return s
}

// Running reports whether a process works on the run in dir.
func Running(dir string) bool {
	path := filepath.Join(dir, lockName)
	if !exists(path) {
		return false
	}
	lock := flock.New(path)
	free, err := lock.TryLock()
	if err != nil || !free {
		return err == nil
	}
	// It was free. Where it cannot be given back it is when the process ends.
	_ = lock.Unlock()
	return false
}

// Find gives the folder of the run that name means: its whole id, the
// beginning of one that no other run shares, or a folder.
func Find(root, name string) (string, error) {
	if exists(filepath.Join(name, manifestName)) {
		return name, nil
	}
	entries, err := os.ReadDir(root)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	var found []string
	for _, e := range entries {
		if e.Name() == name {
			return filepath.Join(root, name), nil
		}
		if name != "" && !strings.HasPrefix(e.Name(), ".") && strings.HasPrefix(e.Name(), name) {
			found = append(found, e.Name())
		}
	}
	switch len(found) {
	case 0:
		return "", reconcile.Problem(reconcile.Say("no such run: %q in %s; licet runs lists them", name, root), ErrNoRun)
	case 1:
		return filepath.Join(root, found[0]), nil
	default:
		return "", reconcile.Problem(reconcile.Say("no such run: %q could be any of %s", name, reconcile.ListOf(found)), ErrNoRun)
	}
}

// clockSkew is how far the clock of a file server may be off.
const clockSkew = time.Hour

// RecentSends gives the writes that runs of a tenant made since a moment, oldest
// first, as far as runs can be read. Journals that have not grown since are not
// opened, so that long runs of the past cost nothing.
func RecentSends(root, tenant string, since time.Time) []apply.Sent {
	runs, err := manifests(root)
	if err != nil {
		return nil
	}
	var sends []apply.Sent
	for _, r := range runs {
		if r.Err != nil || r.Manifest.Tenant.ID != tenant || !touched(r.Dir, since.Add(-clockSkew)) {
			continue
		}
		l, err := Read(r.Dir)
		if err == nil && len(l.Sessions) > 0 && !l.Sessions[len(l.Sessions)-1].Last.Before(since) {
			sends = append(sends, l.State.Sends...)
		}
	}
	slices.SortFunc(sends, func(a, b apply.Sent) int { return a.At.Compare(b.At) })
	return sends
}

// touched reports whether the journal of a run was written to since a moment.
func touched(dir string, since time.Time) bool {
	info, err := os.Stat(filepath.Join(dir, journalName))
	return err == nil && info.ModTime().After(since)
}
