package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"licet/io/testenv"
)

// panics is licet whose command panics where nothing can catch it.
func panics() {
	os.Exit(supervised(os.Args, func([]string, *env) int {
		go func() { panic("a hole\x1b[2J\nlicet: all done") }()
		select {}
	}))
}

// The script of docs/scripting.md takes 2 for "there are changes", and applies the
// plan that lies there: it must not when licet crashed, and nobody should read
// pages of what Go says of it.
func TestACrashIsAnErrorInASentence(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := clientOn(dir, "TMPDIR="+dir, "LICET_LANG=en")
	c.licet = "licet-panics"
	p := c.want(t, exitError, "plan", "--detailed-exitcode", onboarding)
	path := regexp.MustCompile(`\S+licet-crash-\S+\.txt`).FindString(p.err)
	for _, want := range []string{"licet itself has crashed", "a hole", "licet resume"} {
		if !strings.Contains(p.err, want) {
			t.Errorf("nothing is said of %q: %v", want, p)
		}
	}
	if p.out != "" || strings.Count(p.err, "\n") > 3 || strings.Contains(p.err, "goroutine") {
		t.Errorf("it says too much: %v", p)
	}
	trace, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(trace), "supervised_test.go") || !strings.Contains(string(trace), version()) {
		t.Errorf("the details do not say where it crashed (%v): %s", err, trace)
	}
}

// Where few files may be open licet waited for ever, or crashed. It says so, or works.
func TestFewFilesAreASentence(t *testing.T) {
	needUnix(t)
	t.Parallel()
	shell, licet, dir := testenv.Program(t, "sh"), shippedLicet(t), t.TempDir()
	c := clientOn(dir, "TMPDIR="+dir)
	// All calls that may be on their way are so at the same time.
	slow := writeFile(t, dir, "slow.json", `{"format":"licet-faults/1","faults":[`+slowBatches+`]}`)
	limits := []int{5, 6, 7, 12, 24, 34, 36, 38, 48, 70}
	if testenv.Sweep(0, 1) > 0 {
		limits = nil
		for n := 5; n <= 48; n++ {
			limits = append(limits, n)
		}
	}
	worked := 0
	for _, n := range limits {
		for _, args := range [][]string{
			{"plan", onboarding}, {"apply", "--rate", "off", "--concurrency", "16", "--batch-size", "3", "--faults", slow, onboarding}, {"runs"}, {"export", filepath.Join(dir, fmt.Sprint(n, ".csv"))},
		} {
			if args[0] != "runs" {
				args = slices.Insert(args, 1, "--sandbox", filepath.Join(dir, fmt.Sprint(n, args[0], ".json")))
			}
			cmd := exec.Command(shell, append([]string{"-c", `ulimit -n "$1"; shift; exec "$@"`, "sh", fmt.Sprint(n), licet}, args...)...)
			cmd.Env = c.env
			began := time.Now()
			p, err := runCommand(cmd)
			switch {
			case err != nil:
				t.Fatal(err)
			case p.code == exitDone:
				worked++
			case p.code != exitError && p.code != exitFailed || !strings.HasPrefix(p.err, "licet: ") || strings.Contains(p.err, "goroutine"):
				t.Errorf("ulimit -n %d, licet %s: after %v %v", n, strings.Join(args, " "), time.Since(began), p)
			}
		}
	}
	if worked == 0 {
		t.Error("nothing worked at all, so little was shown")
	}
}
