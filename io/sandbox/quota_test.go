package sandbox_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"licet/io/sandbox"
	"licet/io/sandbox/quota"
)

// write sends one write that changes something each time.
func (c *client) write(user, n int) reply {
	c.t.Helper()
	return c.do("PATCH", "/users/"+userID(user), fmt.Sprintf(`{"usageLocation":%q}`, []string{"US", "DE"}[n%2]))
}

func TestQuotaIsABucket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sandbox.New(sandbox.NewStore(newTenant(1)), sandbox.Options{Quota: quota.Limits{Kind: quota.Writes, PerSecond: 2, Burst: 5}})
		c := connect(t, s)
		for i := range 5 {
			c.write(1, i).want(t, 204)
		}
		r := c.write(1, 5).want(t, 429)
		if r.header.Get("Retry-After") != "1" {
			t.Errorf("Retry-After %q, want 1", r.header.Get("Retry-After"))
		}
		want := "429 TooManyRequests: Too many requests from Identifier:eeeeeeee-0000-4000-8000-000000000001 under category:aadgraph.app.tenant_small. Please try again later."
		if r.refusal() != want {
			t.Errorf("got %s", r.refusal())
		}
		if scope := r.header.Get("x-ms-throttle-scope"); !strings.HasPrefix(scope, "Tenant_Application/Write/") || r.header.Get("x-ms-throttle-information") != "WriteLimitExceeded" {
			t.Errorf("headers %v", r.header)
		}
		c.get("/users").want(t, 200)
		time.Sleep(1500 * time.Millisecond) // one of three is what was refused
		c.write(1, 5).want(t, 204)
		c.write(1, 6).want(t, 204)
		c.write(1, 7).want(t, 429)
		time.Sleep(time.Hour)
		for i := range 5 {
			c.write(1, i).want(t, 204)
		}
		c.write(1, 5).want(t, 429)
	})
}

func TestRefusedRequestsCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t, sandbox.New(sandbox.NewStore(newTenant(1)), sandbox.Options{Quota: quota.Limits{Kind: quota.Writes, PerSecond: 1, Burst: 10}}))
		for i := range 10 {
			c.write(1, i).want(t, 204)
		}
		for i, want := range []string{"2", "3", "4", "5", "6", "7", "8", "9", "9", "9"} {
			r := c.write(1, i).want(t, 429)
			if got := r.header.Get("Retry-After"); got != want {
				t.Errorf("refusal %d: Retry-After %s, want %s", i+1, got, want)
			}
		}
		if got := c.write(1, 0).header.Get("x-ms-throttle-limit-percentage"); got != "1.80" {
			t.Errorf("limit-percentage %q, want the deepest, 1.80", got)
		}
	})
}

func TestLimitPercentageAppearsAboveEightTenths(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t, sandbox.New(sandbox.NewStore(newTenant(1)), sandbox.Options{Quota: quota.Limits{Kind: quota.Writes, PerSecond: 1, Burst: 10}}))
		for i, want := range []string{"", "", "", "", "", "", "", "0.80", "0.90", "1.00"} {
			if got := c.write(1, i).header.Get("x-ms-throttle-limit-percentage"); got != want {
				t.Errorf("write %d: %q, want %q", i+1, got, want)
			}
		}
	})
}

func TestGraphsQuotas(t *testing.T) {
	for _, tc := range []struct {
		users int
		// reads and writes that pass in one moment
		reads, writes int
	}{
		{49, 3500, 3000}, {50, 5000, 3000}, {500, 5000, 3000}, {501, 8000, 3000},
	} {
		synctest.Test(t, func(t *testing.T) {
			limits := quota.Limits{Kind: quota.Graph}
			c := connect(t, sandbox.New(sandbox.NewStore(newTenant(tc.users)), sandbox.Options{Quota: limits}))
			reads := 0
			for c.get("/users/"+userID(1)).status == 200 {
				reads++
			}
			if reads != tc.reads {
				t.Errorf("%d users: %d units passed, want %d", tc.users, reads, tc.reads)
			}
			time.Sleep(11 * time.Second)
			writes, refused := 0, reply{}
			for refused.status == 0 {
				if r := c.write(1, writes); r.status == 204 {
					writes++
				} else {
					refused = r
				}
			}
			if writes != tc.writes || refused.header.Get("x-ms-throttle-information") != "WriteLimitExceeded" {
				t.Errorf("%d users: %d writes passed, want %d (%v)", tc.users, writes, tc.writes, refused.header)
			}
		})
	}
}

func TestOtherApplicationsUseUpTheTenant(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t, sandbox.New(sandbox.NewStore(newTenant(1)), sandbox.Options{Quota: quota.Limits{Kind: quota.Graph}}))
		var last reply
		for app := range 7 { // 3,000 each, of 18,000
			signIn := fmt.Sprintf("grant_type=client_credentials&client_id=%d&client_secret=x&scope=https://graph.microsoft.com/.default", app)
			token := c.do("POST", "http://graph.test/contoso/oauth2/v2.0/token", signIn, "Content-Type", "application/x-www-form-urlencoded").want(t, 200)
			for n := range 3000 {
				body := fmt.Sprintf(`{"usageLocation":%q}`, []string{"US", "DE"}[n%2])
				if last = c.do("PATCH", "/users/"+userID(1), body, "Authorization", "Bearer "+token.body["access_token"].(string)); last.status != 204 {
					break
				}
			}
			if want := map[bool]int{true: 204, false: 429}[app < 6]; last.status != want {
				t.Fatalf("application %d: %d %v", app, last.status, last.header)
			}
		}
		if scope := last.header.Get("x-ms-throttle-scope"); !strings.HasPrefix(scope, "Tenant/Write/") {
			t.Errorf("the tenant's own quota did not refuse: %s", scope)
		}
	})
}

func TestRetryAfterIsWholeSecondsRoundedUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limits := quota.Limits{Kind: quota.Writes, PerSecond: 0.4, Burst: 1}
		c := connect(t, sandbox.New(sandbox.NewStore(newTenant(1)), sandbox.Options{Quota: limits}))
		c.write(1, 0).want(t, 204)
		if got := c.write(1, 1).want(t, 429).header.Get("Retry-After"); got != "5" {
			t.Errorf("%q, want 4.5 s rounded up", got)
		}
	})
}

func TestBatchItemsAreThrottledOneByOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limits := quota.Limits{Kind: quota.Writes, PerSecond: 1, Burst: 3}
		c := connect(t, sandbox.New(sandbox.NewStore(newTenant(20)), sandbox.Options{Quota: limits}))
		var steps []string
		for i := 1; i <= 5; i++ {
			steps = append(steps, step(fmt.Sprint(i), "PATCH", "/users/"+userID(i), withBody(`{"usageLocation":"US"}`)))
		}
		got, _ := c.do("POST", "/$batch", batchOf(steps...)).want(t, 200).responses(t)
		passed := 0
		for id, r := range got {
			switch r.status {
			case 204:
				passed++
			case 429:
				if n, err := strconv.Atoi(strings.Join(r.header["Retry-After"], "")); err != nil || n < 1 {
					t.Errorf("%s: Retry-After %v", id, r.header["Retry-After"])
				}
			default:
				t.Errorf("%s: %d", id, r.status)
			}
		}
		if passed != 3 {
			t.Errorf("%d writes passed, want 3", passed)
		}
	})
}
