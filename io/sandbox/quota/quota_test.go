package quota_test

import (
	"testing"
	"time"

	"licet/io/sandbox/quota"
)

var start = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// send admits writes one after another and gives how many of them passed.
func send(q *quota.Quota, app string, n int, at time.Time) (passed int, last *quota.Over) {
	for range n {
		over, _ := q.Admit(app, true, 1, at)
		if over == nil {
			passed++
		}
		last = over
	}
	return passed, last
}

func TestABucketIsFullAndFillsUp(t *testing.T) {
	q := quota.New(quota.Limits{Kind: quota.Writes, PerSecond: 2, Burst: 5}, "small", nil)
	if n, over := send(q, "app", 6, start); n != 5 || over.Wait != time.Second {
		t.Errorf("%d passed, %+v", n, over)
	}
	if n, _ := send(q, "another", 6, start); n != 5 {
		t.Errorf("of another application %d passed", n)
	}
	if over, load := q.Admit("app", false, 9, start); over != nil || load != 0 {
		t.Errorf("a read under a limit of writes: %+v, %v", over, load)
	}
	if n, _ := send(q, "app", 6, start.Add(2*time.Second)); n != 3 {
		t.Errorf("after two seconds %d passed", n)
	}
}

func TestRefusedWritesAreChargedAsFarAsGraphTellsOfThem(t *testing.T) {
	q := quota.New(quota.Limits{Kind: quota.Writes, PerSecond: 1, Burst: 10}, "small", nil)
	_, over := send(q, "app", 100, start)
	if over.Wait != 9*time.Second {
		t.Errorf("the wait is %v", over.Wait)
	}
	if _, load := q.Admit("app", true, 1, start); load != 1.8 {
		t.Errorf("the share that is used is %v", load)
	}
}

func TestWhatWasSpentBeforeIsMissing(t *testing.T) {
	spent := []quota.Spent{{At: start, Writes: 8}, {At: start.Add(time.Second), Writes: 2}}
	q := quota.New(quota.Limits{Kind: quota.Writes, PerSecond: 1, Burst: 10}, "small", spent)
	if n, _ := send(q, "app", 10, start.Add(2*time.Second)); n != 2 {
		t.Errorf("%d passed", n)
	}
}

func TestTheLimitsOfGraph(t *testing.T) {
	for users, want := range map[int]int{49: 3500, 50: 5000, 500: 5000, 501: 8000} {
		q := quota.New(quota.Limits{Kind: quota.Graph}, quota.SizeOf(users), nil)
		units := 0
		for {
			over, _ := q.Admit("app", false, 5, start)
			if over != nil {
				if over.Writes || over.Information != "ResourceUnitLimitExceeded" {
					t.Errorf("%d users: stopped by %+v", users, over)
				}
				break
			}
			units += 5
		}
		if units != want {
			t.Errorf("%d users: %d units", users, units)
		}
	}
	q := quota.New(quota.Limits{Kind: quota.Graph}, "large", nil)
	if n, over := send(q, "0", 3001, start); n != 3000 || over.Scope != "Tenant_Application/Write" {
		t.Errorf("the limit of an application: %d passed, %+v", n, over)
	}
	for _, app := range []string{"1", "2", "3", "4"} {
		if n, over := send(q, app, 3000, start); n != 3000 {
			t.Errorf("of application %s %d passed, then %+v", app, n, over)
		}
	}
	if n, over := send(q, "5", 3000, start); n != 2999 || over.Scope != "Tenant/Write" {
		t.Errorf("the tenant's own limit: %d passed, %+v", n, over)
	}
}

func TestParse(t *testing.T) {
	for text, want := range map[string]quota.Limits{
		"": {}, "off": {}, "graph": {Kind: quota.Graph},
		"20":      {Kind: quota.Writes, PerSecond: 20},
		"0.5/300": {Kind: quota.Writes, PerSecond: 0.5, Burst: 300},
	} {
		if got, err := quota.Parse(text); err != nil || got != want {
			t.Errorf("%q: %+v %v", text, got, err)
		}
	}
	for _, text := range []string{"x", "0", "-1", "NaN", "Inf", "20/x", "20/-1", "20/3/4"} {
		if got, err := quota.Parse(text); err == nil {
			t.Errorf("%q was understood as %+v", text, got)
		}
	}
}
