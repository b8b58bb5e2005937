package bench_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// BenchmarkPlan100k plans with the real program: a sheet of 100,000 rows
// against a tenant file of 100,000 users, the plan as JSON.
func BenchmarkPlan100k(b *testing.B) {
	dir := b.TempDir()
	licet := buildLicet(b, dir)
	must := func(cmd *exec.Cmd) {
		b.Helper()
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v: %v\n%.2000s", cmd.Args, err, out)
		}
	}
	tenant, sheet := filepath.Join(dir, "tenant.json"), filepath.Join(dir, "sheet.csv")
	must(exec.Command(licet, "sandbox", "create", "--users", "100000", tenant))
	must(exec.Command(licet, "export", "--current", tenant, sheet))
	rows := sheetOf(b, sheet, 100_000)
	for b.Loop() {
		start := time.Now()
		must(exec.Command(licet, "plan", "--current", tenant, "--mode", "add", "--json", sheet))
		b.ReportMetric(time.Since(start).Seconds(), "s")
	}
	b.ReportMetric(float64(rows), "rows")
}

// sheetOf makes an exported sheet one of so many rows, in which every
// hundredth user gets a licence more.
func sheetOf(b *testing.B, path string, most int) int {
	b.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	lines := strings.SplitAfter(string(data), "\n")
	var out strings.Builder
	out.WriteString("user,license\n")
	rows := 0
	for _, line := range lines[1:] {
		cells := strings.SplitN(line, ",", 4)
		if len(cells) < 4 || rows == most {
			continue
		}
		rows++
		license := cells[2]
		if rows%100 == 0 {
			license = part
		}
		fmt.Fprintf(&out, "%s,%s\n", cells[0], license)
	}
	if err := os.WriteFile(path, []byte(out.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	return rows
}
