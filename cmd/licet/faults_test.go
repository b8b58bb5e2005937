package main

import (
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"licet/io/testenv"
)

// faultCase is one kind of trouble that a run has to come through.
type faultCase struct {
	name string
	// faults is the list of the fault file; more is what stands beside it.
	faults, more string
	flags        []string
	// code is the exit code of apply, failed how many users it may not bring
	// to their licences, resumed whether `licet resume` brings them there.
	code, failed int
	resumed      bool
	// seats is true where somebody else takes seats, so that refusals for want
	// of one cannot be foreseen.
	seats bool
	// says is what the program must have said.
	says []string
}

// Licences of the sandbox's Contoso.
const (
	e5      = "06ebc4ee-1bb5-47dd-8120-11324bc54e06"
	phone   = "e43b5b99-8dfb-405f-9987-dc307f34bcbd"
	powerBI = "f8a1db68-be16-40ed-86d5-cb42ce701560"
)

// slowFaults are those after which a write is looked for, for as long as Graph
// may take to show it, before it is sent again.
func slowFaults() []faultCase {
	return []faultCase{
		{name: "connection dropped before the call was done", faults: `{"kind":"drop","on":"batch","after":3,"every":4,"times":3}`},
		{name: "504 and not done", faults: `{"kind":"timeout","on":"batch","after":2,"times":2}`},
		{name: "504 of items, not done", faults: `{"kind":"timeout","on":"assignLicense","after":5,"every":20,"times":5}`},
		{name: "500 and not done", faults: `{"kind":"server-error","on":"batch","after":2,"times":2}`},
		{name: "500 of items, not done", faults: `{"kind":"server-error","on":"assignLicense","after":5,"every":20,"times":5}`},
		{name: "HTML of a proxy, not done", faults: `{"kind":"html","on":"batch","after":2,"times":2}`},
		{name: "items missing from the answer, not done", faults: `{"kind":"missing","on":"assignLicense","after":5,"every":20,"times":5}`},
		{name: "503 of items without Retry-After", faults: `{"kind":"unavailable","on":"assignLicense","after":3,"every":15,"times":6}`},
	}
}

// quickFaults are all others.
func quickFaults() []faultCase {
	return []faultCase{
		{name: "latency", faults: `{"kind":"latency","on":"batch","delay":"40ms"}`},
		{name: "429 of the call, whole seconds", faults: `{"kind":"throttle","on":"batch","after":3,"every":4,"times":2,"retryAfter":"1"}`},
		{name: "429 of the call, decimals", faults: `{"kind":"throttle","on":"batch","after":3,"every":3,"times":3,"retryAfter":"0.4"}`},
		{name: "429 of the call, a date", faults: `{"kind":"throttle","on":"batch","after":3,"times":1,"retryAfter":"date:1"}`},
		{name: "429 of the call, no Retry-After", faults: `{"kind":"throttle","on":"batch","after":3,"times":1,"retryAfter":"none"}`},
		// What is told of a whole scope holds for calls that are sent from then on. With
		// one at a time none is on its way when the answer comes, however busy the machine is;
		// several at a time are tested where time is virtual.
		{name: "429 of the call for all requests", faults: `{"kind":"throttle","on":"batch","after":3,"times":2,"retryAfter":"0.7","scope":"all"}`, flags: []string{"--concurrency", "1"}},
		{name: "429 of items, whole seconds", faults: `{"kind":"throttle","on":"assignLicense","after":5,"every":25,"times":6,"retryAfter":"1"}`},
		{name: "429 of items, decimals", faults: `{"kind":"throttle","on":"assignLicense","after":5,"every":9,"times":20,"retryAfter":"0.35"}`},
		{name: "429 of items, a date", faults: `{"kind":"throttle","on":"assignLicense","after":5,"every":25,"times":6,"retryAfter":"date:1"}`},
		{name: "429 of items, no Retry-After", faults: `{"kind":"throttle","on":"assignLicense","after":5,"every":40,"times":4,"retryAfter":"none"}`},
		{name: "429 of items for all writes", faults: `{"kind":"throttle","on":"assignLicense","after":50,"every":60,"times":2,"retryAfter":"0.8","scope":"writes"}`, flags: []string{"--concurrency", "1"}},
		{name: "429 of a location", faults: `{"kind":"throttle","on":"patchUser","after":3,"every":4,"times":3,"retryAfter":"0.5"}`},
		{name: "429 and 503 while reading", faults: `{"kind":"throttle","on":"listUsers","times":1,"retryAfter":"0.3"},{"kind":"unavailable","on":"skus","times":1,"retryAfter":"0.2"}`},
		{name: "503 of the call", faults: `{"kind":"unavailable","on":"batch","after":3,"every":4,"times":2,"retryAfter":"0.5"}`},
		{name: "503 of the call without Retry-After", faults: `{"kind":"unavailable","on":"batch","after":3,"times":1}`},
		{name: "503 of items", faults: `{"kind":"unavailable","on":"assignLicense","after":5,"every":20,"times":6,"retryAfter":"0.5"}`},
		{name: "504 and done", faults: `{"kind":"timeout","on":"batch","after":3,"every":4,"times":3,"done":true}`},
		{name: "504 of items, done", faults: `{"kind":"timeout","on":"assignLicense","after":5,"every":20,"times":6,"done":true}`},
		{name: "500 and done", faults: `{"kind":"server-error","on":"batch","after":3,"every":4,"times":2,"done":true}`},
		{name: "HTML of a proxy, done", faults: `{"kind":"html","on":"batch","after":3,"every":4,"times":2,"done":true}`},
		{name: "connection dropped after the call was done", faults: `{"kind":"drop","on":"batch","after":3,"every":4,"times":3,"done":true}`},
		{name: "answer cut in the middle", faults: `{"kind":"cut","on":"batch","after":3,"every":4,"times":3}`},
		{name: "items missing from the answer, done", faults: `{"kind":"missing","on":"assignLicense","after":5,"every":20,"times":6,"done":true}`},
		{name: "409 with Retry-After", faults: `{"kind":"conflict","on":"assignLicense","after":5,"every":20,"times":6,"retryAfter":"0.5"}`},
		{name: "409 without Retry-After", faults: `{"kind":"conflict","on":"assignLicense","after":5,"every":20,"times":3}`},
		{name: "writes that reads do not show at once", more: `"lag":{"byId":"1s","list":"1s","counts":"1s"},`, faults: `{"kind":"latency","on":"batch","delay":"1ms"}`},
		{name: "lag and lost answers", more: `"lag":{"byId":"1s","list":"1s","counts":"1s"},`, faults: `{"kind":"drop","on":"batch","after":3,"every":4,"times":3,"done":true}`},
		{name: "a location that assignLicense does not see at once", more: `"lag":{"location":"1500ms"},`, faults: `{"kind":"latency","on":"batch","delay":"1ms"}`},
		{name: "403 for one licence", faults: `{"kind":"forbidden","skus":["` + phone + `"]}`, code: exitFailed, failed: 14, says: []string{"denied"}},
		{name: "403 for everything", faults: `{"kind":"forbidden","times":-1}`, code: exitFailed, failed: 213, says: []string{"permission", "licet resume"}},
		{name: "user deleted meanwhile", faults: `{"kind":"delete-user","on":"assignLicense","after":60,"times":1}`, code: exitFailed, failed: 1, says: []string{"no-user"}},
		{name: "seats taken by somebody else", faults: `{"kind":"take-seat","on":"batch","after":1,"skus":["` + e5 + `"],"units":3}`, code: exitFailed, failed: 3, seats: true, says: []string{"no-seats"}},
		{name: "seat taken, and given back", faults: `{"kind":"take-seat","on":"batch","after":1,"skus":["` + e5 + `"],"units":3},{"kind":"take-seat","on":"skus","after":1,"skus":["` + e5 + `"],"units":-3}`, seats: true},
		{name: "another licence given by somebody else", faults: `{"kind":"edit","on":"batch","after":2,"users":["adrian.saez@contoso.com"],"assign":"` + powerBI + `"}`},
		{name: "401 for a while", faults: `{"kind":"unauthorized","on":"batch","after":4,"times":1}`, flags: []string{"--concurrency", "1"}, code: exitFailed, failed: 1, resumed: true, says: []string{"sign-in", "licet resume"}},
	}
}

// evidence is what one case left behind.
type evidence struct {
	applied, resumed, planned printed
	witness                   witness
	unmet                     []string
	results                   resultsFile
	err                       error
}

// Whatever goes wrong on the way, nobody is left with the wrong licences
// without being in the results, and licet does nothing that hurts: no request
// before a Retry-After is over, no two writes of one user at once, no moment
// without service, nothing written twice. The sandbox counts that by itself.
func TestFaults(t *testing.T) {
	t.Parallel()
	for i, c := range append(slowFaults(), quickFaults()...) {
		if i%testenv.Sweep(3, 1) > 0 {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			found := c.happen(t.TempDir())
			c.judge(t, &found)
		})
	}
}

// happen lets a case happen in a folder of its own.
func (f *faultCase) happen(dir string) (e evidence) {
	faults := filepath.Join(dir, "faults.json")
	results := filepath.Join(dir, "results.json")
	text := `{"format":"licet-faults/1",` + f.more + `"faults":[` + f.faults + `]}`
	if e.err = os.WriteFile(faults, []byte(text), 0o600); e.err != nil {
		return e
	}
	s, stop, err := startSandbox("--faults", faults)
	if err != nil {
		e.err = err
		return e
	}
	defer func() { e.err = errors.Join(e.err, stop()) }()
	c := onServer(dir, s)
	step := func(into *printed, args ...string) {
		p, err := runCommand(c.command(args...))
		*into, e.err = p, errors.Join(e.err, err)
	}
	step(&e.applied, append([]string{"apply", "--rate", "off", "--batch-size", "10", "--results", results, onboarding}, f.flags...)...)
	// A resume goes on in the same file.
	e.results, err = readResults(results)
	e.err = errors.Join(e.err, err, s.ask("/sandbox/unmet", &e.unmet))
	if f.resumed {
		step(&e.resumed, "resume")
	}
	e.err = errors.Join(e.err, s.ask("/sandbox/stats", &e.witness))
	step(&e.planned, "plan", "--json", "--skip-invalid", onboarding)
	return e
}

// judge says whether the case went as it should.
func (f *faultCase) judge(t *testing.T, e *evidence) {
	if e.err != nil {
		t.Fatal(e.err, e.applied)
	}
	if len(e.unmet) > 0 {
		t.Errorf("the faults %q never happened, so nothing was tested", e.unmet)
	}
	if e.applied.code != f.code {
		t.Errorf("want exit %d, got %v", f.code, e.applied)
	}
	if f.seats {
		e.witness.SeatRefusals = 0
	}
	if e.witness.stats != (stats{}) {
		t.Errorf("the sandbox saw what no client should do: %+v", e.witness.stats)
	}
	for _, text := range f.says {
		if !strings.Contains(e.applied.out+e.applied.err, text) {
			t.Errorf("nothing is said of %q: %v", text, e.applied)
		}
	}
	f.judgeEnd(t, e)
}

// judgeSums compares the sums of the results with the tenant: all changes are counted
// once, and the seats are those that the next plan finds.
func (f *faultCase) judgeSums(t *testing.T, e *evidence) {
	n := e.results.Summary
	if n.Done+n.Already+n.Failed+n.Skipped+n.Unknown != n.Changes || n.NotArrived > n.Unknown || !e.results.SeatsRead {
		t.Errorf("%+v, seats read %v", n, e.results.SeatsRead)
	}
	var next struct {
		Seats []struct {
			SkuID string
			Used  int
		}
	}
	if err := json.Unmarshal([]byte(e.planned.out), &next); err != nil {
		t.Fatal(err, e.planned)
	}
	used := map[string]int{}
	for _, s := range next.Seats {
		used[s.SkuID] = s.Used
	}
	for _, s := range e.results.Seats {
		if *s.UsedNow != used[s.SkuID] || *s.UsedBefore+s.Done+*s.Others != *s.UsedNow {
			t.Errorf("%s: %d before, %d done, %d of others, %d now; the next plan finds %d",
				s.SkuPartNumber, *s.UsedBefore, s.Done, *s.Others, *s.UsedNow, used[s.SkuID])
		}
	}
}

// judgeEnd compares the tenant at the end with what was wanted.
func (f *faultCase) judgeEnd(t *testing.T, e *evidence) {
	after, err := left(e.planned.out)
	if err != nil {
		t.Fatal(err, e.planned)
	}
	open := e.results.open()
	switch {
	case f.resumed:
		if e.resumed.code != exitDone || len(after) > 0 || len(open) == 0 {
			t.Errorf("%d users were open, %v are left after resume: %v", len(open), slices.Collect(maps.Keys(after)), e.resumed)
		}
		return
	case len(open) != f.failed:
		t.Errorf("%d users are not as they should be by the results, want %d: %v", len(open), f.failed, e.applied)
	}
	if !f.seats {
		f.judgeSums(t, e)
	}
	for _, told := range e.results.Findings {
		open[told.User] = true
	}
	for user := range after {
		if !open[user] {
			t.Errorf("%s is not as planned, and the results say nothing of it", user)
		}
	}
}
