package journal_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"go.uber.org/goleak"

	"licet/io/journal"
	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/apply/directorytest"
	"licet/reconcile/order"
)

// These tests run themselves in a process of their own, which dies or has a
// limit on the size of files.
const (
	childDir   = "LICET_TEST_JOURNAL_DIR"
	childPoint = "LICET_TEST_JOURNAL_POINT"
	childLimit = "LICET_TEST_JOURNAL_LIMIT"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		os.Exit(child(dir))
	}
	goleak.VerifyTestMain(m)
}

// child applies forty changes from a process that is not to live, or whose
// disk is too small.
func child(root string) int {
	point, seen := journal.Point(os.Getenv(childPoint)), 0
	hook := func(p journal.Point) {
		if seen++; p == point && seen > 3 {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		}
	}
	f, p := forty()
	m := directorytest.NewMemory(f, 1)
	r, err := journal.Create(root, journal.Manifest{ID: "run", Kind: journal.KindApply, Changes: len(p.Changes)}, plan, journal.Options{Hook: hook})
	if err != nil {
		return 3
	}
	if os.Getenv(childLimit) != "" {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 1500, Max: 1 << 30}); err != nil {
			return 4
		}
	}
	res, err := carryOut(m, r, p)
	if err != nil {
		return 5
	}
	if res.Stopped != nil {
		_, _ = os.Stdout.WriteString(res.Stopped.Error())
		if !errors.Is(res.Stopped, apply.ErrJournal) || m.Witness().Writes == len(p.Changes) {
			return 6
		}
	}
	if os.Getenv(childLimit) != "" {
		// There is room again; but nothing may follow half a line.
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 1 << 30, Max: 1 << 30}); err != nil {
			return 4
		}
	}
	if err := r.Finish(&res); err != nil {
		return 7
	}
	return 0
}

func carryOut(d apply.Directory, r *journal.Run, p *reconcile.Plan) (apply.Result, error) {
	s := order.Schedule{}
	for i := range p.Changes {
		s.Steps = append(s.Steps, order.Step{Change: i})
	}
	runner := apply.Runner{Directory: d, Journal: r, Limits: apply.Limits{BatchSize: 4, NoVerify: true}}
	return runner.Run(context.Background(), p, s)
}

func forty() (directorytest.Fixture, *reconcile.Plan) {
	f := directorytest.Fixture{SKUs: []directorytest.SKU{{ID: directorytest.Visio, Enabled: 40}}}
	p := &reconcile.Plan{}
	for i := range 40 {
		u := directorytest.User{ID: directorytest.UserID(i), UsageLocation: "DE"}
		f.Users = append(f.Users, u)
		p.Changes = append(p.Changes, reconcile.Change{
			User: reconcile.UserRef{ID: u.ID}, Assign: []reconcile.Holding{{SKUID: directorytest.Visio}}, Takes: []string{directorytest.Visio},
		})
	}
	return f, p
}

func startChild(t *testing.T, root string, env ...string) (string, error) {
	t.Helper()
	exe, err := os.Executable()
	check(t, err)
	c := exec.Command(exe)
	c.Env = append(os.Environ(), childDir+"="+root)
	c.Env = append(c.Env, env...)
	out, err := c.Output()
	return string(out), err
}

func TestAProcessMayDieAtEveryStepOfTheJournal(t *testing.T) {
	for _, point := range []journal.Point{
		journal.BeforeIntend, journal.IntendWritten, journal.IntendSynced,
		journal.BeforeSettle, journal.SettleWritten, journal.BeforeEnd, journal.EndWritten,
	} {
		t.Run(string(point), func(t *testing.T) {
			root := t.TempDir()
			if _, err := startChild(t, root, childPoint+"="+string(point)); err == nil {
				t.Fatal("the process lived")
			}
			if s := journal.Summarize(filepath.Join(root, "run")); s.Running || s.Err != nil {
				t.Fatalf("a dead process: %+v", s)
			}
			r, l, err := journal.Open(filepath.Join(root, "run"), journal.Options{})
			check(t, err)
			check(t, r.Close())
			if died := l.Sessions[0].End == nil; died != (point != journal.EndWritten) {
				t.Errorf("no end: %v", died)
			}
			// The last outcomes may be written together with the end.
			if ended := point == journal.EndWritten; point != journal.BeforeEnd && l.State.Ended != ended {
				t.Errorf("ended %v, %d pending", l.State.Ended, len(l.State.Pending()))
			}
		})
	}
}

func TestAFullDiskStopsTheRunAndResumeMendsTheLine(t *testing.T) {
	root := t.TempDir()
	out, err := startChild(t, root, childLimit+"=1")
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 7 {
		t.Fatalf("%v, %s", err, out)
	}
	for _, part := range []string{"journal.jsonl", "file too large", "licet resume run"} {
		if !strings.Contains(out, part) {
			t.Errorf("%q does not say %q", out, part)
		}
	}
	dir := filepath.Join(root, "run")
	r, l, err := journal.Open(dir, journal.Options{})
	check(t, err)
	if !l.Torn || len(l.State.Pending()) == 0 {
		t.Errorf("torn %v, %d pending", l.Torn, len(l.State.Pending()))
	}
	check(t, r.Close())
	if l, err := journal.Read(dir); err != nil || l.Torn {
		t.Errorf("after open: %v", err)
	}
}

func TestAReadOnlyFolderIsToldBeforeAnythingIsSent(t *testing.T) {
	if os.Getuid() == 0 {
		// Modes do not bind root; a file system that is mounted so does.
		if _, err := os.Stat("/sys/kernel"); err != nil {
			t.Skip("needs a file system that is read-only even for root")
		}
		if _, err := journal.Create("/sys/kernel/licet", manifest(1), plan, journal.Options{}); err == nil {
			t.Error("a run was made there")
		}
		return
	}
	root := t.TempDir()
	check(t, os.Chmod(root, 0o500))
	if _, err := journal.Create(root, manifest(1), plan, journal.Options{}); !errors.Is(err, os.ErrPermission) {
		t.Errorf("got %v", err)
	}
}
