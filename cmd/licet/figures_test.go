package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// figures are those that a run closes with, as a results file has them.
type figures struct {
	Seconds, SecondsWaited, FloorSeconds              float64
	Writes, Calls, Throttled, PeakWindow, QuotaWindow int
}

// closed applies a sheet and gives the figures, what was printed of them, and
// what the sandbox counted; calls are those of the run alone, without those of reading.
func closed(t *testing.T, s *server, sheet string, flags ...string) (f figures, said string, w witness) {
	t.Helper()
	c := onServer(t.TempDir(), s)
	planned := []string{"--mode", "add", "--skip-invalid", "--default-location", "GB", sheet}
	c.want(t, exitDone, append([]string{"plan"}, planned...)...)
	reading := s.witnessOf(t)
	results := filepath.Join(c.dir, "results.json")
	args := append([]string{"apply", "--no-verify", "--results", results}, flags...)
	p := c.run(t, append(args, planned...)...)
	if p.code != exitDone && p.code != exitPartly { // some have no such user, and are left out
		t.Fatal(p)
	}
	w = s.witnessOf(t)
	w.Batches -= 2 * reading.Batches
	data, err := os.ReadFile(results)
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Time figures }
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	_, said, found := strings.Cut(p.out, "Time and quota\n")
	if !found {
		t.Fatalf("no figures: %v", p)
	}
	return file.Time, strings.Join(strings.Fields(said), " "), w
}

// Somebody has to answer for the load on the tenant: what a run says of itself
// at its end is what the sandbox counted by itself.
func TestClosingFiguresAreWhatTheSandboxCounted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, faults string
		flags        []string
		// throttled and waited are what was asked for; says is how it is told.
		throttled int
		waited    float64
		says      string
		// unopened: the sandbox refused a call without looking into it. Graph may count
		// the writes in it, and so licet does.
		unopened bool
	}{
		{name: "within the quota", says: "Graph never asked to wait."},
		{name: "a call is told to wait", throttled: 1, waited: 2, unopened: true, flags: []string{"--concurrency", "1"},
			faults: `{"kind":"throttle","on":"batch","after":12,"times":1,"retryAfter":"2","scope":"writes"}`,
			says:   "Graph asked to wait 1 time; nothing could be sent for 2"},
		{name: "items are told to wait", throttled: 6,
			faults: `{"kind":"throttle","on":"assignLicense","after":5,"every":25,"times":6,"retryAfter":"1.5"}`,
			says:   "Graph asked to wait 6 times; nothing could be sent for "},
		{name: "without a gate", flags: []string{"--rate", "off"}, says: "Graph never asked to wait."},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := faultyServer(t, c.faults)
			f, said, w := closed(t, s, onboarding, c.flags...)
			if n := f.Writes - w.Writes; c.unopened && 0 < n && n <= 20 {
				w.Writes, w.PeakWrites150s = w.Writes+n, w.PeakWrites150s+n
			}
			if f.Writes != w.Writes || f.Calls != w.Batches || f.Throttled != w.Throttled || w.Throttled != c.throttled {
				t.Errorf("told %+v, counted %+v", f, w)
			}
			if w.stats != (stats{}) {
				t.Errorf("the sandbox saw what no client should do: %+v", w.stats)
			}
			if f.SecondsWaited < c.waited-0.3 || f.SecondsWaited > f.Seconds || c.throttled == 0 && f.SecondsWaited > 0 {
				t.Errorf("waited %v s of %v s, asked for %v s", f.SecondsWaited, f.Seconds, c.waited)
			}
			gate := len(c.flags) == 0 || c.flags[0] != "--rate"
			busiest := fmt.Sprintf("Busiest 150 s: %d writes, %.0f %% of the 3,000 that Graph allows.", w.PeakWrites150s, float64(w.PeakWrites150s)/30)
			if gate != strings.Contains(said, busiest) || f.PeakWindow != w.PeakWrites150s || gate != (f.QuotaWindow == 3000) {
				t.Errorf("the busiest 150 s: told %d of %d and %q, counted %d", f.PeakWindow, f.QuotaWindow, said, w.PeakWrites150s)
			}
			for _, text := range []string{fmt.Sprintf("; %d writes in %d calls", w.Writes, w.Batches), c.says} {
				if !strings.Contains(said, text) {
					t.Errorf("want %q in %q", text, said)
				}
			}
		})
	}
}

// More than 3,000 writes have a least time by Graph's quota, and the run says how
// many times as long it took.
func TestClosingFiguresCompareWithTheLeastTime(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	tenant := filepath.Join(dir, "tenant.json")
	c := clientOn(dir)
	c.want(t, exitDone, "sandbox", "create", "--users", "7000", "--seed", "5", tenant)
	sheet := filepath.Join(dir, "sheet.csv")
	c.want(t, exitDone, "export", "--current", tenant, "--layout", "list", sheet)
	data, err := os.ReadFile(sheet)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	text := "user,license\n"
	for _, row := range rows[1:] {
		text += row[0] + ",FLOW_FREE\n" + row[0] + ",POWER_BI_STANDARD\n"
	}
	s := serveSandbox(t, "licet", "--tenant", tenant)
	f, said, w := closed(t, s, writeFile(t, dir, "more.csv", text), "--rate", "off")
	if w.Writes <= 3100 || f.Writes != w.Writes || math.Abs(f.FloorSeconds-float64(w.Committed-3000)/20) > 0.01 {
		t.Errorf("told %+v, counted %+v", f, w)
	}
	if want := fmt.Sprintf("%.2f times the least time that the quota allows (", f.Seconds/f.FloorSeconds); !strings.Contains(said, want) {
		t.Errorf("want %q in %q", want, said)
	}
}
