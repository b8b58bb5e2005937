package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"licet/io/journal"
	"licet/io/testenv"
)

func TestMain(m *testing.M) {
	testscript.Main(underContract{m}, map[string]func(){"licet": contracted, "licet-crash": crash, "licet-panics": panics, "licet-hasty": hasty, "licet-on-faulty-disk": onFaultyDisk, "licet-losing": losing, "licet-misspelt": misspelt, "xdg-open": browse})
}

// contracted is main with the contract of Graph between licet and the network.
func contracted() {
	e := contractedEnv()
	e.exit = os.Exit
	os.Exit(run(os.Args, e))
}

// crash is licet that kills itself at a step of the journal: CRASH_AT is the
// step and the how manieth time, as in "intend-synced:3".
func crash() {
	step, count, _ := strings.Cut(os.Getenv("CRASH_AT"), ":")
	left, err := strconv.Atoi(count)
	if err != nil {
		panic(err)
	}
	e := contractedEnv()
	e.journal.Hook = func(p journal.Point) {
		if string(p) != step {
			return
		}
		if left--; left == 0 {
			die()
		}
	}
	os.Exit(run(os.Args, e))
}

// exitKilled is what os/exec calls the code of a process that was killed.
const exitKilled = -1

// die ends the process as kill -9 does.
func die() {
	p, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = p.Kill()
	}
	if err != nil {
		panic(err)
	}
	select {}
}

// hasty is licet that waits for a dead service, and for what it wrote to be seen,
// for seconds instead of minutes.
func hasty() {
	e := contractedEnv()
	e.exit, e.breakAfter, e.verifyFor = os.Exit, 3*time.Second, 3*time.Second
	os.Exit(run(os.Args, e))
}

// TestScripts runs the promises of testdata/script with the real program: each
// file says at its head what a user loses if it fails.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Condition: func(cond string) (bool, error) {
			if cond != "sweeps" {
				return false, fmt.Errorf("nobody knows the condition %q", cond)
			}
			return testenv.Sweep(0, 1) > 0, nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"newest": newest, "replace": replace, "exits": exits},
		Setup: func(e *testscript.Env) error {
			// The run folders and the sheets of the repository.
			e.Setenv("LICET_RUNS_DIR", filepath.Join(e.WorkDir, "runs"))
			e.Setenv("HOME", e.WorkDir)
			e.Setenv(breaches, os.Getenv(breaches))
			sheets, err := filepath.Abs("../../testdata")
			if err != nil {
				return err
			}
			e.Setenv("TESTDATA", sheets)
			return os.MkdirAll(filepath.Join(e.WorkDir, "runs"), 0o700)
		},
	})
}

// newest VARIABLE FOLDER sets a variable to the id of the latest run in a folder.
func newest(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: newest VARIABLE FOLDER")
	}
	h, err := journal.ReadHistory(ts.MkAbs(args[1]))
	ts.Check(err)
	if len(h.Runs) == 0 {
		ts.Fatalf("no run is in %s", args[1])
	}
	ts.Setenv(args[0], h.Runs[0].Manifest.ID)
}

// exits CODE PROGRAM ARGUMENT... runs a program that must end with that code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGUMENT...")
	}
	code := 0
	var exited *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exited) {
		code = exited.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// replace PATTERN TEXT FROM TO writes a file with what matches replaced, which
// must be somewhere in it.
func replace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: replace PATTERN TEXT FROM TO")
	}
	pattern, err := regexp.Compile(args[0])
	ts.Check(err)
	text := ts.ReadFile(args[2])
	if !pattern.MatchString(text) {
		ts.Fatalf("%s has nothing like %q", args[2], args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[3]), []byte(pattern.ReplaceAllString(text, args[1])), 0o600))
}
