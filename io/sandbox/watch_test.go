package sandbox_test

import (
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"licet/io/sandbox"
	"licet/io/tenant"
)

func TestEarlyRequestsAreCounted(t *testing.T) {
	for _, tc := range []struct {
		scope string
		// wait is how long after the 429; other and read are another user's
		// write and a read; want is how many of the three were early.
		wait time.Duration
		want int
	}{
		{"item", 0, 0}, {"item", time.Second, 1}, {"item", 1999 * time.Millisecond, 1}, {"item", 2 * time.Second, 0},
		{"writes", 50 * time.Millisecond, 0}, {"writes", time.Second, 2}, {"writes", 2 * time.Second, 0},
		{"all", time.Second, 3},
	} {
		t.Run(fmt.Sprint(tc.scope, tc.wait), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := sandbox.New(sandbox.NewStore(newTenant(2)), sandbox.Options{Faults: &sandbox.Faults{List: []sandbox.Fault{
					{Kind: sandbox.FaultThrottle, RetryAfter: "2", Scope: tc.scope},
				}}})
				c := connect(t, s)
				c.assign(1, []string{"A"}).want(t, 429)
				time.Sleep(tc.wait)
				c.assign(1, []string{"A"}).want(t, 200)
				c.assign(2, []string{"A"}).want(t, 200)
				c.get("/users").want(t, 200)
				if got := s.Stats().Early; got != tc.want {
					t.Errorf("%d early requests, want %d", got, tc.want)
				}
			})
		})
	}
}

func TestRetryAfterOfABatchHoldsBackWhatWasInIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sandbox.New(sandbox.NewStore(newTenant(3)), sandbox.Options{Faults: &sandbox.Faults{List: []sandbox.Fault{
			{Kind: sandbox.FaultUnavailable, On: "batch", RetryAfter: "date:5"},
		}}})
		c := connect(t, s)
		url := func(n int) string { return "/users/" + userID(n) + "/assignLicense" }
		both := batchOf(step("1", "POST", url(1), withBody(assignBody([]string{"A"}))), step("2", "POST", url(2), withBody(assignBody([]string{"A"}))))
		c.do("POST", "/$batch", both).want(t, 503)
		time.Sleep(time.Second)
		c.assign(3, []string{"A"}).want(t, 200)
		if n := s.Stats().Early; n != 0 {
			t.Errorf("%d early: what was not in the batch may go on", n)
		}
		c.do("POST", "/$batch", both).want(t, 200)
		if n := s.Stats().Early; n != 2 {
			t.Errorf("%d early, want 2", n)
		}
	})
}

func TestOverlappingWritesAreCountedAndRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sandbox.New(sandbox.NewStore(newTenant(2)), sandbox.Options{Latency: time.Second})
		c := connect(t, s)
		var work sync.WaitGroup
		statuses := make([]int, 3)
		for i, user := range []int{1, 1, 2} {
			work.Go(func() {
				time.Sleep(time.Duration(i) * 10 * time.Millisecond)
				statuses[i] = c.assign(user, []string{"A"}).status
			})
		}
		work.Wait()
		if fmt.Sprint(statuses) != "[200 409 200]" || s.Stats().Overlapping != 1 {
			t.Errorf("statuses %v, %d overlapping", statuses, s.Stats().Overlapping)
		}
	})
}

func TestServiceGapsAreCounted(t *testing.T) {
	for _, tc := range []struct {
		name  string
		calls [][2]string // add, remove
		gaps  int
	}{
		{"swap in one call", [][2]string{{"B", "A"}}, 0},
		{"removed, then added", [][2]string{{"", "A"}, {"B", ""}}, 1},
		{"added, then removed", [][2]string{{"B", ""}, {"", "A"}}, 0},
		{"nothing in common", [][2]string{{"", "A"}, {"C", ""}}, 0},
		{"an app off and on", [][2]string{{"A-1", ""}, {"A", ""}}, 1},
		{"gone and back twice", [][2]string{{"", "A"}, {"A", ""}, {"", "A"}, {"A", ""}}, 2},
	} {
		f := newTenant(1)
		give(f, 1, 'A', 0)
		s := sandbox.New(sandbox.NewStore(f), sandbox.Options{})
		c := connect(t, s)
		for _, call := range tc.calls {
			var add, remove []string
			if call[0] != "" {
				add = []string{call[0]}
			}
			if call[1] != "" {
				remove = []string{call[1]}
			}
			c.assign(1, add, remove...).want(t, 200)
		}
		if got := s.Stats().ServiceGaps; got != tc.gaps {
			t.Errorf("%s: %d gaps, want %d", tc.name, got, tc.gaps)
		}
	}
}

func TestStatisticsTellWhatHappened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant(4)
		f.Groups = []tenant.Group{{ID: groupID(1)}}
		give(f, 4, 'C', 1)
		s := sandbox.New(sandbox.NewStore(f), sandbox.Options{})
		c := connect(t, s)
		c.assign(1, []string{"A"}).want(t, 200)
		c.assign(1, []string{"A"}).want(t, 200)                                // unchanged
		c.assign(1, []string{"C"}).want(t, 200)                                // written twice
		c.assign(2, nil, "A").want(t, 400)                                     // not held
		c.assign(4, nil, "C").want(t, 400)                                     // inherited
		c.assign(2, []string{"E"}).want(t, 400)                                // no seat
		time.Sleep(200 * time.Second)                                          // out of 150 s, within 5 min
		c.do("PATCH", "/users/"+upn(3), `{"usageLocation":"DE"}`).want(t, 204) // unchanged
		c.get("/users").want(t, 200)
		got := s.Stats()
		want := sandbox.Stats{
			Requests: 8, Calls: 8, Writes: 7, Committed: 2, ResourceUnits: 9, PeakWrites150s: 6, PeakWrites5min: 7, PeakUnits10s: 6,
			Statuses: map[int]int{200: 4, 204: 1, 400: 3}, SeatRefusals: 1, NotHeld: 1, InheritedRemovals: 1, Unchanged: 2, WrittenTwice: 1,
		}
		if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
			t.Errorf("\n got %+v\nwant %+v", got, want)
		}
		r := c.get("http://graph.test/sandbox/stats", "Authorization", "").want(t, 200)
		if r.body["writes"] != 7.0 || r.body["peakWrites150s"] != 6.0 {
			t.Errorf("stats over HTTP: %s", r.raw)
		}
		c.do("POST", "http://graph.test/sandbox/stats/reset", "").want(t, 200)
		if n := s.Stats().Requests; n != 0 {
			t.Errorf("%d requests after a reset", n)
		}
	})
}
