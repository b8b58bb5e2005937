package bench_test

import (
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"licet/io/sandbox"
	"licet/io/tenant"
)

// BenchmarkBigPlan does with the real program all that can be done with a plan
// of a million changes (LICET_BENCH_PLAN for fewer): it is made, shown, reported in
// every form, applied over HTTP, resumed after a kill, shown as a run, and the
// way back is planned. For each it prints the time and the most memory resident.
func BenchmarkBigPlan(b *testing.B) {
	n := 1_000_000
	if few, err := strconv.Atoi(os.Getenv("LICET_BENCH_PLAN")); err == nil {
		n = few
	}
	for b.Loop() {
		w := newBigWork(b, n)
		w.step("make", "plan", "--current", w.in("tenant.json"), "--mode", "add", "--out", w.in("plan.json"), w.in("sheet.csv"))
		w.step("show", "plan", "--from", w.in("plan.json"))
		w.step("json", "plan", "--from", w.in("plan.json"), "--json")
		for _, form := range []string{"html", "xlsx", "csv", "md"} {
			w.step(form, "plan", "--from", w.in("plan.json"), "--report", w.in("report."+form))
		}
		carryOut := []string{"--yes", "--rate", "off", "--progress", "none", "--runs-dir", w.in("runs")}
		w.killed(n, append([]string{"apply", w.in("plan.json")}, carryOut...))
		w.step("resume", append([]string{"resume"}, carryOut...)...)
		w.step("runs-show", "runs", "show", "--runs-dir", w.in("runs"), filepath.Base(w.run()))
		w.step("undo-plan", "undo", "--rate", "off", "--runs-dir", w.in("runs")) // it asks, and nobody answers
		w.step("undo", append([]string{"undo"}, carryOut...)...)
		w.step("apply", append([]string{"apply", w.in("plan.json")}, carryOut...)...)
	}
}

// bigWork is a tenant served over HTTP by this process, and the program that
// works on it.
type bigWork struct {
	b          *testing.B
	licet, dir string
}

func newBigWork(b *testing.B, n int) *bigWork {
	b.Helper()
	w := &bigWork{b: b, dir: b.TempDir()}
	w.licet = buildLicet(b, w.dir)
	f, _ := tenantOf(b, n)
	if err := tenant.WriteFile(w.in("tenant.json"), f); err != nil {
		b.Fatal(err)
	}
	var sheet strings.Builder
	sheet.WriteString("user,license\n")
	for i := range f.Users {
		fmt.Fprintf(&sheet, "%s,%s\n", f.Users[i].UserPrincipalName, part)
	}
	if err := os.WriteFile(w.in("sheet.csv"), []byte(sheet.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	front := httptest.NewServer(sandbox.New(sandbox.NewStore(f), sandbox.Options{}))
	b.Cleanup(front.Close)
	b.Setenv("LICET_GRAPH_URL", front.URL)
	b.Setenv("LICET_ACCESS_TOKEN", "any")
	b.Setenv("XDG_STATE_HOME", w.in("state"))
	return w
}

func (w *bigWork) in(name string) string { return filepath.Join(w.dir, name) }

// run is the folder of the latest run.
func (w *bigWork) run() string {
	runs, err := filepath.Glob(w.in("runs/2*"))
	if err != nil || len(runs) == 0 {
		w.b.Fatal("no run: ", err)
	}
	return runs[len(runs)-1]
}

// step runs the program and reports its time and memory.
func (w *bigWork) step(name string, args ...string) {
	w.b.Helper()
	took, memory := timed(w.b, exec.Command(w.licet, args...))
	w.b.ReportMetric(took.Seconds(), "s-"+name)
	w.b.ReportMetric(float64(memory)/1000, "MB-"+name)
}

// killed carries a plan out and kills the process when about a half is done.
func (w *bigWork) killed(n int, args []string) {
	w.b.Helper()
	cmd := exec.Command(w.licet, args...)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		w.b.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	// A change takes some 200 bytes of the journal.
	for half := int64(100 * n); ; time.Sleep(50 * time.Millisecond) {
		journals, _ := filepath.Glob(w.in("runs/2*/journal.jsonl"))
		if len(journals) > 0 {
			if info, err := os.Stat(journals[0]); err == nil && info.Size() > half {
				break
			}
		}
		select {
		case err := <-ended:
			w.b.Fatal("the run ended before it was killed: ", err)
		default:
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		w.b.Fatal(err)
	}
	<-ended
}
