package sandbox_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"licet/io/sandbox"
)

func withFaults(list ...sandbox.Fault) sandbox.Options {
	return sandbox.Options{Faults: &sandbox.Faults{List: list}}
}

// Every fault: what the client sees of one assignLicense alone, of one in a
// batch, and whether the licence was given.
func TestFaultsDoWhatTheySay(t *testing.T) {
	const lost, missing = "lost", "missing"
	for _, tc := range []struct {
		fault         sandbox.Fault
		alone, inside string
		retryAfter    string
		given         bool
	}{
		{sandbox.Fault{Kind: sandbox.FaultThrottle, RetryAfter: "7"}, "429", "429", "7", false},
		{sandbox.Fault{Kind: sandbox.FaultThrottle, RetryAfter: "2.128"}, "429", "429", "2.128", false},
		{sandbox.Fault{Kind: sandbox.FaultThrottle}, "429", "429", "", false},
		{sandbox.Fault{Kind: sandbox.FaultUnavailable, RetryAfter: "3"}, "503", "503", "3", false},
		{sandbox.Fault{Kind: sandbox.FaultUnavailable, RetryAfter: "none"}, "503", "503", "", false},
		{sandbox.Fault{Kind: sandbox.FaultTimeout}, "504", "504", "", false},
		{sandbox.Fault{Kind: sandbox.FaultTimeout, Done: true}, "504", "504", "", true},
		{sandbox.Fault{Kind: sandbox.FaultServerError}, "500", "500", "", false},
		{sandbox.Fault{Kind: sandbox.FaultServerError, Done: true}, "500", "500", "", true},
		{sandbox.Fault{Kind: sandbox.FaultHTML}, "502", "502", "", false},
		{sandbox.Fault{Kind: sandbox.FaultDrop}, lost, missing, "", false},
		{sandbox.Fault{Kind: sandbox.FaultDrop, Done: true}, lost, missing, "", true},
		{sandbox.Fault{Kind: sandbox.FaultCut}, lost, missing, "", true},
		{sandbox.Fault{Kind: sandbox.FaultMissing}, lost, missing, "", false},
		{sandbox.Fault{Kind: sandbox.FaultMissing, Done: true}, lost, missing, "", true},
		{sandbox.Fault{Kind: sandbox.FaultUnauthorized}, "401", "401", "", false},
		{sandbox.Fault{Kind: sandbox.FaultConflict, RetryAfter: "1"}, "409", "409", "1", false},
		{sandbox.Fault{Kind: sandbox.FaultConflict}, "409", "409", "", false},
		{sandbox.Fault{Kind: sandbox.FaultForbidden, SKUs: []string{skuID('A')}, Times: 1}, "403", "403", "", false},
		{sandbox.Fault{Kind: sandbox.FaultError, Status: 400, Code: "Other", Message: "no"}, "400", "400", "", false},
		{sandbox.Fault{Kind: sandbox.FaultDeleteUser}, "404", "404", "", false},
		{sandbox.Fault{Kind: sandbox.FaultTakeSeat, SKUs: []string{skuID('A')}, Units: 10}, "400", "400", "", false},
		{sandbox.Fault{Kind: sandbox.FaultEdit, Assign: skuID('C')}, "200", "200", "", true},
		{sandbox.Fault{Kind: sandbox.FaultLatency, Delay: sandbox.Duration(time.Minute)}, "200", "200", "", true},
		{sandbox.Fault{Kind: sandbox.FaultDie}, lost, lost, "", false},
		{sandbox.Fault{Kind: sandbox.FaultDie, Done: true}, lost, lost, "", true},
	} {
		for _, where := range []string{"alone", "inside"} {
			t.Run(fmt.Sprintf("%s done=%v retry=%s %s", tc.fault.Kind, tc.fault.Done, tc.fault.RetryAfter, where), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					store, options := sandbox.NewStore(newTenant(2)), withFaults(tc.fault)
					c := connect(t, sandbox.New(store, options))
					began := time.Now()
					want := tc.alone
					var got, retry string
					if where == "alone" {
						r, err := c.try("POST", "/users/"+userID(1)+"/assignLicense", assignBody([]string{"A"}))
						got, retry = fmt.Sprint(r.status), r.header.Get("Retry-After")
						if err != nil {
							got = lost
						}
					} else {
						want = tc.inside
						got, retry = insideBatch(t, c)
					}
					if got != want || retry != tc.retryAfter {
						t.Errorf("got %s (Retry-After %q), want %s (%q)", got, retry, want, tc.retryAfter)
					}
					u, _ := sandbox.User(store, userID(1))
					given := strings.Contains(fmt.Sprint(u.AssignedLicenses), skuID('A'))
					if given != tc.given {
						t.Errorf("licence given: %v, want %v", given, tc.given)
					}
					if d := time.Since(began); d != time.Duration(tc.fault.Delay) {
						t.Errorf("took %v, want %v", d, time.Duration(tc.fault.Delay))
					}
					if unmet := options.Faults.Unmet(); len(unmet) != 0 && tc.fault.Kind != sandbox.FaultLatency {
						t.Errorf("unmet: %v", unmet)
					}
				})
			})
		}
	}
}

// insideBatch sends the write with another one in a batch.
func insideBatch(t *testing.T, c *client) (status, retryAfter string) {
	r, err := c.try("POST", "/$batch", batchOf(
		step("1", "POST", "/users/"+userID(1)+"/assignLicense", withBody(assignBody([]string{"A"}))),
		step("2", "GET", "/users/"+userID(2), ""),
	))
	if err != nil {
		return "lost", ""
	}
	all, _ := r.want(t, 200).responses(t)
	if all["2"].status != 200 {
		t.Errorf("the other item got %d", all["2"].status)
	}
	one, ok := all["1"]
	if !ok {
		return "missing", ""
	}
	return fmt.Sprint(one.status), strings.Join(one.header["Retry-After"], "")
}

// The same faults on a whole batch: nothing or all of it is done.
func TestFaultsOfAWholeBatch(t *testing.T) {
	for _, tc := range []struct {
		fault sandbox.Fault
		want  string
		given bool
	}{
		{sandbox.Fault{Kind: sandbox.FaultThrottle, RetryAfter: "7"}, "429", false},
		{sandbox.Fault{Kind: sandbox.FaultTimeout}, "504", false},
		{sandbox.Fault{Kind: sandbox.FaultTimeout, Done: true}, "504", true},
		{sandbox.Fault{Kind: sandbox.FaultHTML, Done: true}, "502", true},
		{sandbox.Fault{Kind: sandbox.FaultDrop}, "lost", false},
		{sandbox.Fault{Kind: sandbox.FaultDrop, Done: true}, "lost", true},
		{sandbox.Fault{Kind: sandbox.FaultCut}, "lost", true},
		{sandbox.Fault{Kind: sandbox.FaultUnauthorized}, "401", false},
	} {
		tc.fault.On = "batch"
		store := sandbox.NewStore(newTenant(1))
		srv := httptest.NewServer(sandbox.New(store, withFaults(tc.fault)))
		real := overTheNetwork(t, srv)
		body := batchOf(step("1", "POST", "/users/"+userID(1)+"/assignLicense", withBody(assignBody([]string{"A"}))))
		r, err := real.try("POST", "/$batch", body)
		got := fmt.Sprint(r.status)
		if err != nil {
			got = "lost"
		}
		u, _ := sandbox.User(store, userID(1))
		if given := len(u.AssignedLicenses) == 1; got != tc.want || given != tc.given {
			t.Errorf("%s done=%v: got %s, given %v", tc.fault.Kind, tc.fault.Done, got, given)
		}
		again := real.do("POST", "/$batch", body).want(t, 200)
		if all, _ := again.responses(t); all["1"].status != 200 {
			t.Errorf("%s: the second call: %s", tc.fault.Kind, again.raw)
		}
		srv.Close()
	}
}

func TestCutAnswerBreaksInTheMiddle(t *testing.T) {
	s := sandbox.New(sandbox.NewStore(newTenant(50)), withFaults(sandbox.Fault{Kind: sandbox.FaultCut, On: "listUsers", Times: 2}))
	srv := httptest.NewServer(s)
	defer srv.Close()
	for name, client := range map[string]*http.Client{"memory": {Transport: s.Transport()}, "network": srv.Client()} {
		r, err := http.NewRequestWithContext(t.Context(), "GET", srv.URL+"/v1.0/users", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer x")
		resp, err := client.Do(r)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		raw, err := io.ReadAll(resp.Body)
		if !errors.Is(err, io.ErrUnexpectedEOF) || len(raw) == 0 || int64(len(raw)) >= resp.ContentLength {
			t.Errorf("%s: %d of %d bytes, %v", name, len(raw), resp.ContentLength, err)
		}
		resp.Body.Close()
	}
}

func TestFaultsComeWhenTheyAreDue(t *testing.T) {
	for _, tc := range []struct {
		fault sandbox.Fault
		want  string // x for met, over ten writes
		unmet bool
	}{
		{sandbox.Fault{}, "x.........", false},
		{sandbox.Fault{After: 3}, "...x......", false},
		{sandbox.Fault{Times: 2, Every: 3}, "x..x......", false},
		{sandbox.Fault{Times: -1, Every: 4, After: 1}, ".x...x...x", false},
		{sandbox.Fault{Times: 20}, "xxxxxxxxxx", true},
		{sandbox.Fault{After: 10}, "..........", true},
		{sandbox.Fault{Users: []string{upn(3)}, Times: -1}, "..x.......", false},
		{sandbox.Fault{On: "patchUser"}, "..........", true},
	} {
		tc.fault.Kind, tc.fault.Name = sandbox.FaultServerError, "mine"
		options := withFaults(tc.fault)
		s := sandbox.New(sandbox.NewStore(newTenant(10)), options)
		c := connect(t, s)
		got := ""
		for i := 1; i <= 10; i++ {
			if c.assign(i, []string{"A"}).status == 200 {
				got += "."
			} else {
				got += "x"
			}
		}
		if unmet := fmt.Sprint(options.Faults.Unmet()) == "[mine]"; got != tc.want || unmet != tc.unmet {
			t.Errorf("%+v:\n got %s unmet %v\nwant %s unmet %v", tc.fault, got, unmet, tc.want, tc.unmet)
		}
		if tc.unmet {
			if r := c.get("http://graph.test/sandbox/unmet"); strings.TrimSpace(r.raw) != `["mine"]` {
				t.Errorf("unmet over HTTP: %s", r.raw)
			}
		}
	}
}

func TestFaultsByChanceAreRepeatable(t *testing.T) {
	run := func(seed uint64) string {
		o := withFaults(sandbox.Fault{Kind: sandbox.FaultServerError, On: "getUser", Probability: 0.5, Times: -1})
		o.Seed = seed
		c := connect(t, sandbox.New(sandbox.NewStore(newTenant(1)), o))
		out := ""
		for range 64 {
			out += fmt.Sprint(c.get("/users/"+userID(1)).status / 100)
		}
		return out
	}
	first := run(1)
	if first != run(1) || first == run(2) || !strings.Contains(first, "5") || !strings.Contains(first, "2") {
		t.Errorf("seed 1: %s, again %s; seed 2: %s", first, run(1), run(2))
	}
}

func TestTwoFaultsForOneRequestAreMetInTurn(t *testing.T) {
	options := withFaults(
		sandbox.Fault{Kind: sandbox.FaultServerError}, sandbox.Fault{Kind: sandbox.FaultThrottle})
	c := connect(t, sandbox.New(sandbox.NewStore(newTenant(1)), options))
	var got []int
	for range 3 {
		got = append(got, c.assign(1, []string{"A"}).status)
	}
	if fmt.Sprint(got) != "[500 429 200]" || len(options.Faults.Unmet()) != 0 {
		t.Errorf("got %v, unmet %v", got, options.Faults.Unmet())
	}
}

func TestListFaults(t *testing.T) {
	c := connect(t, sandbox.New(sandbox.NewStore(newTenant(250)), withFaults(
		sandbox.Fault{Kind: sandbox.FaultEmptyPage, On: "listUsers", After: 1},
		sandbox.Fault{Kind: sandbox.FaultExpirePage, On: "listUsers"},
	)))
	first := c.get("/users").want(t, 200)
	next := first.body["@odata.nextLink"].(string)
	empty := c.get(next).want(t, 200)
	if len(empty.entries()) != 0 || empty.body["@odata.nextLink"] == nil {
		t.Errorf("the second page should be empty and have a next link: %s", empty.raw)
	}
	if got := c.get(empty.body["@odata.nextLink"].(string)).refusal(); got != "400 Directory_ExpiredPageToken: The specified page token value has expired and can no longer be included in your request." {
		t.Errorf("got %s", got)
	}
	sizes, ids := pages(c, "/users")
	if len(ids) != 250 {
		t.Errorf("pages %v with %d users", sizes, len(ids))
	}
}

func TestDieCallsTheCommand(t *testing.T) {
	died := 0
	options := withFaults(sandbox.Fault{Kind: sandbox.FaultDie, After: 1, Done: true})
	options.Die = func() { died++ }
	c := connect(t, sandbox.New(sandbox.NewStore(newTenant(2)), options))
	c.assign(1, []string{"A"}).want(t, 200)
	if _, err := c.try("POST", "/users/"+userID(2)+"/assignLicense", assignBody([]string{"A"})); err == nil || died != 1 {
		t.Errorf("answered %v, died %d times", err, died)
	}
	if _, err := c.try("GET", "/users", ""); err == nil {
		t.Error("the server answers after its death")
	}
}

func TestReplicationLag(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := sandbox.Options{Lag: sandbox.Lag{
			ByID: time.Second, List: 3 * time.Second, Counts: 5 * time.Second, Location: 2 * time.Second,
		}}
		f := newTenant(2)
		f.Users[1].UsageLocation = ""
		c := connect(t, sandbox.New(sandbox.NewStore(f), o))
		c.assign(1, []string{"A"}).want(t, 200)
		c.do("PATCH", "/users/"+userID(2), `{"usageLocation":"US"}`).want(t, 204)
		if got := c.assign(2, []string{"A"}); got.status != 400 {
			t.Errorf("the location was seen at once: %s", got.raw)
		}
		for _, want := range []string{"0 0 0 400", "1 0 0 400", "1 0 0 200", "1 1 0 200", "1 1 0 200", "1 1 1 200"} {
			byID, _ := c.holdings(1)
			inList := c.get("/users?$filter=assignedLicenses/any(x:x/skuId+eq+"+skuID('A')+")").want(t, 200).entries()
			listed := 0
			for _, e := range inList {
				if e["id"] == userID(1) {
					listed = 1
				}
			}
			status := c.assign(2, []string{"C"}).status
			got := fmt.Sprintf("%d %d %d %d", len(byID), listed, min(1, c.consumed('A')), status)
			if got != want {
				t.Errorf("after %v: %s, want %s", time.Now(), got, want)
			}
			time.Sleep(time.Second)
		}
	})
}

// What a user was before a write is kept while a reader who lags may see it, and no
// longer: after a long run against a sandbox with a lag every user would be there twice.
func TestWhatNoReaderMaySeeIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const users = 20
		st := sandbox.NewStore(newTenant(users))
		c := connect(t, sandbox.New(st, sandbox.Options{Lag: sandbox.Lag{ByID: time.Second}}))
		for i := range users {
			c.do("PATCH", "/users/"+userID(i+1), `{"usageLocation":"FR"}`).want(t, 204)
			time.Sleep(400 * time.Millisecond)
		}
		if n := sandbox.Remembered(st); n == 0 || n > 4 {
			t.Errorf("of %d users earlier versions are kept, after a write each in 8 s and with a lag of one", n)
		}
	})
}

func TestFaultFileTellsAllItsProblems(t *testing.T) {
	path := filepath.Join(t.TempDir(), "faults.json")
	load := func(text string) (*sandbox.Faults, error) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return sandbox.LoadFaults(path)
	}
	f, err := load(`{"format":"licet-faults/1","latency":"20ms","lag":{"byId":"1s","list":"2s","counts":"3s","location":"4s"},
		"faults":[{"name":"slow","kind":"latency","on":"any","every":3,"times":-1,"delay":"2s"}]}`)
	if err != nil || f.Latency != 20*time.Millisecond || f.Lag.Location != 4*time.Second || len(f.List) != 1 || f.List[0].Delay != sandbox.Duration(2*time.Second) {
		t.Errorf("%+v %v", f, err)
	}
	_, err = load(`{"format":"licet-faults/1","faults":[
		{"name":"a","kind":"thunder"},{"kind":"throttle","retryAfter":"soon"},{"kind":"drop","on":"lunch"},
		{"kind":"throttle","done":true},{"kind":"take-seat"},{"kind":"error"},{"kind":"edit"},{"kind":"drop","times":-2},{"kind":"throttle","scope":"x"}]}`)
	for _, want := range []string{
		`a: the kind "thunder" is not known`, `fault 2 (throttle): "retryAfter" is "soon"`, `fault 3 (drop): "on" is "lunch"`,
		`fault 4 (throttle): "done" means nothing`, `fault 5 (take-seat): take-seat needs a SKU`, `fault 6 (error): error needs a "status"`,
		`fault 7 (edit): edit needs`, `fault 8 (drop): after, every`, `fault 9 (throttle): "scope" is "x"`, path,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not say %s:\n%v", want, err)
		}
	}
	for text, want := range map[string]string{
		`{"format":"licet-faults/2"}`:                                             `the format is "licet-faults/2"; this version reads "licet-faults/1"`,
		`{"format":"licet-faults/1","fault":[]}`:                                  `unknown field "fault"`,
		`{"format":"licet-faults/1","latency":5}`:                                 `a duration is a text`,
		`{"format":"licet-faults/1","faults":[{"kind":"latency","delay":"-2s"}]}`: `negative`,
	} {
		if _, err := load(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
