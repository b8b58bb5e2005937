package sandbox_test

import (
	"testing"
	"testing/synctest"
	"time"

	"licet/io/sandbox"
)

// The latency is what a call takes in all; a fault's delay comes on top.
func TestLatencyIsWhatACallTakesFromArrivalToAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sandbox.New(sandbox.NewStore(newTenant(2)), sandbox.Options{
			Latency: time.Second,
			Faults: &sandbox.Faults{List: []sandbox.Fault{
				{Kind: sandbox.FaultLatency, Delay: sandbox.Duration(3 * time.Second), Times: 1},
			}},
		})
		c := connect(t, s)
		batch := batchOf(step("1", "POST", "/users/"+userID(1)+"/assignLicense", withBody(assignBody([]string{"A"}))))
		for _, want := range []time.Duration{4 * time.Second, time.Second} {
			start := time.Now()
			c.do("POST", "/$batch", batch).want(t, 200)
			if took := time.Since(start); took != want {
				t.Errorf("a call took %v, want %v", took, want)
			}
		}
	})
}

// A Retry-After counts from the moment in which the client can read it: what
// was sent while the answer was under way is not early.
func TestRetryAfterBeginsWhenTheAnswerLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sandbox.New(sandbox.NewStore(newTenant(3)), sandbox.Options{
			Latency: time.Second,
			Faults: &sandbox.Faults{List: []sandbox.Fault{
				{Kind: sandbox.FaultThrottle, RetryAfter: "10", Scope: "writes", Times: 1},
			}},
		})
		c := connect(t, s)
		done := make(chan struct{})
		go func() { defer close(done); c.assign(1, []string{"A"}).want(t, 429) }()
		time.Sleep(900 * time.Millisecond)
		c.assign(2, []string{"A"}).want(t, 200)
		<-done
		if n := s.Stats().Early; n != 0 {
			t.Errorf("%d early: the answer was still under way", n)
		}
		time.Sleep(5 * time.Second)
		c.assign(3, []string{"A"}).want(t, 200)
		if n := s.Stats().Early; n != 1 {
			t.Errorf("%d early, want 1", n)
		}
	})
}
