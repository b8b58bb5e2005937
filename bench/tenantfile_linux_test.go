package bench_test

import (
	"compress/gzip"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"licet/io/tenant"
	"licet/reconcile"
)

// fileChild tells the process of BenchmarkTenantFile which file it is to load.
// fileMade names a tenant file of a million users that is there already: to be
// measured with a priority that nothing is to be built with.
const fileChild, fileMade = "LICET_BENCH_FILE", "LICET_BENCH_TENANT"

// BenchmarkTenantFile loads a tenant file of a million users in a process of its
// own, plain and packed, and reads the same bytes, in turn, when they are in the
// page cache (warm) and when they are not (cold). MB/s are of the plain file's
// bytes, medians of five, and x says how many times as long loading took as
// reading or unpacking; MB is the most memory that the process had resident.
func BenchmarkTenantFile(b *testing.B) {
	if path := os.Getenv(fileChild); path != "" {
		loadInChild(b, path)
		return
	}
	plain := millionUsers(b)
	packed := filepath.Join(b.TempDir(), "tenant.json.gz")
	repack(b, plain, packed)
	info, err := os.Stat(plain)
	if err != nil {
		b.Fatal(err)
	}
	size := float64(info.Size()) / 1e6
	took := map[string][]time.Duration{}
	for b.Loop() {
		for range 5 {
			for _, f := range []struct{ kind, path string }{{"plain", plain}, {"gz", packed}} {
				for _, at := range []string{"cold", "warm"} {
					took[f.kind+"-read-"+at] = append(took[f.kind+"-read-"+at], readBytes(b, f.path, at))
					took[f.kind+"-load-"+at] = append(took[f.kind+"-load-"+at], load(b, f.path, at))
				}
			}
			took["gz-unpack-warm"] = append(took["gz-unpack-warm"], unpack(b, packed))
		}
	}
	for name, times := range took {
		b.ReportMetric(size/median(times).Seconds(), name+"-MB/s")
	}
	for _, ratio := range [][2]string{
		{"plain-load-cold", "plain-read-cold"}, {"plain-load-warm", "plain-read-warm"}, {"gz-load-cold", "gz-read-cold"}, {"gz-load-warm", "gz-unpack-warm"},
	} {
		x := median(took[ratio[0]]).Seconds() / median(took[ratio[1]]).Seconds()
		b.ReportMetric(x, ratio[0]+"-x-"+strings.Join(strings.Split(ratio[1], "-")[1:], "-"))
	}
	b.ReportMetric(0, "ns/op")
}

// millionUsers gives a tenant file of a million users.
func millionUsers(b *testing.B) string {
	b.Helper()
	if made := os.Getenv(fileMade); made != "" {
		return made
	}
	path := filepath.Join(b.TempDir(), "tenant.json")
	if out, err := exec.Command(buildLicet(b, b.TempDir()), "sandbox", "create", "--users", "1000000", path).CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return path
}

// repack writes a tenant file as licet writes packed ones.
func repack(b *testing.B, from, to string) {
	b.Helper()
	head, err := tenant.Visit(from, func([]byte, *reconcile.UserRecord) error { return nil })
	if err != nil {
		b.Fatal(err)
	}
	err = tenant.Create(to, head, func(w *tenant.Writer) (*tenant.File, error) {
		_, err := tenant.Visit(from, w.Text)
		return nil, err
	})
	if err != nil {
		b.Fatal(err)
	}
}

// cache puts a file into the page cache, or out of it.
func cache(b *testing.B, path, at string) {
	b.Helper()
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	if at == "warm" {
		_, err = io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{f}, make([]byte, 1<<20))
	} else if err = f.Sync(); err == nil {
		err = unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED)
	}
	if err != nil {
		b.Fatal(err)
	}
}

func readBytes(b *testing.B, path, at string) time.Duration {
	b.Helper()
	cache(b, path, at)
	took, _ := timed(b, exec.Command("cat", path))
	return took
}

// unpack unpacks a file on one core, as whoever reads gzip does.
func unpack(b *testing.B, path string) time.Duration {
	b.Helper()
	start := time.Now()
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	r, err := gzip.NewReader(f)
	if err == nil {
		_, err = io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{r}, make([]byte, 1<<20))
	}
	if err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

// load loads a file in a process of its own. Its start is not counted.
func load(b *testing.B, path, at string) time.Duration {
	b.Helper()
	cache(b, path, at)
	cmd := exec.Command(os.Args[0], "-test.run=^$", "-test.bench=TenantFile", "-test.benchtime=1x")
	cmd.Env = append(os.Environ(), fileChild+"="+path)
	out, err := cmd.CombinedOutput()
	if err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	kind := strings.TrimPrefix(filepath.Ext(path), ".")
	used := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	b.ReportMetric(after(out, "peak kB ")/1000, kind+"-load-MB")
	b.ReportMetric(used.Seconds(), kind+"-load-cpu-s")
	return time.Duration(after(out, "seconds ") * float64(time.Second))
}

func loadInChild(b *testing.B, path string) {
	start := time.Now()
	t, err := tenant.Load(b.Context(), path, &reconcile.Catalog{})
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("seconds %.3f", time.Since(start).Seconds())
	if len(t.Users) < 1_000_000 {
		b.Fatalf("%d users", len(t.Users))
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	b.Logf("peak kB %s", strings.Fields(rest)[0])
}
