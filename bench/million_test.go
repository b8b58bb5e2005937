package bench_test

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"licet/io/planfile"
)

// BenchmarkMillionRows plans with the real program what makes one list of a
// million rows out of another, and has GNU sort and comm, and csvdiff where
// there is one, find the rows that differ, in turn. Times are medians.
func BenchmarkMillionRows(b *testing.B) { benchmarkLists(b, 1_000_000, 7) }

// BenchmarkTenMillionRows is the same with ten times the rows, and the program
// with a tenth of them among its peers: memory follows the rows, and time too.
func BenchmarkTenMillionRows(b *testing.B) { benchmarkLists(b, 10_000_000, 7) }

func benchmarkLists(b *testing.B, rows, rounds int) {
	dir := b.TempDir()
	licet := buildLicet(b, dir)
	planning := func(p pair, plan string) func() *exec.Cmd {
		return func() *exec.Cmd {
			return exec.Command("sh", "-c", `exec "$0" plan --scope tenant --max-removals 100% --current "$1" --json "$2" >"$3"`, licet, p.current, p.desired, plan)
		}
	}
	p, plan := pairOf(b, dir, rows), filepath.Join(dir, "plan.json")
	peers := map[string]func() *exec.Cmd{
		"licet": planning(p, plan),
		"sort+comm": func() *exec.Cmd {
			script := `LC_ALL=C sort "$1" >"$1.sorted" & LC_ALL=C sort "$2" >"$2.sorted"; wait; LC_ALL=C comm -3 "$1.sorted" "$2.sorted"`
			return exec.Command("sh", "-c", script, "sh", p.current, p.desired)
		},
		"reading": func() *exec.Cmd { return exec.Command("cat", p.current, p.desired) },
	}
	if csvdiff, err := exec.LookPath("csvdiff"); err == nil {
		peers["csvdiff"] = func() *exec.Cmd { return exec.Command(csvdiff, "-p", "0,1", p.current, p.desired) }
	}
	if rows > 1_000_000 {
		dir := b.TempDir()
		peers["a-tenth"] = planning(pairOf(b, dir, rows/10), filepath.Join(dir, "plan.json"))
	}
	times, peak := map[string][]time.Duration{}, int64(0)
	for b.Loop() {
		for range rounds {
			for name, command := range peers {
				took, memory := timed(b, command())
				times[name] = append(times[name], took)
				if name == "licet" {
					peak = max(peak, memory)
				}
			}
		}
	}
	own := median(times["licet"])
	b.ReportMetric(own.Seconds(), "s")
	b.ReportMetric(float64(peak)/1024, "MB")
	for name := range peers {
		if name != "licet" {
			b.ReportMetric(own.Seconds()/median(times[name]).Seconds(), "of-"+name)
		}
	}
	exact(b, plan, p)
}

// exact checks that the plan is what the lists were made to differ in.
func exact(b *testing.B, path string, p pair) {
	b.Helper()
	plan, _, err := planfile.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	if s := plan.Summary; s.Assign != p.added || s.Unassign != p.removed || s.Errors > 0 {
		b.Fatalf("%+v, and %d were added, %d removed", s, p.added, p.removed)
	}
}

func buildLicet(b *testing.B, dir string) string {
	b.Helper()
	licet := filepath.Join(dir, "licet")
	if out, err := exec.Command("go", "build", "-o", licet, "licet/cmd/licet").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return licet
}

// timed runs a command; memory is the most that it had resident, in kilobytes,
// where the system tells.
func timed(b *testing.B, cmd *exec.Cmd) (took time.Duration, memory int64) {
	b.Helper()
	cmd.Stdout, cmd.Stderr = io.Discard, os.Stderr
	if null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0); err == nil {
		defer null.Close()
		cmd.Stdout, cmd.Stderr = null, null
	}
	start := time.Now()
	if err := cmd.Run(); err != nil && cmd.ProcessState.ExitCode() != 1 { // csvdiff says so when files differ
		b.Fatalf("%v: %v", cmd.Args, err)
	}
	took = time.Since(start)
	if usage := reflect.Indirect(reflect.ValueOf(cmd.ProcessState.SysUsage())); usage.Kind() == reflect.Struct && usage.FieldByName("Maxrss").IsValid() {
		memory = usage.FieldByName("Maxrss").Int()
	}
	return took, memory
}

func median(all []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}
