package apply_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/apply/directorytest"
	"licet/reconcile/order"
)

// scenario is a random tenant, plan, and weather.
type scenario struct {
	fixture directorytest.Fixture
	plan    *reconcile.Plan
	seed    uint64
	limits  apply.Limits
	latency time.Duration
	lag     time.Duration
	// faults is the chance of a fault in percent.
	faults int
	quota  int
	// fuses are the numbers of journal calls after which the process dies.
	fuses []int
}

func drawScenario(t *rapid.T) scenario {
	n := rapid.IntRange(1, 60).Draw(t, "users")
	s := scenario{
		fixture: users(n, 0),
		seed:    rapid.Uint64().Draw(t, "seed"),
		latency: time.Duration(rapid.IntRange(0, 900).Draw(t, "latency ms")) * time.Millisecond,
		lag:     time.Duration(rapid.IntRange(0, 10).Draw(t, "lag s")) * time.Second,
		faults:  rapid.IntRange(0, 40).Draw(t, "faults"),
		quota:   rapid.IntRange(0, 3).Draw(t, "quota"),
		fuses:   rapid.SliceOfN(rapid.IntRange(0, 25), 0, 4).Draw(t, "fuses"),
		limits: apply.Limits{
			InFlight:  rapid.IntRange(1, 6).Draw(t, "in flight"),
			BatchSize: rapid.IntRange(1, 20).Draw(t, "batch size"),
			Rate:      apply.Rate{Mode: apply.RateMode(rapid.IntRange(0, 1).Draw(t, "rate"))},
			VerifyFor: time.Minute,
		},
	}
	s.drawHoldings(t)
	s.drawChanges(t)
	return s
}

func (s *scenario) drawHoldings(t *rapid.T) {
	skus := []string{skuA, skuB, skuC}
	used := map[string]int{}
	for i := range s.fixture.Users {
		u := &s.fixture.Users[i]
		for k, sku := range skus {
			if rapid.IntRange(0, 2).Draw(t, "holds") == k {
				u.Direct = append(u.Direct, holding(sku))
				used[sku]++
			}
		}
		reconcile.SortHoldings(u.Direct)
		if rapid.IntRange(0, 5).Draw(t, "nowhere") == 0 {
			u.UsageLocation = ""
		}
	}
	for i := range s.fixture.SKUs {
		sku := &s.fixture.SKUs[i]
		sku.Enabled = used[sku.ID] + rapid.IntRange(0, 8).Draw(t, "spare")
	}
}

// drawChanges makes changes for which there is an order and which nothing but
// the weather refuses.
func (s *scenario) drawChanges(t *rapid.T) {
	var all []reconcile.Change
	for _, u := range s.fixture.Users {
		if c := drawChange(t, u); !c.IsEmpty() {
			all = append(all, c)
		}
	}
	sched, _ := order.OfChanges(all, s.free())
	keep := map[int]bool{}
	for _, st := range sched.Steps {
		keep[st.Change] = true
	}
	s.plan = &reconcile.Plan{}
	for i, c := range all {
		if keep[i] && enough(s.free(), append(slices.Clone(s.plan.Changes), c)) {
			s.plan.Changes = append(s.plan.Changes, c)
		}
	}
	s.plan.Seats = s.seats()
}

// seats are the ledger of the plan.
func (s *scenario) seats() (out []reconcile.Seat) {
	of := reconcile.Seats{}
	for i := range s.plan.Changes {
		of.Count(&s.plan.Changes[i])
	}
	free := s.free()
	for _, sku := range s.fixture.SKUs {
		seat := *of.Seat(sku.ID)
		seat.Known, seat.Owned, seat.Used, seat.Free = true, sku.Enabled, sku.Enabled-free[sku.ID], free[sku.ID]
		seat.After = seat.Used + seat.Take - seat.Release
		out = append(out, seat)
	}
	return out
}

// enough reports whether the seats suffice and an order exists for all.
func enough(free map[string]int, cs []reconcile.Change) bool {
	left := maps.Clone(free)
	for i := range cs {
		for _, sku := range cs[i].Takes {
			left[sku]--
		}
		for _, sku := range cs[i].Releases {
			left[sku]++
		}
	}
	for _, n := range left {
		if n < 0 {
			return false
		}
	}
	_, rings := order.OfChanges(cs, free)
	return len(rings) == 0
}

func drawChange(t *rapid.T, u directorytest.User) reconcile.Change {
	c := reconcile.Change{User: ref(u), Before: u.Direct}
	for _, sku := range []string{skuA, skuB, skuC} {
		held := slices.ContainsFunc(u.Direct, func(h reconcile.Holding) bool { return h.SKUID == sku })
		switch rapid.IntRange(0, 3).Draw(t, "change") {
		case 0:
			if held {
				c.Unassign = append(c.Unassign, holding(sku))
				c.Releases = append(c.Releases, sku)
			} else {
				c.Assign = append(c.Assign, holding(sku))
				c.Takes = append(c.Takes, sku)
			}
		case 1:
			if held {
				c.Update = append(c.Update, reconcile.Update{SKUID: sku, DisabledPlans: []string{"an-app"}})
			}
		}
	}
	slices.Sort(c.Takes)
	slices.Sort(c.Releases)
	if u.UsageLocation == "" && len(c.Assign)+len(c.Update) > 0 {
		c.SetUsageLocation = &reconcile.Location{To: "FR"}
	} else if u.UsageLocation != "" && rapid.IntRange(0, 6).Draw(t, "moves") == 0 {
		c.SetUsageLocation = &reconcile.Location{From: u.UsageLocation, To: "IT"}
	}
	return c
}

func (s *scenario) free() map[string]int {
	free := map[string]int{}
	for _, sku := range s.fixture.SKUs {
		free[sku.ID] = sku.Enabled
		for _, u := range s.fixture.Users {
			for _, h := range u.Direct {
				if h.SKUID == sku.ID {
					free[sku.ID]--
				}
			}
		}
	}
	return free
}

// weather gives random faults; every one passes sooner or later.
func (s *scenario) weather(r *rand.Rand, _ apply.Write) directorytest.Fault {
	if r.IntN(100) >= s.faults {
		return directorytest.Fault{}
	}
	f := directorytest.Fault{Happens: true}
	switch r.IntN(7) {
	case 0:
		f.Outcome = apply.Outcome{Class: apply.Retry, Reason: apply.Throttled, HasRetryAfter: true,
			RetryAfter: time.Duration(r.IntN(4000)) * time.Millisecond}
	case 1:
		f.Outcome = apply.Outcome{Class: apply.Retry, Reason: apply.Throttled}
	case 2:
		f.Outcome = apply.Outcome{Class: apply.Retry, Reason: apply.Throttled, HasRetryAfter: true, Outer: true,
			RetryAfter: time.Duration(r.IntN(3)) * time.Second}
	case 3:
		f.Outcome = apply.Outcome{Class: apply.Retry, Reason: apply.Concurrency}
	case 4:
		f.Outcome = apply.Outcome{Class: apply.Retry, Reason: apply.Unavailable}
	case 5:
		f.Outcome = apply.Outcome{Class: apply.Unknown, Reason: apply.Dropped}
	case 6:
		f.Outcome, f.Committed = apply.Outcome{Class: apply.Unknown, Reason: apply.Dropped}, true
	}
	return f
}

func (s *scenario) memory() *directorytest.Memory {
	m := directorytest.NewMemory(s.fixture, s.seed)
	m.Lag, m.Fault = s.lag, s.weather
	if s.latency > 0 {
		m.Latency = jitter(0, s.latency)
	}
	switch s.quota {
	case 1:
		m.Quota = &directorytest.Bucket{PerSecond: 20, Burst: 20, Round: time.Second}
	case 2:
		m.Quota = &directorytest.Window{Limit: 30, Span: 10 * time.Second, Round: time.Second}
	}
	return m
}

// session runs what is left until it ends or its fuse burns down.
func (s *scenario) session(m *directorytest.Memory, j *memoryJournal, p *reconcile.Plan, fuse int) (apply.Result, error) {
	// Replication is over before somebody goes on, and so are the waits that
	// the process was asked for in the moment in which it died.
	time.Sleep(s.lag + 15*time.Second)
	ctx := context.Background()
	rem, err := apply.Resume(p, j.state, reading(ctx, m, p))
	if err != nil {
		return apply.Result{}, err
	}
	abort := make(chan struct{})
	j.fuse, j.kill = fuse, func() { close(abort) }
	if len(rem.Found) > 0 {
		if killed := j.Settle(rem.Found) != nil; killed {
			return apply.Result{}, nil //nolint:nilerr // a kill is no failure of the test: the next life goes on
		}
	}
	free := map[string]int{}
	seats, _ := m.Seats(ctx)
	for _, c := range seats {
		free[c.SKUID] = c.Pool - c.Consumed
	}
	sched, rings := rem.Order(free)
	if len(rings) > 0 {
		return apply.Result{}, fmt.Errorf("what is left has rings: %+v", rings)
	}
	r := apply.Runner{Directory: m, Journal: j, Limits: s.limits, Earlier: rem.Earlier, Sends: j.state.Sends, Abort: abort}
	return r.Run(ctx, rem.Plan, sched)
}

// toTheEnd runs p, dies at each fuse, and resumes.
func (s *scenario) toTheEnd(m *directorytest.Memory, p *reconcile.Plan) (apply.Result, *memoryJournal, error) {
	j := newJournal(len(p.Changes))
	for _, fuse := range s.fuses {
		if _, err := s.session(m, j, p, fuse); err != nil {
			return apply.Result{}, j, err
		}
	}
	res, err := s.session(m, j, p, -1)
	return res, j, err
}

func TestWhateverHappensNothingIsLostAndNothingTwice(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := drawScenario(rt)
		var complaint string
		bubble(t, func(*testing.T) { complaint = s.thereAndBack() })
		if complaint != "" {
			rt.Fatal(complaint)
		}
	})
}

// thereAndBack applies and undoes, and says what is wrong.
func (s *scenario) thereAndBack() string {
	m := s.memory()
	initial := snapshot(m, s.fixture)
	res, j, err := s.toTheEnd(m, s.plan)
	if err != nil {
		return err.Error()
	}
	if msg := cmp.Or(s.compare(m, s.plan, res), accounts(m, s.plan, &res)); msg != "" {
		return msg
	}
	failed := res.Count(apply.StatusFailed)
	back, err := s.undo(m, j, s.plan)
	if err != nil {
		return "undo: " + err.Error()
	}
	if len(back.Changes) > 0 {
		res, _, err = s.toTheEnd(m, back)
		if err != nil {
			return "undo: " + err.Error()
		}
		if msg := cmp.Or(s.compare(m, back, res), accounts(m, back, &res)); msg != "" {
			return "undo: " + msg
		}
		failed += res.Count(apply.StatusFailed)
	}
	time.Sleep(s.lag + time.Second)
	if got := snapshot(m, s.fixture); failed == 0 && got != initial {
		return "undo did not lead back:\n" + got + "\ninstead of\n" + initial
	}
	return misdeeds(m)
}

func (s *scenario) undo(m *directorytest.Memory, j *memoryJournal, p *reconcile.Plan) (*reconcile.Plan, error) {
	time.Sleep(s.lag + time.Second)
	way, err := apply.Undo(p, j.state, reading(context.Background(), m, p))
	if err != nil {
		return nil, err
	}
	return &reconcile.Plan{Changes: way.Changes}, nil
}

// reading reads users of a plan from a directory.
func reading(ctx context.Context, m *directorytest.Memory, p *reconcile.Plan) apply.Reading {
	return func(changes []int) ([]apply.Account, error) {
		ids := make([]string, len(changes))
		for k, i := range changes {
			ids[k] = p.Changes[i].User.ID
		}
		return m.Accounts(ctx, ids)
	}
}

// compare finds a change that is neither done nor told.
func (s *scenario) compare(m *directorytest.Memory, p *reconcile.Plan, res apply.Result) string {
	if res.Stopped != nil || res.Interrupted {
		return fmt.Sprintf("the last session ended early: %v, interrupted %v", res.Stopped, res.Interrupted)
	}
	time.Sleep(s.lag + time.Second)
	for i, it := range res.Items {
		c := &p.Changes[i]
		as, _ := m.Accounts(context.Background(), []string{c.User.ID})
		is := reconcile.EqualHoldings(as[0].Direct, c.On(c.Before))
		if l := c.SetUsageLocation; l != nil {
			is = is && as[0].UsageLocation == l.To
		}
		switch it.Status {
		case apply.StatusDone, apply.StatusAlready:
			if !is {
				return fmt.Sprintf("change %d is %s, but the user is %+v; the change is %+v", i, it.Status, as[0], *c)
			}
		case apply.StatusFailed:
			if it.Reason == "" || it.Error.IsZero() && it.Hint.IsZero() {
				return fmt.Sprintf("change %d failed and says nothing: %+v", i, it)
			}
			if is && it.Attempts < 5 {
				return fmt.Sprintf("change %d is done and called failed: %+v", i, it)
			}
		default:
			return fmt.Sprintf("change %d is %s in the end: %+v", i, it.Status, it)
		}
	}
	return ""
}

// accounts finds a sum of a run that is not so: changes that are counted twice or not at
// all, seats that are not those of the tenant, and seats that the run does not know to
// be its own though nobody else was there.
func accounts(m *directorytest.Memory, p *reconcile.Plan, res *apply.Result) string {
	n := res.Counts()
	if n.Changes != len(p.Changes) || n.Done+n.Already+n.Failed+n.Skipped+n.Unknown != n.Changes || n.NotArrived > n.Unknown || n.Unverified > 0 {
		return fmt.Sprintf("of %d changes: %+v", len(p.Changes), n)
	}
	truth, _ := m.Seats(context.Background())
	for _, s := range res.Standings(p) {
		i := slices.IndexFunc(truth, func(c apply.SeatCount) bool { return c.SKUID == s.SKUID })
		if !s.Read || s.Now != truth[i] {
			return fmt.Sprintf("%s: read %v, %+v, and there are %+v", s.SKUID, s.Read, s.Now, truth[i])
		}
		// A change that was given up may have been carried out all the same.
		if others, _ := s.Others(); others != 0 && n.Failed == 0 {
			return fmt.Sprintf("%s: %d before, %d done, %d now: %d are of nobody", s.SKUID, s.Used, s.Done, s.Now.Consumed, others)
		}
		if n.Done+n.Already == n.Changes && s.Now.Consumed != s.After {
			return fmt.Sprintf("%s: all is done, and %d are in use, not %d", s.SKUID, s.Now.Consumed, s.After)
		}
	}
	return ""
}

// snapshot shows all users. A location that was given to a user without one
// stays, whatever is undone, and is left out.
func snapshot(m *directorytest.Memory, f directorytest.Fixture) string {
	var b strings.Builder
	for _, u := range f.Users {
		as, _ := m.Accounts(context.Background(), []string{u.ID})
		location := as[0].UsageLocation
		if u.UsageLocation == "" {
			location = ""
		}
		fmt.Fprintf(&b, "%s %s %v\n", u.UserPrincipalName, location, as[0].Direct)
	}
	return b.String()
}
