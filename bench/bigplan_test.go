package bench_test

import (
	"bytes"
	"io"
	"runtime"
	"testing"
	"time"

	"licet/io/planfile"
	"licet/reconcile"
)

// bigPlan is a plan in which every user gets a licence and every second one
// loses another.
func bigPlan(n int) (*reconcile.Plan, planfile.Header) {
	const given, taken = "a403ebcc-fae0-4ca2-8c8c-7a907fd6c235", "05e9a617-0261-4cee-bb44-138d3ef5d965"
	p := planFor(n, given)
	for i := 0; i < n; i += 2 {
		c := &p.Changes[i]
		c.Unassign = []reconcile.Holding{{SKUID: taken}}
		c.Before, c.Releases = c.Unassign, []string{taken}
	}
	p.Seats = []reconcile.Seat{
		{SKUID: given, SKUPartNumber: "POWER_BI_STANDARD", Name: "Microsoft Fabric (Free)", Assign: n, Take: n},
		{SKUID: taken, SKUPartNumber: "SPE_E3", Name: "Microsoft 365 E3", Unassign: (n + 1) / 2, Release: (n + 1) / 2},
	}
	p.Summary = reconcile.Summary{Users: n, Changes: n, Assign: n, Unassign: (n + 1) / 2}
	p.Removals = reconcile.Removals{Count: p.Summary.Unassign, Limit: n, Direct: p.Summary.Unassign}
	return p, planfile.Header{Tool: planfile.Tool{Name: "licet"}, Created: time.Unix(1_800_000_000, 0), Tenant: planfile.Tenant{Source: planfile.SourceFile}}
}

// BenchmarkPlanFile writes and reads a plan of 100,000 changes: B-kept/change is
// what the plan that was read holds.
func BenchmarkPlanFile(b *testing.B) {
	const n = 100_000
	p, h := bigPlan(n)
	var text bytes.Buffer
	if err := planfile.Write(&text, p, h); err != nil {
		b.Fatal(err)
	}
	var writing, reading time.Duration
	var kept int64
	for b.Loop() {
		start := time.Now()
		if err := planfile.Write(io.Discard, p, h); err != nil {
			b.Fatal(err)
		}
		writing += time.Since(start)
		before := heapBytes()
		start = time.Now()
		read, _, err := planfile.Read(bytes.NewReader(text.Bytes()))
		if err != nil || len(read.Changes) != n {
			b.Fatal(err)
		}
		reading += time.Since(start)
		kept += heapBytes() - before
		runtime.KeepAlive(read)
	}
	b.ReportMetric(float64(writing.Nanoseconds())/float64(b.N)/n, "ns-write/change")
	b.ReportMetric(float64(reading.Nanoseconds())/float64(b.N)/n, "ns-read/change")
	b.ReportMetric(float64(kept)/float64(b.N)/n, "B-kept/change")
}

func heapBytes() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
