package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"licet/io/testenv"
)

// mortal is a served sandbox on a tenant file that dies at a write.
type mortal struct {
	tenant string
	cmd    *exec.Cmd
	server *server
}

func serveMortal(t *testing.T, dir, fault string) *mortal {
	t.Helper()
	m := &mortal{tenant: filepath.Join(dir, "tenant.json")}
	clientOn(dir).want(t, exitDone, "sandbox", "create", m.tenant)
	faults := writeFile(t, dir, "faults.json", `{"format":"licet-faults/1","faults":[`+fault+`]}`)
	m.cmd, m.server = startServer(t, "--tenant", m.tenant, "--faults", faults)
	return m
}

// startServer starts a server whose end is its own business.
func startServer(t *testing.T, flags ...string) (*exec.Cmd, *server) {
	t.Helper()
	cmd := exec.Command("licet", append([]string{"sandbox", "serve"}, flags...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if cmd.ProcessState == nil {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	})
	var first [256]byte
	n, err := out.Read(first[:])
	url, ok := strings.CutPrefix(strings.TrimSpace(string(first[:n])), "listening ")
	if err != nil || !ok {
		t.Fatalf("the first line of the server is %q: %v", first[:n], err)
	}
	return cmd, &server{url: url}
}

// buried waits for the end of the server, and gives how many writes it took:
// its log has a line each.
func (m *mortal) buried(t *testing.T) int {
	t.Helper()
	_ = m.cmd.Wait()
	if code := m.cmd.ProcessState.ExitCode(); code != exitDied {
		t.Fatalf("the server ended with %d, so nothing was tested", code)
	}
	log, err := os.ReadFile(m.tenant + ".log")
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Count(log, []byte(`"user":`))
}

// The service goes away in the middle of a run, for good: the run stops by
// itself, says what happened and which command goes on, and leaves nothing that
// this command does not find out. Nobody loses a licence, nothing is written twice.
func TestTheServiceDiesAfterSoManyWrites(t *testing.T) {
	t.Parallel()
	const few = "user,license,action\naarav.banerjee@contoso.com,POWER_BI_PRO,assign\naarav.subramanian@contoso.com,SPE_E3,assign\n"
	for _, c := range []struct {
		name, fault, sheet string
		writes             int
	}{
		{"the last write was done", `{"kind":"die","on":"assignLicense","after":100,"done":true}`, "", 229},
		{"the last write was not done", `{"kind":"die","on":"assignLicense","after":100}`, "", 229},
		{"in the locations", `{"kind":"die","on":"patchUser","after":5,"done":true}`, "", 229},
		{"with the only call", `{"kind":"die","on":"assignLicense","after":1,"done":true}`, few, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			sheet := onboarding
			if c.sheet != "" {
				sheet = writeFile(t, dir, "few.csv", c.sheet)
			}
			m := serveMortal(t, dir, c.fault)
			hasty := onServer(dir, m.server)
			hasty.licet = "licet-hasty"
			began := time.Now()
			p := hasty.want(t, exitFailed, "apply", "--rate", "off", "--batch-size", "10", "--progress", "plain", sheet)
			if took := time.Since(began); took > 3*time.Minute {
				t.Errorf("it stopped after %v", took)
			}
			stoppedForSilence(t, p)
			before := m.buried(t)
			_, again := startServer(t, "--tenant", m.tenant, "--addr", strings.TrimPrefix(m.server.url, "http://"))
			onServer(dir, again).want(t, exitDone, "resume", "--rate", "off")
			w := again.witnessOf(t)
			if w.stats != (stats{}) || before+w.Committed != c.writes || before == 0 && c.writes > 2 {
				t.Errorf("%d writes before the death and %d after it, want %d in all; %+v", before, w.Committed, c.writes, w.stats)
			}
			onServer(dir, again).want(t, exitDone, "plan", "--detailed-exitcode", sheet)
		})
	}
}

// stoppedForSilence judges what is read by somebody whose service died.
func stoppedForSilence(t *testing.T, p printed) {
	t.Helper()
	said := strings.Join(strings.Fields(p.out), " ")
	for _, text := range []string{"Stopped: run ", "the service did not carry out anything for a long time: ", " 0 failed,", "Next: licet resume 2"} {
		if !strings.Contains(said, text) {
			t.Errorf("nothing is said of %q: %v", text, p)
		}
	}
	if strings.Contains(said, "context canceled") || strings.Contains(said, " 0 skipped, 0 unknown") {
		t.Errorf("want what was heard of the service, and what is left: %v", p)
	}
	if !strings.Contains(p.err, "no proper answer for ") {
		t.Errorf("progress does not tell that nobody answers: %v", p)
	}
}

// What Graph called done and does not show is not passed over: it is listed, in
// the results file too, and a script learns it from the exit code.
func TestWhatDoesNotArriveIsListed(t *testing.T) {
	t.Parallel()
	s := serveSandbox(t, "licet", "--lag", "1h")
	dir := t.TempDir()
	c := onServer(dir, s)
	c.licet = "licet-hasty"
	results := filepath.Join(dir, "results.json")
	p := c.want(t, exitFailed, "apply", "--rate", "off", "--results", results, onboarding)
	r, err := readResults(results)
	if err != nil {
		t.Fatal(err)
	}
	if n := r.Summary; n.Done != 0 || n.Unknown != 213 || n.NotArrived != 213 || len(r.Findings) != 213 || r.Findings[0].Code != "not-arrived" {
		t.Errorf("%+v, %d findings", r.Summary, len(r.Findings))
	}
	for _, row := range r.Results {
		if row.Status != "unknown" || !strings.Contains(row.Error, "does not show it: ") || !strings.Contains(row.Hint, "licet resume") {
			t.Fatalf("%+v", row)
		}
	}
	for _, text := range []string{"213 unknown: not-arrived", "213 of the unknown did not arrive", "Next: licet resume 2"} {
		if !strings.Contains(p.out, text) {
			t.Errorf("%q is not said: %v", text, p)
		}
	}
	if runs := c.want(t, exitDone, "runs"); !strings.Contains(runs.out, " unfinished ") || !strings.Contains(runs.out, "213 changes did not arrive; next: licet resume 2") {
		t.Errorf("the list of runs takes it for finished: %v", runs)
	}
}

// A process that is killed at every step of the journal there is, dozens of
// times in one run: the worst moments, one after the other. What comes out is as
// planned, and nothing was written twice.
func TestKilledAtEveryStepOfTheJournalInOneRun(t *testing.T) {
	needSignals(t)
	t.Parallel()
	s := serveSandbox(t, "licet")
	c := onServer(t.TempDir(), underWatch(t, s))
	steps := []string{"before-intend", "intend-written", "intend-synced", "before-settle", "settle-written"}
	kills := map[string]int{}
	slow := []string{"--rate", "off", "--batch-size", "2", "--concurrency", "2", "--no-verify"}
	command := append([]string{"apply", onboarding}, slow...)
	for n := range testenv.Sweep(10, 40) {
		step := steps[n%len(steps)]
		p := newCrashing(c, fmt.Sprintf("%s:%d", step, 1+n%3)).run(t, command...)
		if p.code != exitKilled {
			t.Fatalf("it did not die at %s, the %d. time: %v", step, n, p)
		}
		kills[step]++
		command = append([]string{"resume"}, slow...)
	}
	// The end of a session has steps of its own, which come once.
	if p := newCrashing(c, "before-end:1").run(t, command...); p.code != exitKilled {
		t.Fatalf("it did not die before the end: %v", p)
	}
	// Where the last outcomes had reached the disk, nothing was left for another.
	if p := newCrashing(c, "end-written:1").run(t, command...); p.code != exitKilled && !strings.Contains(p.err, "nothing to resume") {
		t.Fatalf("it did not die after the end: %v", p)
	}
	t.Logf("killed at %v, and at the end", kills)
	if out := c.want(t, exitDone, "resume"); !strings.Contains(out.err, "nothing to resume") {
		t.Errorf("the end was written, and the run is not finished: %v", out)
	}
	c.want(t, exitDone, "plan", "--detailed-exitcode", onboarding)
	if w := s.witnessOf(t); w.stats != (stats{}) || w.Committed != 229 {
		t.Errorf("%d writes were done, want 229; the sandbox saw what no client should do: %+v", w.Committed, w.stats)
	}
}
