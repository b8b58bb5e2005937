package bench_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// BenchmarkSnapshot runs licet snapshot, as it is shipped, on the tenants of
// BenchmarkReadTenant: bytes/user is the most memory that it had resident,
// without what it has for a tenant of nobody.
func BenchmarkSnapshot(b *testing.B) {
	licet := filepath.Join(b.TempDir(), "licet")
	if out, err := exec.Command("go", "build", "-o", licet, "../cmd/licet").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	const n = 999_000
	nobody, all := newPages(0), newPages(n)
	defer nobody.Close()
	defer all.Close()
	for b.Loop() {
		empty := snapshotKilobytes(b, licet, nobody.URL)
		start := time.Now()
		peak := snapshotKilobytes(b, licet, all.URL)
		b.ReportMetric(float64(n)/time.Since(start).Seconds(), "users/s")
		b.ReportMetric(float64(peak)/1000, "MB")
		b.ReportMetric(1000*float64(peak-empty)/n, "bytes/user")
	}
}

func snapshotKilobytes(b *testing.B, licet, root string) int64 {
	b.Helper()
	cmd := exec.Command(licet, "snapshot", filepath.Join(b.TempDir(), "tenant.json.gz"))
	cmd.Env = append(os.Environ(), "LICET_GRAPH_URL="+root, "LICET_ACCESS_TOKEN=any")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	used, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		b.Fatal("the system does not tell what a process used")
	}
	return used.Maxrss
}
