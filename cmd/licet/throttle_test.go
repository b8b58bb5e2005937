package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"licet/io/sandbox"
	"licet/io/sandbox/quota"
	"licet/io/terminal"
	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/order"
)

// progressLines reads the objects of --progress json.
func progressLines(t *testing.T, errs string) []map[string]any {
	t.Helper()
	var out []map[string]any
	for line := range strings.Lines(errs) {
		if !strings.HasPrefix(line, "{") {
			continue
		}
		var o map[string]any
		if err := json.Unmarshal([]byte(line), &o); err != nil {
			t.Fatalf("%v in %q", err, line)
		}
		out = append(out, o)
	}
	return out
}

// Other programs follow a run by its JSON lines: they must add up, never go
// back, and tell a wait that Graph asked for before it is over.
func TestProgressForPrograms(t *testing.T) {
	t.Parallel()
	s := faultyServer(t, `{"kind":"throttle","on":"batch","after":20,"times":1,"retryAfter":"2","scope":"writes"},`+slowBatches)
	c := onServer(t.TempDir(), s)
	p := c.want(t, exitDone, slowly("apply", onboarding)...)
	lines := progressLines(t, p.err)
	if len(lines) < 10 {
		t.Fatalf("only %d lines: %v", len(lines), p)
	}
	before, waited := 0.0, false
	for _, o := range lines {
		done := o["done"].(float64) + o["failed"].(float64)
		if done < before || done > o["total"].(float64) {
			t.Errorf("%v after %v of %v", done, before, o["total"])
		}
		before = done
		if left, known := o["secondsLeft"].(float64); known && left < 0 {
			t.Errorf("%v seconds are left", left)
		}
		if o["doing"] != "waiting" {
			continue
		}
		waited = true
		// Two seconds were asked for: what is estimated then includes the rest of them.
		if left, known := o["secondsLeft"].(float64); known && left < 1 {
			t.Errorf("told to wait 2 s, it estimates %v s", left)
		}
	}
	last := lines[len(lines)-1]
	if !waited || before != 213 || last["verified"] != 213.0 || last["throttled"].(float64) < 1 {
		t.Errorf("waiting told %v, done %v, at the end %v", waited, before, last)
	}
}

// Who is told that a run takes another minute goes for a coffee: under a quota
// that Graph alone knows, the time that is estimated in the middle of a run is
// not far from what it takes. The clock is that of a bubble, so that a busy
// machine takes no longer.
func TestTimeLeftIsHonestUnderThrottling(t *testing.T) {
	t.Parallel()
	for _, limits := range []quota.Limits{{PerSecond: 8, Burst: 40}, {PerSecond: 4, Burst: 60}, {PerSecond: 15, Burst: 20}} {
		t.Run(fmt.Sprintf("%v/%d", limits.PerSecond, limits.Burst), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				limits.Kind = quota.Writes
				lines := progressLines(t, progressUnder(t, sandbox.Options{Seed: 1, Quota: limits, Latency: 50 * time.Millisecond}))
				last := lines[len(lines)-1]
				end, all := when(t, last), last["total"].(float64)
				far, asked := 0, 0
				for _, o := range lines {
					left, known := o["secondsLeft"].(float64)
					truth := end.Sub(when(t, o)).Seconds()
					// The first seconds teach it, the last say little.
					if !known || o["done"].(float64) < all/3 || truth < 3 {
						continue
					}
					asked++
					if left < truth/2.5 || left > truth*2.5 {
						far++
						t.Logf("%v of %v done: estimated %.1f s, took %.1f s", o["done"], all, left, truth)
					}
				}
				if asked < 10 || far*5 > asked {
					t.Errorf("%d of %d times the time left was off by a factor of 2.5", far, asked)
				}
			})
		})
	}
}

// progressUnder applies a plan, in which nothing but the answers tells of a quota,
// and gives the lines of its progress.
func progressUnder(t *testing.T, o sandbox.Options) string {
	t.Helper()
	s := newStageWith(t, 320, o)
	var rows []reconcile.Row
	for i, u := range s.store.File().Users {
		rows = append(rows, place(reconcile.Row{User: u.UserPrincipalName, License: "FLOW_FREE"}, i))
	}
	p := s.plan(t, rows, reconcile.Options{Mode: reconcile.Add, SkipInvalid: true, DefaultLocation: "GB"})
	steps, _ := order.OfChanges(p.Changes, p.FreeSeats())
	var out strings.Builder
	observer, stop := (&terminal.Console{Err: &out}).Progress("json", false)
	r := apply.Runner{Directory: s.client, Journal: keeper{apply.NewState(len(p.Changes))}, Observer: observer,
		Limits: apply.Limits{NoVerify: true, Rate: apply.Rate{Mode: apply.RateOff}}}
	result, err := r.Run(t.Context(), p, steps)
	stop()
	if err != nil || !result.Complete() {
		t.Fatal(err, result.Stopped)
	}
	return out.String()
}

// when gives the time of a line.
func when(t *testing.T, o map[string]any) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, o["time"].(string))
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// Somebody who watches a log sees that it goes on, and what it waits for.
func TestProgressForPeople(t *testing.T) {
	t.Parallel()
	// The wait is longer than the pause between two lines.
	s := faultyServer(t, `{"kind":"throttle","on":"batch","after":20,"times":1,"retryAfter":"6","scope":"writes"},`+slowBatches)
	dir := t.TempDir()
	c := onServer(dir, s)
	p := c.want(t, exitDone, append(slowly("apply", onboarding), "--progress", "plain")...)
	for _, text := range []string{" of 213 done", "throttled", " left"} {
		if !strings.Contains(p.err, text) {
			t.Errorf("nothing is said of %q: %s", text, p.err)
		}
	}
	if strings.Contains(p.err, "{") {
		t.Errorf("plain lines hold JSON: %s", p.err)
	}
	// The ways that show less or nothing.
	back := c.want(t, exitDone, append(slowly("undo"), "--max-removals", "100%", "--progress", "none")...)
	if strings.Contains(back.err, " done") {
		t.Errorf("--progress none shows %s", back.err)
	}
	bar := c.want(t, exitDone, append(slowly("apply", onboarding), "--progress", "bar")...)
	if !strings.Contains(bar.err, "213 done") && !strings.Contains(bar.err, "of 213") || !strings.Contains(bar.err, "\r") {
		t.Errorf("--progress bar shows %q", bar.err)
	}
}

// A rehearsal of many changes takes a while: it shows how far it is in the time
// of the person who waits, not in the hours that pass on the copy, and what it
// says on standard output does not depend on that.
func TestRehearsalShowsHowFarItIs(t *testing.T) {
	t.Parallel()
	s := serveSandbox(t, "licet")
	c := onServer(t.TempDir(), s)
	rehearse := func(progress string) printed {
		return c.want(t, exitDone, "rehearse", "--rate", "0.1", "--progress", progress, onboarding)
	}
	told := func(p printed) string {
		before, _, _ := strings.Cut(p.out, "Time and quota")
		return before
	}
	p := rehearse("json")
	lines := progressLines(t, p.err)
	doing := map[any]bool{}
	for _, o := range lines {
		doing[o["doing"]] = true
		if left, known := o["secondsLeft"].(float64); known && left > 60 || o["until"] != nil || o["throttled"] != 0.0 {
			t.Errorf("a time of the copy is told: %v", o)
		}
	}
	if !doing["rehearsing"] || !doing["verifying"] || len(doing) != 2 {
		t.Errorf("told that it does %v", doing)
	}
	if last := lines[len(lines)-1]; last["done"] != 213.0 || last["verified"] != 213.0 {
		t.Errorf("at the end %v", last)
	}
	if silent := rehearse("none"); strings.Contains(silent.err, "rehearsing") || told(silent) != told(p) {
		t.Errorf("without progress it says %v", silent)
	}
	if bar := rehearse("bar"); !strings.Contains(bar.err, "rehearsing: ") || !strings.Contains(bar.err, "\r") {
		t.Errorf("--progress bar shows %q", bar.err)
	}
}

// witnessOf gives what the sandbox counted since it was last asked to forget.
func (s *server) witnessOf(t *testing.T) witness {
	t.Helper()
	var w witness
	if err := s.ask("/sandbox/stats", &w); err != nil {
		t.Fatal(err)
	}
	return w
}

// applied runs apply on a fresh Contoso and gives what the sandbox counted of it.
func applied(t *testing.T, code int, serve []string, flags ...string) (witness, printed) {
	t.Helper()
	s := serveSandbox(t, "licet", serve...)
	c := onServer(t.TempDir(), s)
	p := c.want(t, code, append(append([]string{"apply"}, flags...), onboarding)...)
	return s.witnessOf(t), p
}

// --rate N is a promise to others who use the tenant: a sandbox that allows
// just that much, and a second's worth at once, never has to ask to wait.
func TestRateIsKept(t *testing.T) {
	t.Parallel()
	w, p := applied(t, exitDone, []string{"--quota", "40/40"}, "--rate", "40")
	if w.Throttled > 0 || w.stats != (stats{}) {
		t.Errorf("with --rate 40 the sandbox asked to wait %d times: %v", w.Throttled, p)
	}
	// The same without the flag shows that the quota is there.
	w, p = applied(t, exitDone, []string{"--quota", "40/40"}, "--rate", "off", "--concurrency", "1")
	if w.Throttled == 0 || w.stats != (stats{}) {
		t.Errorf("want 429s, and all of them obeyed: %+v %v", w, p)
	}
}

// --quota-share leaves the rest of Graph's quota to others: 229 writes at 5 %
// of 3,000 in 150 s do not go out at once.
func TestQuotaShareIsKept(t *testing.T) {
	needSignals(t)
	t.Parallel()
	s := serveSandbox(t, "licet")
	c := onServer(t.TempDir(), s)
	// 150 writes are allowed; they go in batches of 17, the first with 16.
	w := c.untilItWaits(t, s, 135, "apply", onboarding)
	if w.Writes > 150 {
		t.Errorf("%d writes were sent, want at most 150", w.Writes)
	}
	// Another process knows of them: it sends no more either.
	if w = c.untilItWaits(t, s, 135, "resume"); w.Writes > 150 {
		t.Errorf("after resume %d writes were sent, want at most 150", w.Writes)
	}
	c.finishes(t, s)
}

// A run that was to write gently goes on gently: whoever types resume alone does
// not take the tenant's quota from others.
func TestResumeGoesOnAsTheRunBegan(t *testing.T) {
	needSignals(t)
	t.Parallel()
	s := serveSandbox(t, "licet")
	c := onServer(t.TempDir(), s)
	newCrashing(c, "intend-synced:4").want(t, exitKilled, "apply", "--rate", "30", "--batch-size", "6", "--concurrency", "2", "--no-verify", onboarding)
	first := s.witnessOf(t).Writes
	began := time.Now()
	p := c.want(t, exitDone, "resume", "--progress", "json")
	if w := s.witnessOf(t); w.Writes != 229 || first > 18 || time.Since(began) < 6*time.Second {
		t.Errorf("%d writes by then, and %d more in %v: more than 30 a second", first, w.Writes-first, time.Since(began))
	}
	if strings.Contains(p.err, "verifying") {
		t.Errorf("--no-verify was forgotten: %v", p)
	}
	// Another flag goes before.
	newCrashing(c, "intend-synced:4").want(t, exitKilled, "undo", "--max-removals", "100%", "--rate", "5", "--batch-size", "6")
	began = time.Now()
	c.want(t, exitDone, "resume", "--rate", "off", "--no-verify")
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("with --rate off it took %v", took)
	}
}

// untilItWaits runs a command until it waits for the quota and the sandbox has
// seen so many writes, and interrupts it.
func (c *client) untilItWaits(t *testing.T, s *server, writes int, args ...string) witness {
	t.Helper()
	r := c.begin(t, append(args, "--progress", "json", "--quota-share", "0.05")...)
	r.until(t, "it waited for the quota", func(line string) bool { return strings.Contains(line, `"waiting"`) })
	for s.witnessOf(t).Writes < writes {
		r.until(t, "all was sent that may be sent", func(line string) bool { return line != "" })
	}
	r.signal(t, os.Interrupt)
	if p := r.end(t); p.code != exitInterrupted {
		t.Errorf("want exit %d, got %v", exitInterrupted, p)
	}
	return s.witnessOf(t)
}

func TestConcurrencyAndBatchSizeAreCeilings(t *testing.T) {
	t.Parallel()
	w, _ := applied(t, exitDone, nil, "--rate", "off", "--batch-size", "3", "--no-verify")
	// 16 locations and 213 licences, each in batches of their own.
	if want := 6 + 71; w.Batches < want || w.Writes != 229 {
		t.Errorf("%d batches of %d writes, want at least %d", w.Batches, w.Writes, want)
	}
	for _, most := range []int{1, 3} {
		s, seen := counted(t, faultyServer(t, slowBatches))
		c := onServer(t.TempDir(), s)
		c.want(t, exitDone, "apply", "--rate", "off", "--batch-size", "10", "--concurrency", fmt.Sprint(most), "--no-verify", onboarding)
		if got := int(seen.Load()); got != most {
			t.Errorf("%d calls at once with --concurrency %d", got, most)
		}
	}
}

// counted puts a server before another one that counts how many calls to
// $batch are under way at once.
func counted(t *testing.T, s *server) (*server, *atomic.Int32) {
	t.Helper()
	behind, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	var now, most atomic.Int32
	proxy := httputil.NewSingleHostReverseProxy(behind)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/$batch") {
			n := now.Add(1)
			defer now.Add(-1)
			for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
			}
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	return &server{url: front.URL}, &most
}

func TestStopAfterFailures(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	faults := writeFile(t, dir, "faults.json", `{"format":"licet-faults/1","faults":[{"kind":"error","on":"assignLicense","after":5,"times":-1,"status":400,"code":"Request_BadRequest","message":"It is Tuesday."}]}`)
	s := serveSandbox(t, "licet", "--faults", faults)
	c := onServer(dir, s)
	p := c.want(t, exitFailed, "apply", "--rate", "off", "--batch-size", "2", "--concurrency", "1", "--stop-after", "7", onboarding)
	if w := s.witnessOf(t); w.Writes > 16+5+7+2 || !strings.Contains(p.out, "--stop-after") || !strings.Contains(p.out, "It is Tuesday.") || !strings.Contains(p.out, "licet resume") {
		t.Errorf("%d writes: %v", w.Writes, p)
	}
}

func TestNoVerifyReadsNobodyAgain(t *testing.T) {
	t.Parallel()
	with, said := applied(t, exitDone, nil, "--rate", "off", "--progress", "json")
	without, silent := applied(t, exitDone, nil, "--rate", "off", "--progress", "json", "--no-verify")
	if !strings.Contains(said.err, "verifying") || strings.Contains(silent.err, "verifying") || without.Requests >= with.Requests {
		t.Errorf("%d requests with verification, %d without", with.Requests, without.Requests)
	}
}

// The results file is what an auditor keeps: one row a user and licence, the
// same in all three forms.
func TestResultsFiles(t *testing.T) {
	t.Parallel()
	s := faultyServer(t, `{"kind":"forbidden","skus":["`+phone+`"]}`)
	dir := t.TempDir()
	c := onServer(dir, s)
	c.want(t, exitFailed, "apply", "--rate", "off", "--results", filepath.Join(dir, "r.csv"), onboarding)
	run := filepath.Base(c.onlyRun(t))
	c.want(t, exitDone, "runs", "show", "--results", filepath.Join(dir, "r.json"), run)
	c.want(t, exitDone, "runs", "show", "--results", filepath.Join(dir, "r.xlsx"), run)
	r, err := readResults(filepath.Join(dir, "r.json"))
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "r.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	head := strings.Join(rows[0], ",")
	if !strings.HasPrefix(head, "user,user id,action,license,") || len(rows)-1 != len(r.Results) || len(r.open()) != 14 || r.Summary.Done != 199 {
		t.Errorf("%q, %d rows of CSV, %d of JSON, open %v, %+v", head, len(rows)-1, len(r.Results), r.open(), r.Summary)
	}
	for i, x := range r.Results {
		if row := rows[i+1]; row[0] != x.User || !strings.Contains(strings.Join(row, "\n"), x.Status) {
			t.Errorf("row %d is %q in CSV and %+v in JSON", i, row, x)
		}
	}
	if info, err := os.Stat(filepath.Join(dir, "r.xlsx")); err != nil || info.Size() < 5000 {
		t.Errorf("the workbook: %v %v", info, err)
	}
	if p := c.run(t, "apply", "--results", "r.pdf", onboarding); p.code != exitError || !strings.Contains(p.err, ".csv, .xlsx") {
		t.Errorf("want the forms that there are, before anything is changed: %v", p)
	}
}

// onlyRun gives the folder of the only run.
func (c *client) onlyRun(t *testing.T) string {
	t.Helper()
	runs, err := filepath.Glob(filepath.Join(c.dir, "runs", "2*"))
	if err != nil || len(runs) != 1 {
		t.Fatalf("want one run: %v %v", runs, err)
	}
	return runs[0]
}
