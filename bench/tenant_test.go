package bench_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"licet/io/graph"
	"licet/io/graph/signin"
	"licet/io/journal"
	"licet/io/sandbox"
	"licet/io/sandbox/contoso"
	"licet/io/sandbox/contracttest"
	"licet/io/sandbox/quota"
	"licet/io/tenant"
	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/order"
)

// part is a licence of Contoso with a million seats.
const part = "POWER_BI_STANDARD"

// world is a tenant whose users have no licence, served over HTTP, and a plan
// that gives each of them one.
type world struct {
	server *sandbox.Server
	client *graph.Client
	plan   *reconcile.Plan
	steps  order.Schedule
}

func newWorld(b testing.TB, users int, o sandbox.Options) *world {
	b.Helper()
	o.Exact = true
	f, sku := tenantOf(b, users)
	w := &world{server: sandbox.New(sandbox.NewStore(f), o), plan: planFor(users, sku)}
	front := httptest.NewServer(w.server)
	b.Cleanup(front.Close)
	var err error
	if w.client, err = graph.New(graph.Options{Root: front.URL, Credential: signin.StaticToken("any"), Version: "bench", Between: contract(b)}); err != nil {
		b.Fatal(err)
	}
	w.steps, _ = order.OfChanges(w.plan.Changes, map[string]int{sku: 1_000_000})
	return w
}

// tenantOf gives a tenant of users without licences, and the licence to give.
func tenantOf(b testing.TB, users int) (*tenant.File, string) {
	b.Helper()
	f := contoso.Tenant()
	i := slices.IndexFunc(f.SubscribedSkus, func(s tenant.SubscribedSku) bool { return s.SkuPartNumber == part })
	if i < 0 {
		b.Fatal("Contoso has no " + part)
	}
	sku := f.SubscribedSkus[i]
	f.Groups, f.Subscriptions, f.DeletedUsers = nil, nil, nil
	f.Users = make([]tenant.User, users)
	for n := range f.Users {
		f.Users[n] = tenant.User{ID: userID(n), UserPrincipalName: fmt.Sprintf("user%07d@contoso.com", n), UsageLocation: "US"}
	}
	return f, sku.SkuID
}

// contract holds what a test sends and gets to the contract of Graph; in
// benchmarks it would be measured as well.
func contract(b testing.TB) func(http.RoundTripper) http.RoundTripper {
	if _, measured := b.(*testing.B); measured {
		return nil
	}
	return func(next http.RoundTripper) http.RoundTripper {
		return contracttest.Transport(b, next, contracttest.Requests|contracttest.Answers)
	}
}

// TestWhatIsMeasuredKeepsTheContract: figures of requests that Graph would
// refuse would be worth nothing.
func TestWhatIsMeasuredKeepsTheContract(t *testing.T) {
	// Four batches of twenty go out at once: too many, however slow the machine is.
	w := newWorld(t, 100, sandbox.Options{Quota: quota.Limits{Kind: quota.Writes, PerSecond: 25, Burst: 20}})
	result := w.run(t, apply.Limits{InFlight: 4, Rate: off}, true)
	if result.Stats.Throttled == 0 {
		t.Error("nothing was throttled: the test shows less than is measured")
	}
}

func userID(n int) string { return fmt.Sprintf("%08x-0000-4000-8000-%012x", n, n) }

// planFor gives a licence to each of so many users.
func planFor(users int, sku string) *reconcile.Plan {
	p := &reconcile.Plan{Changes: make([]reconcile.Change, users)}
	for n := range p.Changes {
		p.Changes[n] = reconcile.Change{
			User:    reconcile.UserRef{ID: userID(n), UserPrincipalName: fmt.Sprintf("user%07d@contoso.com", n)},
			Assign:  []reconcile.Holding{{SKUID: sku}},
			Takes:   []string{sku},
			Sources: []reconcile.Place{{File: "sheet.csv", Row: n + 2, Column: 1}},
		}
	}
	return p
}

// run carries the plan out, with a journal on disk if wanted, and gives the
// figures. Users are not read again afterwards: what is measured is writing.
func (w *world) run(b testing.TB, l apply.Limits, journalled bool) *apply.Result {
	b.Helper()
	l.NoVerify = true
	r := apply.Runner{Directory: w.client, Journal: silence{}, Limits: l}
	if journalled {
		run, err := journal.Create(b.TempDir(), journal.Manifest{Kind: journal.KindApply, Changes: len(w.plan.Changes)}, noPlan(len(w.plan.Changes)), journal.Options{})
		if err != nil {
			b.Fatal(err)
		}
		defer func() {
			if err := run.Close(); err != nil {
				b.Fatal(err)
			}
		}()
		r.Journal = run
	}
	result, err := r.Run(context.Background(), w.plan, w.steps)
	if err != nil {
		b.Fatal(err)
	}
	if result.Count(apply.StatusDone) != len(result.Items) {
		b.Fatalf("%d of %d are done: %v", result.Count(apply.StatusDone), len(result.Items), result.Stopped)
	}
	return &result
}

// silence is a journal that keeps nothing.
type silence struct{}

func (silence) Intend([]apply.Job) error        { return nil }
func (silence) Settle([]apply.Settlement) error { return nil }
