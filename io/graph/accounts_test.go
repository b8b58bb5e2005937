package graph_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"licet/io/graph"
	"licet/reconcile"
	"licet/reconcile/apply"
)

func TestAccountsTellDirectInheritedAndUnknown(t *testing.T) {
	s := &tenantServer{t: t, users: []string{ann, `{"id":"bob","userPrincipalName":"bob@contoso.com"}`}}
	got, err := newClient(t, inMemory(s)).Accounts(t.Context(), []string{"bob", "gone", "ann"})
	if err != nil {
		t.Fatal(err)
	}
	want := []apply.Account{
		{ID: "bob", Exists: true, UserPrincipalName: "bob@contoso.com"},
		{ID: "gone"},
		{
			ID: "ann", Exists: true, UserPrincipalName: "Ann@contoso.com", UsageLocation: "DE",
			// The direct assignment has p2 off as well: what counts is its own
			// list, not the effective one of assignedLicenses.
			Direct:    []reconcile.Holding{{SKUID: e5, DisabledPlans: []string{"p1", "p2"}}},
			Inherited: []string{e5},
			Unknown:   []string{e3},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAccountsOfNobodyAsksNothing(t *testing.T) {
	s := &tenantServer{t: t}
	if got, err := newClient(t, inMemory(s)).Accounts(t.Context(), nil); err != nil || len(got) != 0 || len(s.paths) != 0 {
		t.Errorf("%v, %v, asked %v", got, err, s.paths)
	}
}

// TestOnlyThrottledItemsAreAskedAgain: of 45 users in three batches, two are
// throttled, in two of them. The longest wait holds for both, and nobody else
// is asked twice.
func TestOnlyThrottledItemsAreAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		asked := map[string][]time.Duration{}
		waits := map[string]string{"/users/id-00003": "30", "/users/id-00023": "5.5"}
		s := &tenantServer{t: t, users: people(45)}
		start := time.Now()
		client := newClient(t, inMemory(batchHandler(t, func(it item) (int, map[string]string, string) {
			path, _, _ := strings.Cut(it.URL, "?")
			// All are under way when the first answer comes, and the shorter wait
			// is heard last.
			time.Sleep(map[string]time.Duration{"/users/id-00003": time.Second / 2, "/users/id-00023": time.Second}[path])
			mu.Lock()
			defer mu.Unlock()
			asked[path] = append(asked[path], time.Since(start))
			if after := waits[path]; after != "" && len(asked[path]) == 1 {
				return 429, map[string]string{"Retry-After": after}, `{"error":{"code":"TooManyRequests","message":"x"}}`
			}
			return s.one(it)
		})))
		var ids []string
		for i := range 45 {
			ids = append(ids, fmt.Sprintf("id-%05d", i))
		}
		got, err := client.Accounts(t.Context(), ids)
		if err != nil {
			t.Fatal(err)
		}
		for i, a := range got {
			at := asked["/users/"+ids[i]]
			switch {
			case a.ID != ids[i] || !a.Exists:
				t.Errorf("account %d is %+v", i, a)
			case waits["/users/"+ids[i]] == "" && len(at) != 1:
				t.Errorf("%s was asked at %v", ids[i], at)
			case waits["/users/"+ids[i]] != "" && (len(at) != 2 || at[1] < 30*time.Second || at[1] > 33*time.Second):
				t.Errorf("%s was asked at %v", ids[i], at)
			}
		}
	})
}

func TestItemsThatFailForAMomentAreAskedAgain(t *testing.T) {
	for _, status := range []int{429, 500, 502, 503, 504, 409} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &tenantServer{t: t, users: people(1)}
				sent := 0
				client := newClient(t, inMemory(batchHandler(t, func(it item) (int, map[string]string, string) {
					sent++
					if sent == 1 {
						return status, nil, ""
					}
					return s.one(it)
				})))
				if got, err := client.Accounts(t.Context(), []string{"id-00000"}); err != nil || sent != 2 || !got[0].Exists {
					t.Errorf("%+v, %v, asked %d times", got, err, sent)
				}
			})
		})
	}
}

func TestAnItemThatIsMissingIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{answers: []canned{
			{status: 200, body: batchBody(step{"id": "2", "status": 200, "body": map[string]any{"id": "b"}})},
			{status: 200, body: batchBody(step{"id": "1", "status": 200, "body": map[string]any{"id": "a"}})},
		}}
		got, err := newClient(t, inMemory(s)).Accounts(t.Context(), []string{"a", "b"})
		if err != nil || len(got) != 2 || got[0].ID != "a" || got[1].ID != "b" || s.requests() != 2 {
			t.Errorf("%+v, %v, %d requests", got, err, s.requests())
		}
		if again := batchItems(t, s.bodies[1]); len(again) != 1 || !strings.HasPrefix(again[0].URL, "/users/a?") {
			t.Errorf("asked again: %+v", again)
		}
	})
}

func TestAccountsFailAsAWhole(t *testing.T) {
	for name, answer := range map[string]string{
		"denied":         `{"responses":[{"id":"1","status":403,"body":{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges to complete the operation."}}}]}`,
		"no JSON":        `{"responses":[{"id":"1","status":200,"body":"PGh0bWw+"}]}`,
		"no id":          `{"responses":[{"id":"1","status":200,"body":{}}]}`,
		"always missing": `{"responses":[]}`,
		"always busy":    `{"responses":[{"id":"1","status":503}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				got, err := newClient(t, inMemory(&script{answers: []canned{{status: 200, body: answer}}})).Accounts(t.Context(), []string{"a"})
				if err == nil || got != nil {
					t.Errorf("%+v, %v", got, err)
				}
				var e *graph.Error
				if errors.As(err, &e) && e.Reason == apply.Denied && !strings.Contains(err.Error(), "User.Read.All") {
					t.Errorf("%v does not name the permission", err)
				}
			})
		})
	}
}

func TestBatchesOfReadsRunSideBySide(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &tenantServer{t: t, users: people(200)}
		s.before = func(http.ResponseWriter, *http.Request) bool {
			time.Sleep(time.Second)
			return false
		}
		var ids []string
		for i := range 200 {
			ids = append(ids, fmt.Sprintf("id-%05d", i))
		}
		start := time.Now()
		if _, err := newClient(t, inMemory(s)).Accounts(t.Context(), ids); err != nil {
			t.Fatal(err)
		}
		// Ten batches, four at once.
		if took := time.Since(start); took != 3*time.Second {
			t.Errorf("took %v", took)
		}
	})
}
