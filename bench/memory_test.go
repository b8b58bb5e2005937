package bench_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"licet/io/journal"
	"licet/io/planfile"
	"licet/reconcile/apply"
	"licet/reconcile/order"
)

// millionChild tells the process of BenchmarkMillionChanges which plan it is for.
const millionChild = "LICET_BENCH_CHANGES"

// BenchmarkMillionChanges carries a plan of a million changes, which was read from
// a file, out in a process of its own, with a journal on disk and a tenant that
// does everything at once: MB is the most memory that the process had resident, by
// Linux's count. About half of that is room that Go's collector leaves to itself:
// MB-thrifty is the same with GOGC=25.
func BenchmarkMillionChanges(b *testing.B) {
	if path := os.Getenv(millionChild); path != "" {
		applyMillion(b, path)
		return
	}
	if _, err := os.Stat("/proc/self/status"); err != nil {
		b.Skip("the peak is read from /proc")
	}
	dir := b.TempDir()
	for b.Loop() {
		for _, c := range []struct {
			n    int
			gogc string
			unit string
		}{{0, "100", "MB-empty"}, {1_000_000, "100", "MB"}, {1_000_000, "25", "MB-thrifty"}} {
			path := filepath.Join(dir, strconv.Itoa(c.n)+c.gogc+".json")
			p, h := bigPlan(c.n)
			if err := errors.Join(os.RemoveAll(path), planfile.WriteFile(path, p, h)); err != nil {
				b.Fatal(err)
			}
			cmd := exec.Command(os.Args[0], "-test.run=^$", "-test.bench=MillionChanges", "-test.benchtime=1x")
			cmd.Env = append(os.Environ(), millionChild+"="+path, "GOGC="+c.gogc)
			out, err := cmd.CombinedOutput()
			if err != nil {
				b.Fatalf("%v\n%s", err, out)
			}
			b.ReportMetric(after(out, "peak kB ")/1000, c.unit)
			if c.unit == "MB" {
				b.ReportMetric(after(out, "seconds "), "s-apply")
			}
		}
	}
}

// after gives the number behind a word in the output of a child.
func after(out []byte, word string) float64 {
	_, rest, _ := bytes.Cut(out, []byte(word))
	text, _, _ := strings.Cut(strings.TrimSpace(string(rest)), "\n")
	n, _ := strconv.ParseFloat(text, 64)
	return n
}

func applyMillion(b *testing.B, path string) {
	for b.Loop() {
		p, _, err := planfile.ReadFile(path)
		if err != nil {
			b.Fatal(err)
		}
		n := len(p.Changes)
		steps, _ := order.OfChanges(p.Changes, map[string]int{})
		run, err := journal.Create(b.TempDir(), journal.Manifest{Kind: journal.KindApply, Changes: n}, noPlan(n), journal.Options{})
		if err != nil {
			b.Fatal(err)
		}
		r := apply.Runner{Directory: obedient{}, Journal: run, Limits: apply.Limits{Rate: off, NoVerify: true}}
		result, err := r.Run(context.Background(), p, steps)
		if err != nil || result.Count(apply.StatusDone) != n {
			b.Fatal(result.Count(apply.StatusDone), err)
		}
		if err := run.Close(); err != nil {
			b.Fatal(err)
		}
		b.Logf("seconds %.1f", result.Stats.Finished.Sub(result.Stats.Started).Seconds())
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	b.Logf("peak kB %s", strings.Fields(rest)[0])
}

// noPlan stands for the plan of a run that nobody will resume.
func noPlan(changes int) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, strings.Repeat(strings.Repeat(" ", 63)+"\n", changes))
		return err
	}
}

// obedient is a tenant that does everything at once.
type obedient struct{}

func (obedient) Write(_ context.Context, batch []apply.Write) []apply.Outcome {
	return make([]apply.Outcome, len(batch))
}

func (obedient) Accounts(context.Context, []string) ([]apply.Account, error) { return nil, nil }
func (obedient) Seats(context.Context) ([]apply.SeatCount, error)            { return nil, nil }
