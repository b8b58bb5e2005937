package bench_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// BenchmarkStart starts the program as it is shipped and lets it say its
// version; another start completes a licence, while somebody waits at a prompt.
func BenchmarkStart(b *testing.B) {
	licet := filepath.Join(b.TempDir(), "licet")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", licet, "licet/cmd/licet")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	info, err := os.Stat(licet)
	if err != nil {
		b.Fatal(err)
	}
	for name, words := range map[string][]string{"version": {"--version"}, "help": {"-h"}, "completion": {"__complete", "plan", "--manage", "SPE_"}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if out, err := exec.Command(licet, words...).CombinedOutput(); err != nil {
					b.Fatalf("%v\n%s", err, out)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/start")
			b.ReportMetric(float64(info.Size())/1e6, "MB")
		})
	}
}
