package main

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// running is the program at work, whose standard error is read line by line.
type running struct {
	cmd  *exec.Cmd
	errs *bufio.Reader
	out  strings.Builder
	// read are the lines of standard error so far.
	read strings.Builder
}

func (c *client) begin(t *testing.T, args ...string) *running {
	t.Helper()
	r := &running{cmd: c.command(args...)}
	r.cmd.Stdout = &r.out
	pipe, err := r.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if r.cmd.ProcessState == nil {
			_ = r.cmd.Process.Kill()
			_ = r.cmd.Wait()
		}
	})
	r.errs = bufio.NewReader(pipe)
	return r
}

// until reads standard error up to the first line that fits.
func (r *running) until(t *testing.T, what string, fits func(line string) bool) {
	t.Helper()
	for {
		line, err := r.errs.ReadString('\n')
		r.read.WriteString(line)
		if fits(line) {
			return
		}
		if err != nil {
			t.Fatalf("the program ended before %s:\n%s%s", what, r.out.String(), r.read.String())
		}
	}
}

// untilSome waits until some changes are done and others are not.
func (r *running) untilSome(t *testing.T) {
	t.Helper()
	r.until(t, "anything was done", func(line string) bool {
		var p struct{ Done, Total int }
		return json.Unmarshal([]byte(line), &p) == nil && p.Done > 0 && p.Done < p.Total
	})
}

// untilHeld waits until the two calls are on their way that heldBatches answers
// never: a signal before that would leave them to the next process.
func (r *running) untilHeld(t *testing.T, s *server) {
	t.Helper()
	r.untilSome(t)
	for s.witnessOf(t).Batches < 10 {
		r.until(t, "two calls were held", func(line string) bool { return line != "" })
	}
}

func (r *running) signal(t *testing.T, s os.Signal) {
	t.Helper()
	if err := r.cmd.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

// end reads the rest and gives what was printed.
func (r *running) end(t *testing.T) printed {
	t.Helper()
	if _, err := r.errs.WriteTo(&r.read); err != nil {
		t.Fatal(err)
	}
	// How it ended stands in the exit code.
	_ = r.cmd.Wait()
	return printed{code: r.cmd.ProcessState.ExitCode(), out: r.out.String(), err: r.read.String()}
}

func needSignals(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such signals")
	}
}

// slowly are the flags of a run that lasts for a second or two.
func slowly(command string, args ...string) []string {
	return append([]string{command, "--rate", "off", "--progress", "json", "--concurrency", "2", "--batch-size", "5"}, args...)
}

// faultyServer serves Contoso with a list of faults.
func faultyServer(t *testing.T, faults string, flags ...string) *server {
	t.Helper()
	path := writeFile(t, t.TempDir(), "faults.json", `{"format":"licet-faults/1","faults":[`+faults+`]}`)
	return serveSandbox(t, "licet", append([]string{"--faults", path}, flags...)...)
}

// heldBatches are two calls that are never answered, as far as a test would wait.
const heldBatches = `{"kind":"latency","on":"batch","after":8,"times":2,"delay":"1h"}`

const slowBatches = `{"kind":"latency","on":"batch","delay":"60ms"}`

// Ctrl-C in the middle of a run must leave nothing in doubt: what is in flight
// is finished, the program says how to go on, and going on ends the work.
func TestFirstSignalFinishesWhatIsInFlight(t *testing.T) {
	t.Parallel()
	needSignals(t)
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			server := faultyServer(t, slowBatches)
			c := onServer(t.TempDir(), server)
			r := c.begin(t, slowly("apply", onboarding)...)
			r.untilSome(t)
			r.signal(t, s)
			ended := r.end(t)
			if ended.code != exitInterrupted || !strings.Contains(ended.out, "licet resume 2") || !strings.Contains(ended.err, "stopping") {
				t.Fatalf("want exit %d and the command that goes on, got %v", exitInterrupted, ended)
			}
			if !strings.Contains(ended.out, " 0 unknown.") || strings.Contains(ended.out, " 0 skipped") {
				t.Errorf("want some skipped and none unknown: %v", ended)
			}
			if !strings.Contains(ended.out, "Seats in use after the run") || strings.Contains(ended.out, "is not known") || !strings.Contains(ended.out, "Nothing was verified") {
				t.Errorf("want the seats that are in use now: %v", ended)
			}
			c.finishes(t, server)
		})
	}
}

// finishes resumes the run and compares the end with what was wanted.
func (c *client) finishes(t *testing.T, s *server) {
	t.Helper()
	c.want(t, exitDone, slowly("resume")...)
	c.want(t, exitDone, "plan", "--detailed-exitcode", onboarding)
	if got := s.stats(t); got != (stats{}) {
		t.Errorf("the sandbox saw what no client should do: %+v", got)
	}
}

// The second Ctrl-C is for when what is in flight does not come back: the
// program stops at once, and resume finds out what became of it.
func TestSecondSignalStopsAtOnce(t *testing.T) {
	needSignals(t)
	t.Parallel()
	server := faultyServer(t, heldBatches)
	c := onServer(t.TempDir(), server)
	r := c.begin(t, slowly("apply", onboarding)...)
	r.untilHeld(t, server)
	r.signal(t, os.Interrupt)
	r.until(t, "the first signal was heard", func(line string) bool { return strings.Contains(line, "stopping") })
	r.signal(t, os.Interrupt)
	ended := r.end(t)
	if ended.code != exitInterrupted || !strings.Contains(ended.out, "licet resume 2") {
		t.Fatalf("want exit %d and the command that goes on, got %v", exitInterrupted, ended)
	}
	if !strings.Contains(ended.out, "How many seats are in use now is not known: the run was ended at once.") {
		t.Errorf("want that the seats are not known: %v", ended)
	}
	c.finishes(t, server)
}

// A wait that Graph asked for outlives the process that was told of it.
func TestResumeKeepsToAWait(t *testing.T) {
	needSignals(t)
	t.Parallel()
	server := faultyServer(t, `{"kind":"throttle","on":"batch","after":8,"times":1,"retryAfter":"3","scope":"writes"}`)
	c := onServer(t.TempDir(), server)
	r := c.begin(t, slowly("apply", onboarding)...)
	// The sandbox lets the first moments pass, for what is on its way then.
	var told time.Time
	r.until(t, "it was told to wait", func(line string) bool {
		var p struct {
			Throttled int
			Time      time.Time
		}
		if json.Unmarshal([]byte(line), &p) != nil || p.Throttled == 0 {
			return false
		}
		if told.IsZero() {
			told = p.Time
		}
		return p.Time.Sub(told) > 200*time.Millisecond
	})
	r.signal(t, os.Interrupt)
	if ended := r.end(t); ended.code != exitInterrupted {
		t.Fatalf("want exit %d, got %v", exitInterrupted, ended)
	}
	c.finishes(t, server)
}

// Ctrl-C while the users are read again says nothing untrue: what was done was
// done, and nobody is told that it did not arrive.
func TestSignalDuringVerification(t *testing.T) {
	needSignals(t)
	t.Parallel()
	server := faultyServer(t, slowBatches, "--lag", "1h")
	c := onServer(t.TempDir(), server)
	r := c.begin(t, slowly("apply", onboarding)...)
	r.until(t, "it verified", func(line string) bool { return strings.Contains(line, `"verifying"`) })
	r.signal(t, os.Interrupt)
	ended := r.end(t)
	if strings.Contains(ended.out, "not-arrived") || !strings.Contains(ended.out, "not-verified") {
		t.Errorf("want a warning that users were not verified, and nothing else: %v", ended)
	}
}

// Two runs on one tenant at once would fight over seats and quota. The second
// is refused before it changes anything, and names the first; a run whose
// process was killed is in nobody's way.
func TestSecondRunOnATenantIsRefused(t *testing.T) {
	needSignals(t)
	t.Parallel()
	server := faultyServer(t, heldBatches)
	dir := t.TempDir()
	c := onServer(dir, server)
	r := c.begin(t, slowly("apply", onboarding)...)
	r.untilHeld(t, server)
	runs, err := filepath.Glob(filepath.Join(dir, "runs", "2*"))
	if err != nil || len(runs) != 1 {
		t.Fatal(runs, err)
	}
	first := filepath.Base(runs[0])
	other := writeFile(t, dir, "other.csv", "user,license\nadrian.gutierrez@contoso.com,FLOW_FREE\n")
	second := c.run(t, "apply", "--mode", "add", other)
	if second.code != exitError || !strings.Contains(second.err, "run "+first) {
		t.Errorf("want a refusal that names %s, got %v", first, second)
	}
	if resumed := c.run(t, "resume", first); resumed.code != exitError || !strings.Contains(resumed.err, first) {
		t.Errorf("want a refusal to resume a run at work, got %v", resumed)
	}
	if out := c.want(t, exitDone, "runs").out; strings.Count(out, "began") != 1 || !strings.Contains(out, "running") {
		t.Errorf("want one run, at work, got %s", out)
	}
	r.signal(t, syscall.SIGKILL)
	r.end(t)
	// Another run may do what the dead one left; then nothing of it is open.
	c.want(t, exitDone, "apply", onboarding)
	if resumed := c.want(t, exitDone, "resume", first); !strings.Contains(resumed.err, "0 are left") {
		t.Errorf("want nothing left, got %v", resumed)
	}
	if got := server.stats(t); got != (stats{}) {
		t.Errorf("the sandbox saw what no client should do: %+v", got)
	}
}
