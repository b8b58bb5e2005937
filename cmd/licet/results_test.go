package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"licet/io/testenv"
)

// A disk that is too full for the results is told while nothing was sent yet: there
// is room for a file, and none for one of so many changes.
func TestResultsThatDoNotFitAreFoundBeforeTheFirstWrite(t *testing.T) {
	needUnix(t)
	t.Parallel()
	s := serveSandbox(t, "licet")
	c := onServer(t.TempDir(), s)
	small := filepath.Join(c.dir, "small")
	if err := os.Mkdir(small, 0o700); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(testenv.Program(t, "mount"), "-t", "tmpfs", "-o", "size=128k", "none", small).CombinedOutput(); err != nil {
		t.Skipf("only root can mount a file system: %v %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", small).CombinedOutput(); err != nil {
			t.Errorf("umount: %v %s", err, out)
		}
	})
	results := filepath.Join(small, "r.csv")
	p := c.run(t, "apply", "--results", results, onboarding)
	if p.code != exitError || !strings.Contains(p.err, "r.csv cannot be written: no space left on device") {
		t.Errorf("want exit %d and the cause, got %v", exitError, p)
	}
	c.nothingWritten(t, s)
	if entries, err := os.ReadDir(small); err != nil || len(entries) > 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
	if runs, err := os.ReadDir(filepath.Join(c.dir, "runs")); err == nil && len(runs) > 0 {
		t.Errorf("a run that never was: %v", runs)
	}
}
