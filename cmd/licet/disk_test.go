package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"licet/io/testenv"
)

// busy makes Graph ask to wait so often that the journal grows beyond the plan.
const busy = `{"kind":"throttle","on":"assignLicense","after":40,"times":4000,"retryAfter":"0.01"}`

func needUnix(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("this uses the tools of Unix systems")
	}
}

// stopsForTheDisk judges a run whose journal could not be written: it must stop
// before the next batch, say so and how to go on, and leave nothing in doubt
// that resume cannot find out.
func stopsForTheDisk(t *testing.T, c *client, s *server, p printed, cause string) {
	t.Helper()
	if p.code != exitFailed {
		t.Fatalf("want exit %d, got %v", exitFailed, p)
	}
	for _, text := range []string{cause, "the journal could not be written", "licet resume 2"} {
		if !strings.Contains(strings.Join(strings.Fields(p.out+p.err), " "), text) {
			t.Errorf("nothing is said of %q: %v", text, p)
		}
	}
	if strings.Contains(p.out, " 0 skipped") {
		t.Errorf("it did not stop: %v", p)
	}
	c.want(t, exitDone, "resume", "--rate", "off")
	c.want(t, exitDone, "plan", "--detailed-exitcode", onboarding)
	if got := s.stats(t); got != (stats{}) {
		t.Errorf("the sandbox saw what no client should do: %+v", got)
	}
}

// A file that grew too large fails in the middle of a line.
func TestJournalAtTheLimitOfFileSizes(t *testing.T) {
	needUnix(t)
	t.Parallel()
	s := faultyServer(t, busy)
	c := onServer(t.TempDir(), s)
	cmd := exec.Command(testenv.Program(t, "sh"), "-c", `ulimit -f 400 && exec licet "$@"`, "sh", "apply", "--rate", "off", onboarding)
	cmd.Env = c.env
	p, err := runCommand(cmd)
	if err != nil {
		t.Fatal(err)
	}
	stopsForTheDisk(t, c, s, p, "file too large")
}

func TestJournalOnAFullFileSystem(t *testing.T) {
	needUnix(t)
	t.Parallel()
	s := faultyServer(t, busy)
	dir := t.TempDir()
	small := mountRuns(t, dir, "size=260k")
	c := onServer(dir, s)
	p := c.run(t, "apply", "--rate", "off", onboarding)
	if out, err := exec.Command("mount", "-o", "remount,size=20m", small).CombinedOutput(); err != nil {
		t.Fatalf("remount: %v %s", err, out)
	}
	stopsForTheDisk(t, c, s, p, "no space left on device")
}

// mountRuns makes the runs folder of a test a file system of its own.
func mountRuns(t *testing.T, dir, options string) string {
	t.Helper()
	runs := filepath.Join(dir, "runs")
	if err := os.Mkdir(runs, 0o700); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(testenv.Program(t, "mount"), "-t", "tmpfs", "-o", options, "none", runs).CombinedOutput(); err != nil {
		t.Skipf("only root can mount a file system: %v %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", runs).CombinedOutput(); err != nil {
			t.Errorf("umount: %v %s", err, out)
		}
	})
	return runs
}

// A disk that was mounted read-only after a crash, as disks with errors are, is
// told before anything is sent, and past runs can be looked at all the same.
func TestJournalOnAReadOnlyFileSystem(t *testing.T) {
	needUnix(t)
	t.Parallel()
	s := serveSandbox(t, "licet")
	dir := t.TempDir()
	runs := mountRuns(t, dir, "size=20m")
	c := onServer(dir, s)
	// Late enough for some licences to be done: locations, which go first, cannot
	// be undone.
	newCrashing(c, "intend-synced:20").want(t, exitKilled, "apply", "--batch-size", "5", onboarding)
	mounted := func(how string) {
		if out, err := exec.Command("mount", "-o", "remount,"+how, runs).CombinedOutput(); err != nil {
			t.Fatalf("remount: %v %s", err, out)
		}
	}
	mounted("ro")
	before := s.witnessOf(t).Writes
	other := writeFile(t, dir, "other.csv", "user,license\nadrian.gutierrez@contoso.com,FLOW_FREE\n")
	for _, args := range [][]string{{"resume"}, {"apply", "--mode", "add", other}, {"undo", "--max-removals", "100%"}} {
		if p := c.run(t, args...); p.code != exitError || !strings.Contains(p.err, "read-only file system") || !strings.Contains(p.err, runs) {
			t.Errorf("licet %s: want exit %d, the place and the cause, got %v", args[0], exitError, p)
		}
	}
	if after := s.witnessOf(t).Writes; after != before || before == 0 {
		t.Errorf("%d writes, and %d after that", before, after)
	}
	for _, args := range [][]string{{"runs"}, {"runs", "show", filepath.Base(c.onlyRun(t))}} {
		if p := c.want(t, exitDone, args...); !strings.Contains(p.out, "licet resume 2") {
			t.Errorf("licet %s does not say how to go on: %v", args[0], p)
		}
	}
	mounted("rw")
	c.finishes(t, s)
}

// Where no journal can be made, nothing is sent at all.
func TestNoPlaceForTheJournal(t *testing.T) {
	needUnix(t)
	t.Parallel()
	s := serveSandbox(t, "licet")
	c := onServer(t.TempDir(), s)
	places := map[string]string{"a file where a folder should be": writeFile(t, c.dir, "file", ""), "a folder that nobody can write to": "/proc"}
	for name, place := range places {
		p := c.run(t, "apply", "--runs-dir", place, onboarding)
		if p.code != exitError || !strings.Contains(p.err, place) || !strings.Contains(p.err, "--runs-dir") {
			t.Errorf("%s: want exit %d, and the flag that helps, got %v", name, exitError, p)
		}
	}
	c.nothingWritten(t, s)
}

// nothingWritten fails the test if the sandbox has seen a write.
func (c *client) nothingWritten(t *testing.T, s *server) {
	t.Helper()
	var w witness
	if err := s.ask("/sandbox/stats", &w); err != nil {
		t.Fatal(err)
	}
	if w.Writes > 0 {
		t.Errorf("%d writes were sent", w.Writes)
	}
}

// A plan that nobody could read must not be applied.
func TestPlanThatCannotBeShownIsNotApplied(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("there is no /dev/full")
	}
	t.Parallel()
	s := serveSandbox(t, "licet")
	c := onServer(t.TempDir(), s)
	cmd := exec.Command(testenv.Program(t, "sh"), "-c", `exec licet "$@" >/dev/full`, "sh", "apply", onboarding)
	cmd.Env = c.env
	p, err := runCommand(cmd)
	if err != nil {
		t.Fatal(err)
	}
	if p.code != exitError || !strings.Contains(p.err, "no space left on device") {
		t.Errorf("want exit %d, got %v", exitError, p)
	}
	c.nothingWritten(t, s)
}

// The token opens the tenant to whoever finds it: it is in no file of a run and
// in nothing that is printed, whatever is asked for and whatever goes wrong.
func TestTokenIsNowhere(t *testing.T) {
	t.Parallel()
	const token = "eyJ-a-very-secret-token-of-contoso"
	s := faultyServer(t, `{"kind":"unauthorized","on":"batch","after":8,"times":1},{"kind":"html","on":"batch","after":3,"done":true},{"kind":"throttle","on":"batch","after":5,"retryAfter":"0.1"}`, "--token", token)
	dir := t.TempDir()
	c := onServer(dir, s)
	c.env = append(c.env, "LICET_ACCESS_TOKEN="+token)
	var said []printed
	for i, args := range [][]string{{"apply", onboarding}, {"resume"}, {"runs"}, {"undo", "--max-removals", "100%"}, {"rehearse", onboarding}} {
		if args[0] != "runs" {
			args = append(args, "--verbose")
		}
		if args[0] == "apply" || args[0] == "resume" || args[0] == "undo" {
			args = append(args, "--rate", "off", "--progress", "json", "--results", filepath.Join(dir, fmt.Sprintf("results%d.json", i)))
		}
		said = append(said, c.run(t, args...))
	}
	if said[0].code != exitFailed || said[1].code != exitDone || said[3].code != exitDone || said[4].code != exitDone {
		t.Errorf("the runs did not go as this test means them to: %v", said)
	}
	if !strings.Contains(said[0].err, "POST /v1.0/$batch 401") {
		t.Errorf("the log does not show the refused call: %v", said[0])
	}
	for _, p := range said {
		if strings.Contains(p.out+p.err, token) {
			t.Errorf("the token was printed: %v", p)
		}
	}
	files := 0
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		info, err := d.Info()
		if err != nil {
			return err
		}
		if strings.Contains(path, "runs") && info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows" {
			t.Errorf("%s can be read by others: %v", path, info.Mode())
		}
		data, err := os.ReadFile(path)
		if strings.Contains(string(data), token) {
			t.Errorf("the token is in %s", path)
		}
		return err
	})
	if err != nil || files < 10 {
		t.Errorf("%d files were looked into: %v", files, err)
	}
}
