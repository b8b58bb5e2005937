package apply_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/apply/directorytest"
	"licet/reconcile/order"
)

const (
	skuA = directorytest.PowerBIPro
	skuB = directorytest.Visio
	skuC = directorytest.Project
)

var errKilled = errors.New("killed")

// memoryJournal keeps a run in memory. After fuse calls it is dead: it takes
// nothing more and calls kill.
type memoryJournal struct {
	mu    sync.Mutex
	state *apply.State
	fuse  int
	kill  func()
}

func newJournal(n int) *memoryJournal { return &memoryJournal{state: apply.NewState(n), fuse: -1} }

func (j *memoryJournal) step() error {
	if j.fuse == 0 {
		if j.kill != nil {
			j.kill()
			j.kill = nil
		}
		return errKilled
	}
	j.fuse--
	return nil
}

func (j *memoryJournal) Intend(jobs []apply.Job) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.step(); err != nil {
		return err
	}
	j.state.Intend(time.Now(), jobs)
	return nil
}

func (j *memoryJournal) Settle(settlements []apply.Settlement) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.step(); err != nil {
		return err
	}
	for _, s := range settlements {
		j.state.Settle(s)
	}
	return nil
}

// users gives a tenant of n users who hold nothing, with so many seats of each SKU.
func users(n, seats int) directorytest.Fixture {
	var f directorytest.Fixture
	for _, sku := range []string{skuA, skuB, skuC} {
		f.SKUs = append(f.SKUs, directorytest.SKU{ID: sku, Enabled: seats})
	}
	for i := range n {
		f.Users = append(f.Users, directorytest.User{
			ID: directorytest.UserID(i), UserPrincipalName: fmt.Sprintf("user%d@contoso.com", i), UsageLocation: "DE",
		})
	}
	return f
}

func ref(u directorytest.User) reconcile.UserRef {
	return reconcile.UserRef{ID: u.ID, UserPrincipalName: u.UserPrincipalName}
}

func holding(sku string, disabled ...string) reconcile.Holding {
	return reconcile.Holding{SKUID: sku, DisabledPlans: disabled}
}

// assignAll gives everybody a SKU.
func assignAll(f directorytest.Fixture, sku string) *reconcile.Plan {
	p := &reconcile.Plan{}
	for _, u := range f.Users {
		p.Changes = append(p.Changes, reconcile.Change{
			User: ref(u), Before: u.Direct, Assign: []reconcile.Holding{holding(sku)}, Takes: []string{sku},
		})
	}
	return p
}

// inOrder is the schedule that takes the changes as they stand.
func inOrder(p *reconcile.Plan, free map[string]int) order.Schedule {
	s := order.Schedule{Free: free}
	for i := range p.Changes {
		s.Steps = append(s.Steps, order.Step{Change: i})
	}
	return s
}

func latency(d time.Duration) func(*rand.Rand) time.Duration {
	return func(*rand.Rand) time.Duration { return d }
}

func jitter(lo, hi time.Duration) func(*rand.Rand) time.Duration {
	return func(r *rand.Rand) time.Duration { return lo + time.Duration(r.Int64N(int64(hi-lo))) }
}

func bubble(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, f)
}

// run carries a plan out in order and fails on nonsense.
func run(t *testing.T, ctx context.Context, r *apply.Runner, p *reconcile.Plan, s order.Schedule) apply.Result {
	t.Helper()
	if r.Journal == nil {
		r.Journal = newJournal(len(p.Changes))
	}
	res, err := r.Run(ctx, p, s)
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Items) != len(p.Changes) {
		t.Fatalf("%d changes gave %d items", len(p.Changes), len(res.Items))
	}
	for i, it := range res.Items {
		if it.Change != i || it.Status == "" {
			t.Fatalf("item %d: %+v", i, it)
		}
	}
	return res
}

func wantAll(t *testing.T, res apply.Result, status apply.Status) {
	t.Helper()
	for _, it := range res.Items {
		if it.Status != status {
			t.Fatalf("change %d is %s (%s: %s), want %s", it.Change, it.Status, it.Reason, it.Error, status)
		}
	}
}

func wantClean(t *testing.T, m *directorytest.Memory) {
	t.Helper()
	if msg := misdeeds(m); msg != "" {
		t.Fatal(msg)
	}
}

func misdeeds(m *directorytest.Memory) string {
	w := m.Witness()
	if w.Wasted+w.Early+w.Doubled+w.NoSeat > 0 {
		return fmt.Sprintf("the directory saw %d wasted writes, %d before a Retry-After was over, %d doubled, %d without a seat",
			w.Wasted, w.Early, w.Doubled, w.NoSeat)
	}
	return ""
}

// someday is a moment that does not matter.
var someday = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
