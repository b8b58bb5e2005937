package apply_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"licet/io/language"
	"licet/io/language/languagetest"
	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/apply/directorytest"
	"licet/reconcile/order"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// always makes every write of a kind meet one outcome.
func always(o apply.Outcome, committed bool) func(*rand.Rand, apply.Write) directorytest.Fault {
	return func(*rand.Rand, apply.Write) directorytest.Fault {
		return directorytest.Fault{Happens: true, Outcome: o, Committed: committed}
	}
}

// first makes the first n writes meet one outcome.
func first(n int, o apply.Outcome, committed bool) func(*rand.Rand, apply.Write) directorytest.Fault {
	return func(*rand.Rand, apply.Write) directorytest.Fault {
		n--
		return directorytest.Fault{Happens: n >= 0, Outcome: o, Committed: committed}
	}
}

var (
	dropped = apply.Outcome{Class: apply.Unknown, Reason: apply.Dropped, Message: reconcile.Verbatim("connection dropped")}
	denied  = apply.Outcome{Class: apply.Refused, Reason: apply.Denied, Message: reconcile.Verbatim("Insufficient privileges")}
	lost    = apply.Outcome{Class: apply.Fatal, Reason: apply.SignInLost, Message: reconcile.Verbatim("token expired")}
)

func TestLocationsGoBeforeInBatchesOfTheirOwn(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := users(60, 60)
		p := assignAll(f, skuA)
		for i := range f.Users {
			f.Users[i].UsageLocation = ""
			p.Changes[i].SetUsageLocation = &reconcile.Location{To: "DE"}
		}
		m := &recording{Memory: directorytest.NewMemory(f, 1)}
		m.Latency = latency(300 * time.Millisecond)
		wantAll(t, run(t, context.Background(), &apply.Runner{Directory: m}, p, inOrder(p, nil)), apply.StatusDone)
		wantClean(t, m.Memory)
		var kinds []string
		for _, b := range m.batches {
			for _, w := range b {
				if w.Kind != b[0].Kind {
					t.Fatalf("a batch mixes kinds: %+v", b)
				}
			}
			kinds = append(kinds, fmt.Sprint(b[0].Kind))
		}
		if got := strings.Join(kinds, ""); got != "111000" {
			t.Errorf("order of batches (1 is locations): %s", got)
		}
	})
}

// recording keeps the batches.
type recording struct {
	*directorytest.Memory
	mu      sync.Mutex
	batches [][]apply.Write
}

func (r *recording) Write(ctx context.Context, batch []apply.Write) []apply.Outcome {
	r.mu.Lock()
	r.batches = append(r.batches, batch)
	r.mu.Unlock()
	return r.Memory.Write(ctx, batch)
}

func TestALicenceIsTriedAgainUntilItsNewLocationIsSeen(t *testing.T) {
	for _, c := range []struct {
		name     string
		refusals int
		want     apply.Status
	}{{"seen after a while", 4, apply.StatusDone}, {"never seen", 99, apply.StatusFailed}} {
		t.Run(c.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				f := users(1, 1)
				f.Users[0].UsageLocation = ""
				p := assignAll(f, skuA)
				p.Changes[0].SetUsageLocation = &reconcile.Location{To: "DE"}
				m := directorytest.NewMemory(f, 1)
				left := c.refusals
				m.Fault = func(_ *rand.Rand, w apply.Write) directorytest.Fault {
					if w.Kind == apply.SetLocation {
						return directorytest.Fault{}
					}
					left--
					return directorytest.Fault{Happens: left >= 0, Outcome: apply.Outcome{Class: apply.Refused, Reason: apply.NoLocation, Message: reconcile.Verbatim("invalid usage location")}}
				}
				start := time.Now()
				res := run(t, context.Background(), &apply.Runner{Directory: m}, p, inOrder(p, nil))
				wantAll(t, res, c.want)
				if took := time.Since(start); took < 20*time.Second || took > 90*time.Second {
					t.Errorf("took %v", took)
				}
			})
		})
	}
}

func TestWhatWasDoneUnderADroppedConnectionIsNotSentAgain(t *testing.T) {
	for _, lag := range []time.Duration{0, 3 * time.Second, 14 * time.Second} {
		bubble(t, func(t *testing.T) {
			f := users(40, 40)
			m := directorytest.NewMemory(f, 1)
			m.Lag, m.Fault = lag, first(20, dropped, true)
			p := assignAll(f, skuA)
			res := run(t, context.Background(), &apply.Runner{Directory: m}, p, inOrder(p, nil))
			wantAll(t, res, apply.StatusDone)
			if w := m.Witness(); w.Writes != 40 {
				t.Errorf("lag %v: %d writes for 40 changes", lag, w.Writes)
			}
		})
	}
}

func TestWhatWasNotDoneUnderADroppedConnectionIsSentAgain(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := users(40, 40)
		m := directorytest.NewMemory(f, 1)
		m.Fault = first(20, dropped, false)
		p := assignAll(f, skuA)
		wantAll(t, run(t, context.Background(), &apply.Runner{Directory: m}, p, inOrder(p, nil)), apply.StatusDone)
		wantClean(t, m)
	})
}

func TestAUserWhomSomebodyElseChangedIsLeftAloneAndTold(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := users(1, 5)
		m := directorytest.NewMemory(f, 1)
		m.Fault = func(*rand.Rand, apply.Write) directorytest.Fault {
			go m.Meddle(f.Users[0].ID, holding(skuC))
			return directorytest.Fault{Happens: true, Outcome: dropped}
		}
		p := assignAll(f, skuA)
		res := run(t, context.Background(), &apply.Runner{Directory: m}, p, inOrder(p, nil))
		if it := res.Items[0]; it.Status != apply.StatusFailed || it.Reason != apply.Drifted || it.Hint.IsZero() {
			t.Errorf("got %+v", it)
		}
		if w := m.Witness(); w.Writes != 1 {
			t.Errorf("%d writes", w.Writes)
		}
	})
}

func TestALicenceThatIsGoneAlreadyIsNoError(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := users(1, 5)
		p := &reconcile.Plan{Changes: []reconcile.Change{{
			User: ref(f.Users[0]), Before: []reconcile.Holding{holding(skuA)},
			Unassign: []reconcile.Holding{holding(skuA)}, Releases: []string{skuA},
		}}}
		res := run(t, context.Background(), &apply.Runner{Directory: directorytest.NewMemory(f, 1)}, p, inOrder(p, nil))
		wantAll(t, res, apply.StatusAlready)
	})
}

func TestNothingIsPermittedStopsAfterAFew(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := users(500, 500)
		m := directorytest.NewMemory(f, 1)
		m.Fault = always(denied, false)
		p := assignAll(f, skuA)
		res := run(t, context.Background(), &apply.Runner{Directory: m}, p, inOrder(p, nil))
		if !errors.Is(res.Stopped, apply.ErrDenied) {
			t.Errorf("stopped: %v", res.Stopped)
		}
		if w := m.Witness(); w.Writes > 100 {
			t.Errorf("%d writes before it stopped", w.Writes)
		}
		wantAll(t, res, apply.StatusSkipped)
	})
}

func TestOneLicenceThatMayNotBeChangedDoesNotStopTheRest(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := users(100, 100)
		m := directorytest.NewMemory(f, 1)
		p := assignAll(f, skuA)
		p.Changes[0].Assign[0].SKUID = skuB
		m.Fault = func(_ *rand.Rand, w apply.Write) directorytest.Fault {
			return directorytest.Fault{Happens: w.Add[0].SKUID == skuB, Outcome: denied}
		}
		res := run(t, context.Background(), &apply.Runner{Directory: m}, p, inOrder(p, nil))
		if res.Stopped != nil || res.Items[0].Reason != apply.Denied || res.Count(apply.StatusDone) != 99 {
			t.Errorf("stopped %v, first %+v, %d done", res.Stopped, res.Items[0], res.Count(apply.StatusDone))
		}
	})
}

func TestALostSignInStopsAndCanBeResumed(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := users(200, 200)
		m := directorytest.NewMemory(f, 1)
		n := 0
		m.Fault = func(*rand.Rand, apply.Write) directorytest.Fault {
			n++
			return directorytest.Fault{Happens: n > 50, Outcome: lost}
		}
		p := assignAll(f, skuA)
		j := newJournal(len(p.Changes))
		res := run(t, context.Background(), &apply.Runner{Directory: m, Journal: j}, p, inOrder(p, nil))
		if !errors.Is(res.Stopped, apply.ErrSignInLost) || !strings.Contains(res.Stopped.Error(), "token expired") {
			t.Errorf("stopped: %v", res.Stopped)
		}
		if res.Count(apply.StatusDone) != 50 || res.Count(apply.StatusSkipped) != 150 || len(j.state.Pending()) != 150 {
			t.Errorf("%d done, %d skipped, %d pending", res.Count(apply.StatusDone), res.Count(apply.StatusSkipped), len(j.state.Pending()))
		}
	})
}

func TestStopAfterSoManyFailures(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := users(500, 0)
		m := directorytest.NewMemory(f, 1)
		m.Latency = latency(time.Second)
		m.Fault = always(apply.Outcome{Class: apply.Refused, Reason: apply.ProxyConflict, Message: reconcile.Verbatim("proxyAddresses")}, false)
		p := assignAll(f, skuA)
		res := run(t, context.Background(), &apply.Runner{Directory: m, Limits: apply.Limits{StopAfter: 5}}, p, inOrder(p, nil))
		if !errors.Is(res.Stopped, apply.ErrTooManyFailures) || res.Count(apply.StatusFailed) > 80 {
			t.Errorf("%v after %d failures", res.Stopped, res.Count(apply.StatusFailed))
		}
		if want := "too many changes failed: 5, the limit of --stop-after"; res.Stopped.Error() != want {
			t.Errorf("got %q, want %q", res.Stopped, want)
		}
		if got, want := language.SpeakerOf(language.Chinese).Error(res.Stopped), "失败的变更过多：5 项，达到 --stop-after 的上限"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestTheFirstCtrlCFinishesWhatIsInFlight(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := users(1000, 1000)
		m := directorytest.NewMemory(f, 1)
		m.Latency = latency(time.Second)
		p := assignAll(f, skuA)
		j := newJournal(len(p.Changes))
		ctx, cancel := context.WithTimeout(context.Background(), 2500*time.Millisecond)
		defer cancel()
		start := time.Now()
		res := run(t, ctx, &apply.Runner{Directory: m, Journal: j}, p, inOrder(p, nil))
		if took := time.Since(start); took > 4*time.Second {
			t.Errorf("took %v", took)
		}
		done := res.Count(apply.StatusDone)
		if !res.Interrupted || done != 240 || done+res.Count(apply.StatusSkipped) != 1000 || m.Witness().Writes != done {
			t.Errorf("interrupted %v, %d done of %d written, %d skipped", res.Interrupted, done, m.Witness().Writes, res.Count(apply.StatusSkipped))
		}
		if len(j.state.Pending()) != 1000-done {
			t.Errorf("the journal has %d pending", len(j.state.Pending()))
		}
	})
}

func TestTheSecondCtrlCLeavesWhatIsInFlightToResume(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := users(1000, 1000)
		m := directorytest.NewMemory(f, 1)
		m.Latency = latency(time.Minute)
		p := assignAll(f, skuA)
		abort := make(chan struct{})
		time.AfterFunc(45*time.Second, func() { close(abort) })
		start := time.Now()
		res := run(t, context.Background(), &apply.Runner{Directory: m, Abort: abort}, p, inOrder(p, nil))
		if took := time.Since(start); took > 46*time.Second {
			t.Errorf("took %v", took)
		}
		if !res.Interrupted || res.Count(apply.StatusUnknown) != 80 || res.Count(apply.StatusSkipped) != 920 {
			t.Errorf("interrupted %v, %d unknown, %d skipped", res.Interrupted, res.Count(apply.StatusUnknown), res.Count(apply.StatusSkipped))
		}
		time.Sleep(2 * time.Minute)
	})
}

func TestAHangingCallEndsTheDrainInTime(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := users(20, 20)
		m := directorytest.NewMemory(f, 1)
		m.Latency = latency(time.Hour)
		p := assignAll(f, skuA)
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		start := time.Now()
		res := run(t, ctx, &apply.Runner{Directory: m, Limits: apply.Limits{Drain: 10 * time.Second}}, p, inOrder(p, nil))
		if took := time.Since(start); took > 12*time.Second || res.Count(apply.StatusUnknown) != 20 {
			t.Errorf("took %v, %d unknown", took, res.Count(apply.StatusUnknown))
		}
	})
}

func TestAJournalThatCannotBeWrittenStopsBeforeTheBatch(t *testing.T) {
	for fuse := range 6 {
		bubble(t, func(t *testing.T) {
			f := users(300, 300)
			m := directorytest.NewMemory(f, 1)
			m.Latency = latency(time.Second)
			p := assignAll(f, skuA)
			j := newJournal(len(p.Changes))
			j.fuse = fuse
			res := run(t, context.Background(), &apply.Runner{Directory: m, Journal: j}, p, inOrder(p, nil))
			if !errors.Is(res.Stopped, apply.ErrJournal) || !errors.Is(res.Stopped, errKilled) {
				t.Errorf("fuse %d: stopped: %v", fuse, res.Stopped)
			}
			sent := 0
			for _, tr := range j.state.Tracks {
				if tr.Open != 0 || tr.Done != 0 {
					sent++
				}
			}
			// A batch may be in the journal and not have been sent, never the
			// other way round.
			if written := m.Witness().Writes; written > sent || res.Count(apply.StatusDone) != written {
				t.Errorf("fuse %d: %d written, %d in the journal, %d done", fuse, m.Witness().Writes, sent, res.Count(apply.StatusDone))
			}
		})
	}
}

func TestSeatsAreFreedBeforeTheyAreTaken(t *testing.T) {
	bubble(t, func(t *testing.T) {
		const n = 100
		f := users(2*n, n)
		p := &reconcile.Plan{}
		for i := range n {
			f.Users[i].Direct = []reconcile.Holding{holding(skuA)}
			p.Changes = append(p.Changes,
				reconcile.Change{User: ref(f.Users[i]), Before: f.Users[i].Direct, Unassign: []reconcile.Holding{holding(skuA)}, Releases: []string{skuA}},
				reconcile.Change{User: ref(f.Users[n+i]), Assign: []reconcile.Holding{holding(skuA)}, Takes: []string{skuA}})
		}
		m := directorytest.NewMemory(f, 1)
		m.Latency = jitter(time.Millisecond, time.Second)
		wantAll(t, run(t, context.Background(), &apply.Runner{Directory: m}, p, inOrder(p, map[string]int{skuA: 0})), apply.StatusDone)
		wantClean(t, m)
	})
}

func TestASeatThatSomebodyElseTookIsToldOnceAndTheRestIsNotSent(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := users(500, 100)
		m := directorytest.NewMemory(f, 1)
		m.Latency = latency(100 * time.Millisecond)
		p := assignAll(f, skuA)
		// The plan believes in 500 seats, but there are 100.
		res := run(t, context.Background(), &apply.Runner{Directory: m}, p, inOrder(p, map[string]int{skuA: 500}))
		if res.Count(apply.StatusDone) != 100 {
			t.Errorf("%d done with 100 seats", res.Count(apply.StatusDone))
		}
		for _, it := range res.Items {
			if it.Status == apply.StatusFailed && (it.Reason != apply.NoSeats || it.Hint.IsZero()) {
				t.Fatalf("got %+v", it)
			}
		}
		if w := m.Witness(); w.NoSeat > 100 {
			t.Errorf("%d writes were sent without a seat", w.NoSeat)
		}
	})
}

func TestASeatThatIsFreedByTheRunServesOneThatWasRefused(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := users(3, 1)
		f.Users[1].Direct = []reconcile.Holding{holding(skuA)}
		p := &reconcile.Plan{Changes: []reconcile.Change{
			{User: ref(f.Users[0]), Assign: []reconcile.Holding{holding(skuA)}, Takes: []string{skuA}},
			{User: ref(f.Users[1]), Before: f.Users[1].Direct, Unassign: []reconcile.Holding{holding(skuA)}, Releases: []string{skuA}},
		}}
		m := directorytest.NewMemory(f, 1)
		m.Latency = latency(100 * time.Millisecond)
		// The plan believes in a seat that is gone.
		res := run(t, context.Background(), &apply.Runner{Directory: m, Limits: apply.Limits{BatchSize: 1, InFlight: 1}}, p, inOrder(p, map[string]int{skuA: 1}))
		wantAll(t, res, apply.StatusDone)
	})
}

func TestAChangeInTwoPartsKeepsTheirOrder(t *testing.T) {
	for _, free := range []map[string]int{{skuA: 0, skuB: 0}, nil} {
		inTwoParts(t, free)
	}
}

func inTwoParts(t *testing.T, free map[string]int) {
	t.Helper()
	bubble(t, func(t *testing.T) {
		f := users(2, 1)
		f.Users[0].Direct = []reconcile.Holding{holding(skuA)}
		f.Users[1].Direct = []reconcile.Holding{holding(skuB)}
		swap := func(i int, from, to string) reconcile.Change {
			return reconcile.Change{User: ref(f.Users[i]), Before: f.Users[i].Direct,
				Assign: []reconcile.Holding{holding(to)}, Unassign: []reconcile.Holding{holding(from)},
				Takes: []string{to}, Releases: []string{from}}
		}
		p := &reconcile.Plan{Changes: []reconcile.Change{swap(0, skuA, skuB), swap(1, skuB, skuA)}}
		s := order.Schedule{Free: free, Steps: []order.Step{
			{Change: 0, Part: order.RemoveFirst}, {Change: 1}, {Change: 0, Part: order.AddAfter},
		}}
		if free == nil {
			// Seats are not counted, so there are enough, and the parts may follow at once.
			f.SKUs[0].Enabled, f.SKUs[1].Enabled = 9, 9
			s.Steps[1], s.Steps[2] = s.Steps[2], s.Steps[1]
		}
		m := directorytest.NewMemory(f, 1)
		m.Latency = jitter(time.Millisecond, time.Second)
		m.Fault = first(2, dropped, false)
		wantAll(t, run(t, context.Background(), &apply.Runner{Directory: m}, p, s), apply.StatusDone)
		wantClean(t, m)
	})
}

func TestAThrottledWriteHoldsUpNobodyElse(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := users(400, 400)
		m := directorytest.NewMemory(f, 1)
		m.Latency = latency(100 * time.Millisecond)
		m.Fault = first(2, apply.Outcome{Class: apply.Retry, Reason: apply.Throttled, HasRetryAfter: true, RetryAfter: 5 * time.Minute}, false)
		p := assignAll(f, skuA)
		start := time.Now()
		j := newJournal(len(p.Changes))
		res := run(t, context.Background(), &apply.Runner{Directory: m, Journal: j}, p, inOrder(p, nil))
		wantAll(t, res, apply.StatusDone)
		wantClean(t, m)
		if until := j.state.NotBefore.Sub(start); until < 5*time.Minute {
			t.Errorf("the journal knows of a wait of %v", until)
		}
		late := 0
		for _, it := range res.Items {
			if it.Finished.Sub(start) > 10*time.Second {
				late++
			}
		}
		if late != 2 {
			t.Errorf("%d changes were late, want 2", late)
		}
		if res.Stats.Throttled != 2 || res.Stats.LongestRetryAfter != 5*time.Minute || res.Stats.Waited < 4*time.Minute {
			t.Errorf("figures: %+v", res.Stats)
		}
	})
}

func TestAThrottledQuotaHoldsUpAllWrites(t *testing.T) {
	for _, o := range []apply.Outcome{
		{Outer: true},
		{ThrottleScope: "Tenant/ReadWrite/app/tenant"},
	} {
		bubble(t, func(t *testing.T) {
			o.Class, o.Reason, o.HasRetryAfter, o.RetryAfter = apply.Retry, apply.Throttled, true, 40*time.Second
			f := users(400, 400)
			m := directorytest.NewMemory(f, 1)
			m.Latency = jitter(50*time.Millisecond, 150*time.Millisecond)
			m.Fault = first(1, o, false)
			p := assignAll(f, skuA)
			var waits []apply.Event
			watch := observer(func(e apply.Event) {
				if e.Kind == apply.EventWaiting {
					waits = append(waits, e)
				}
			})
			res := run(t, context.Background(), &apply.Runner{Directory: m, Observer: watch}, p, inOrder(p, nil))
			wantAll(t, res, apply.StatusDone)
			wantClean(t, m)
			if res.Stats.OthersThrottled != strings.HasPrefix(o.ThrottleScope, "Tenant/") || res.Stats.Waited < 39*time.Second {
				t.Errorf("figures: %+v", res.Stats)
			}
			if len(waits) != 1 || waits[0].Reason != apply.Throttled {
				t.Errorf("the observer heard %+v", waits)
			}
		})
	}
}

type observer func(apply.Event)

func (o observer) Observe(e apply.Event) { o(e) }

func TestALongOutageStopsTheRun(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := users(2000, 2000)
		m := directorytest.NewMemory(f, 1)
		m.Fault = always(apply.Outcome{Class: apply.Retry, Reason: apply.Unavailable, Message: reconcile.Verbatim("503")}, false)
		p := assignAll(f, skuA)
		res := run(t, context.Background(), &apply.Runner{Directory: m}, p, inOrder(p, nil))
		if !errors.Is(res.Stopped, apply.ErrUnavailable) || res.Count(apply.StatusSkipped) == 0 {
			t.Errorf("stopped: %v, %d skipped", res.Stopped, res.Count(apply.StatusSkipped))
		}
	})
}

// dead is a tenant that answers nothing from one moment to another.
type dead struct {
	*directorytest.Memory
	from, until time.Time
	outcome     apply.Outcome
	reads       bool
}

func (d *dead) now() bool { return !time.Now().Before(d.from) && time.Now().Before(d.until) }

func (d *dead) Write(ctx context.Context, batch []apply.Write) []apply.Outcome {
	if !d.now() {
		return d.Memory.Write(ctx, batch)
	}
	time.Sleep(time.Second)
	out := make([]apply.Outcome, len(batch))
	for i := range out {
		out[i] = d.outcome
	}
	return out
}

func (d *dead) Accounts(ctx context.Context, ids []string) ([]apply.Account, error) {
	if d.now() && !d.reads {
		return nil, errors.New("no route to host")
	}
	return d.Memory.Accounts(ctx, ids)
}

// A few changes are not given up one by one when the service is dead: none of
// them failed, and resume goes on with them.
func TestADeadServiceStopsAFewChangesTooAndLeavesThemToResume(t *testing.T) {
	unreached := apply.Outcome{Class: apply.Retry, Reason: apply.Unavailable, Message: reconcile.Verbatim("connection refused"), Outer: true}
	lost := apply.Outcome{Class: apply.Unknown, Reason: apply.Dropped, Message: reconcile.Verbatim("504"), Outer: true}
	for _, c := range []struct {
		name    string
		outcome apply.Outcome
		reads   bool
		outage  time.Duration
		stops   bool
	}{
		{"nobody listens", unreached, false, time.Hour, true},
		{"no answer to writes", lost, true, time.Hour, true},
		{"back within a minute", unreached, false, time.Minute, false},
		{"reads work, writes are back within a minute", lost, true, time.Minute, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				f := users(50, 50)
				m := directorytest.NewMemory(f, 1)
				m.Latency = latency(100 * time.Millisecond)
				start := time.Now()
				d := &dead{Memory: m, from: start.Add(50 * time.Millisecond), until: start.Add(c.outage), outcome: c.outcome, reads: c.reads}
				p := assignAll(f, skuA)
				res := run(t, context.Background(), &apply.Runner{Directory: d, Limits: apply.Limits{InFlight: 1, BatchSize: 10}}, p, inOrder(p, nil))
				if !c.stops {
					wantAll(t, res, apply.StatusDone)
					return
				}
				if res.Count(apply.StatusFailed) > 0 || res.Count(apply.StatusDone) != 10 || !errors.Is(res.Stopped, apply.ErrUnavailable) {
					t.Errorf("%d done, %d failed; stopped: %v", res.Count(apply.StatusDone), res.Count(apply.StatusFailed), res.Stopped)
				}
				if took := time.Since(start); took < 2*time.Minute || took > 4*time.Minute {
					t.Errorf("stopped after %v", took)
				}
				for _, it := range res.Items {
					if it.Status != apply.StatusDone && !strings.Contains(it.Hint.String(), "licet resume") {
						t.Fatalf("%+v does not say how to go on", it)
					}
				}
			})
		})
	}
}

func TestVerificationWaitsForReplicationAndTellsWhatDiffers(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := users(250, 250)
		m := directorytest.NewMemory(f, 1)
		m.Lag = 45 * time.Second
		p := assignAll(f, skuA)
		res := run(t, context.Background(), &apply.Runner{Directory: m}, p, inOrder(p, nil))
		if len(res.Findings) > 0 || !res.Complete() {
			t.Errorf("lag was taken for a difference: %+v", res.Findings)
		}
	})
	bubble(t, func(t *testing.T) {
		f := users(3, 3)
		m := directorytest.NewMemory(f, 1)
		p := assignAll(f, skuA)
		done := observer(func(e apply.Event) {
			if e.Kind != apply.EventSettled {
				return
			}
			switch e.Change {
			case 0:
				m.Meddle(f.Users[0].ID)
			case 1:
				m.Meddle(f.Users[1].ID, holding(skuA), holding(skuB))
			}
		})
		start := time.Now()
		res := run(t, context.Background(), &apply.Runner{Directory: m, Observer: done, Limits: apply.Limits{VerifyFor: time.Minute}}, p, inOrder(p, nil))
		found := res.Differences(p)
		if len(found) != 2 || found[0].Code != apply.CodeChangedMeanwhile || found[1].Code != apply.CodeNotArrived {
			t.Errorf("findings: %+v", found)
		}
		if took := time.Since(start); res.Complete() || took > 70*time.Second {
			t.Errorf("complete %v after %v", res.Complete(), took)
		}
	})
}

func TestTheObserverHearsOfEveryChangeOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := users(300, 150)
		m := directorytest.NewMemory(f, 1)
		p := assignAll(f, skuA)
		heard := map[int]apply.Status{}
		var last apply.Progress
		watch := observer(func(e apply.Event) {
			last = e.Progress
			if e.Kind == apply.EventSettled {
				if heard[e.Change] != "" {
					t.Errorf("change %d was told twice", e.Change)
				}
				heard[e.Change] = e.Item.Status
			}
		})
		res := run(t, context.Background(), &apply.Runner{Directory: m, Observer: watch}, p, inOrder(p, map[string]int{skuA: 150}))
		if len(heard) != 300 || last.Total != 300 || last.Done != 150 || last.Failed != 150 || last.ToVerify != 150 || last.Verified != 150 {
			t.Errorf("heard of %d; last progress %+v", len(heard), last)
		}
		for _, it := range res.Items {
			if heard[it.Change] != it.Status {
				t.Errorf("change %d: told %s, is %s", it.Change, heard[it.Change], it.Status)
			}
		}
	})
}

func TestNonsenseIsRefusedBeforeAnythingIsSent(t *testing.T) {
	f := users(2, 2)
	p := assignAll(f, skuA)
	twice := &reconcile.Plan{Changes: append(assignAll(f, skuA).Changes, p.Changes[0])}
	for name, c := range map[string]struct {
		plan  *reconcile.Plan
		steps []order.Step
	}{
		"a user twice":           {twice, []order.Step{{Change: 0}}},
		"a change that is none":  {p, []order.Step{{Change: 2}}},
		"a change twice":         {p, []order.Step{{Change: 1}, {Change: 1}}},
		"additions before":       {p, []order.Step{{Change: 1, Part: order.AddAfter}, {Change: 1, Part: order.RemoveFirst}}},
		"a part after the whole": {p, []order.Step{{Change: 1}, {Change: 1, Part: order.AddAfter}}},
	} {
		m := directorytest.NewMemory(f, 1)
		r := apply.Runner{Directory: m, Journal: newJournal(3)}
		if _, err := r.Run(context.Background(), c.plan, order.Schedule{Steps: c.steps}); err == nil || m.Witness().Calls > 0 {
			t.Errorf("%s: %v, %d calls", name, err, m.Witness().Calls)
		}
	}
}

func TestEveryReasonHasAHint(t *testing.T) {
	chinese := language.SpeakerOf(language.Chinese)
	for _, r := range []apply.Reason{apply.NoSeats, apply.UnknownSKU, apply.NotForUsers, apply.Inherited, apply.NoLocation,
		apply.BadLocation, apply.MutuallyExclusive, apply.MissingDependency, apply.ProxyConflict, apply.BadPlan, apply.NoUser,
		apply.Denied, apply.SignInLost, apply.Throttled, apply.Unavailable, apply.Concurrency, apply.Dropped, apply.BadRequest,
		apply.Drifted, apply.NotFoundOut, apply.Interrupted, apply.NotScheduled} {
		if apply.HintFor(r).IsZero() {
			t.Errorf("%s has no hint", r)
		}
		if hint := chinese.Sentence(apply.HintFor(r)); languagetest.English(hint) != "" {
			t.Errorf("%s: the hint is not all Chinese: %s", r, hint)
		}
	}
}

func TestRates(t *testing.T) {
	for in, want := range map[string]apply.Rate{
		"": {}, "auto": {}, "off": {Mode: apply.RateOff},
		"5": {Mode: apply.RateFixed, PerSecond: 5}, "0.5": {Mode: apply.RateFixed, PerSecond: 0.5},
	} {
		if r, err := apply.ParseRate(in); err != nil || r != want {
			t.Errorf("%q: %+v, %v; want %+v", in, r, err, want)
		}
	}
	for _, in := range []string{"0", "-1", "x", "NaN", "Inf"} {
		if r, err := apply.ParseRate(in); err == nil {
			t.Errorf("%q: %+v", in, r)
		}
	}
}
