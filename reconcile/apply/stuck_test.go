package apply_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/apply/directorytest"
	"licet/reconcile/order"
)

// handOver is a plan in which the first user gives up the only seat and the
// second gets it; the third needs none.
func handOver() (directorytest.Fixture, *reconcile.Plan, order.Schedule) {
	f := users(3, 1)
	f.SKUs[1].Enabled = 9
	f.Users[0].Direct = []reconcile.Holding{holding(skuA)}
	p := &reconcile.Plan{Changes: []reconcile.Change{
		{User: ref(f.Users[0]), Before: f.Users[0].Direct, Unassign: []reconcile.Holding{holding(skuA)}, Releases: []string{skuA}},
		{User: ref(f.Users[1]), Assign: []reconcile.Holding{holding(skuA)}, Takes: []string{skuA}},
		{User: ref(f.Users[2]), Assign: []reconcile.Holding{holding(skuB)}, Takes: []string{skuB}},
	}}
	return f, p, inOrder(p, map[string]int{skuA: 0})
}

// refuseFirst refuses every write of the first user.
func refuseFirst(f directorytest.Fixture) func(*rand.Rand, apply.Write) directorytest.Fault {
	return func(_ *rand.Rand, w apply.Write) directorytest.Fault {
		return directorytest.Fault{Happens: w.UserID == f.Users[0].ID,
			Outcome: apply.Outcome{Class: apply.Refused, Reason: apply.ProxyConflict, Message: reconcile.Verbatim("proxyAddresses")}}
	}
}

func TestAStepThatCanNeverGetItsSeatIsRefusedWithoutBeingSent(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f, p, s := handOver()
		m := directorytest.NewMemory(f, 1)
		m.Fault = refuseFirst(f)
		p.Seats = []reconcile.Seat{{SKUID: skuA, Name: "Product A", SKUPartNumber: "A"}}
		res := run(t, context.Background(), &apply.Runner{Directory: m}, p, s)
		if it := res.Items[1]; it.Status != apply.StatusFailed || it.Reason != apply.NoSeats || it.Attempts != 0 || it.Hint.IsZero() || it.Error.String() != "no seat of Product A (A) is left" {
			t.Errorf("got %+v", it)
		}
		if res.Items[2].Status != apply.StatusDone || m.Witness().NoSeat > 0 {
			t.Errorf("got %+v, %d without a seat", res.Items[2], m.Witness().NoSeat)
		}
	})
}

// Whoever waits plans by the time that is left: while users are read again
// because nobody knows what became of a write, it is no shorter than that takes.
func TestTimeLeftCountsTheLookingForLostWrites(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := users(5, 5)
		m := directorytest.NewMemory(f, 1)
		m.Fault = first(5, dropped, false)
		p, start, asked := assignAll(f, skuA), time.Now(), 0
		watch := observer(func(e apply.Event) {
			now := time.Since(start)
			if e.Kind != apply.EventLooking || now < time.Second || now > 14*time.Second {
				return
			}
			asked++
			if rest := 15*time.Second - now; e.Progress.Left < rest-time.Second || e.Progress.Left > rest+5*time.Second {
				t.Errorf("after %v: %v are left, and it takes %v", now, e.Progress.Left, rest)
			}
		})
		wantAll(t, run(t, context.Background(), &apply.Runner{Directory: m, Observer: watch}, p, inOrder(p, nil)), apply.StatusDone)
		if asked == 0 {
			t.Error("nobody was looked at again")
		}
	})
}

func TestASeatThatSomebodyElseFreedServesAStepThatWaits(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f, p, s := handOver()
		f.SKUs[0].Enabled = 2
		m := directorytest.NewMemory(f, 1)
		m.Fault = refuseFirst(f)
		res := run(t, context.Background(), &apply.Runner{Directory: m}, p, s)
		if it := res.Items[1]; it.Status != apply.StatusDone {
			t.Errorf("got %+v", it)
		}
		wantClean(t, m)
	})
}

func TestStepsThatWaitForEachOtherAreToldAndEndTheRun(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := users(2, 1)
		f.Users[0].Direct = []reconcile.Holding{holding(skuA)}
		f.Users[1].Direct = []reconcile.Holding{holding(skuB)}
		p := &reconcile.Plan{Changes: []reconcile.Change{
			{User: ref(f.Users[0]), Before: f.Users[0].Direct, Assign: []reconcile.Holding{holding(skuB)},
				Unassign: f.Users[0].Direct, Takes: []string{skuB}, Releases: []string{skuA}},
			{User: ref(f.Users[1]), Before: f.Users[1].Direct, Assign: []reconcile.Holding{holding(skuA)},
				Unassign: f.Users[1].Direct, Takes: []string{skuA}, Releases: []string{skuB}},
		}}
		m := directorytest.NewMemory(f, 1)
		res := run(t, context.Background(), &apply.Runner{Directory: m}, p, inOrder(p, map[string]int{skuA: 0, skuB: 0}))
		wantAll(t, res, apply.StatusFailed)
		if m.Witness().Writes > 0 || res.Items[0].Reason != apply.NoSeats || res.Items[1].Reason != apply.NoSeats {
			t.Errorf("%d writes, %+v", m.Witness().Writes, res.Items)
		}
	})
}

// blind cannot read.
type blind struct{ *directorytest.Memory }

var errBlind = errors.New("users cannot be read")

func (blind) Accounts(context.Context, []string) ([]apply.Account, error) { return nil, errBlind }
func (blind) Seats(context.Context) ([]apply.SeatCount, error)            { return nil, errBlind }

func TestWhatNobodyCanFindOutStaysUnknownAndIsLeftToResume(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := users(40, 40)
		m := directorytest.NewMemory(f, 1)
		m.Fault = first(20, dropped, true)
		p := assignAll(f, skuA)
		j := newJournal(40)
		res := run(t, context.Background(), &apply.Runner{Directory: blind{m}, Journal: j}, p, inOrder(p, nil))
		if res.Count(apply.StatusUnknown) != 20 || res.Count(apply.StatusDone) != 20 || len(j.state.Pending()) != 20 {
			t.Errorf("%d unknown, %d done, %d pending", res.Count(apply.StatusUnknown), res.Count(apply.StatusDone), len(j.state.Pending()))
		}
		if len(res.Findings) != 1 || res.Findings[0].Code != apply.CodeNotVerified {
			t.Errorf("findings: %+v", res.Findings)
		}
	})
}

// unreadable cannot be read either once the first write was sent: each reading
// is repeated for a while before it fails.
type unreadable struct {
	*directorytest.Memory
	back time.Time
}

func (u unreadable) Accounts(ctx context.Context, ids []string) ([]apply.Account, error) {
	for end := time.Now().Add(75 * time.Second); time.Now().Before(u.back); {
		if !time.Now().Before(end) {
			return nil, errBlind
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(time.Second):
		}
	}
	return u.Memory.Accounts(ctx, ids)
}

// Two changes in one lost call, and nobody to ask about them: the run says after
// two minutes or three that the service is not there, instead of asking on.
func TestAServiceThatDoesNotAnswerStopsARunThatHasOnlyToAsk(t *testing.T) {
	for _, c := range []struct {
		name  string
		away  time.Duration
		stops bool
	}{{"for good", 24 * time.Hour, true}, {"for a minute", time.Minute, false}} {
		t.Run(c.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				f := users(2, 2)
				m := directorytest.NewMemory(f, 1)
				m.Fault = first(2, dropped, true)
				p, start := assignAll(f, skuA), time.Now()
				res := run(t, context.Background(), &apply.Runner{Directory: unreadable{m, start.Add(c.away)}}, p, inOrder(p, nil))
				if !c.stops {
					wantAll(t, res, apply.StatusDone)
					return
				}
				if !errors.Is(res.Stopped, apply.ErrUnavailable) || !strings.Contains(res.Stopped.Error(), errBlind.Error()) || res.Count(apply.StatusUnknown) != 2 {
					t.Errorf("stopped: %v, %d unknown", res.Stopped, res.Count(apply.StatusUnknown))
				}
				if took := time.Since(start); took < 2*time.Minute || took > 3*time.Minute {
					t.Errorf("stopped after %v", took)
				}
				for _, it := range res.Items {
					if strings.Contains(it.Error.String(), "context") || !strings.Contains(it.Hint.String(), "licet resume") {
						t.Errorf("%+v does not say what happened and how to go on", it)
					}
				}
			})
		})
	}
}

func TestSeatsThatCannotBeReadRefuseWhatWaitsForThem(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f, p, s := handOver()
		m := directorytest.NewMemory(f, 1)
		m.Fault = refuseFirst(f)
		res := run(t, context.Background(), &apply.Runner{Directory: blind{m}, Limits: apply.Limits{NoVerify: true}}, p, s)
		if it := res.Items[1]; it.Reason != apply.NoSeats {
			t.Errorf("got %+v", it)
		}
	})
}

func TestADroppedAnswerIsFoundOutAfterCtrlC(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := users(20, 20)
		m := directorytest.NewMemory(f, 1)
		m.Latency, m.Fault = latency(time.Second), always(dropped, true)
		p := assignAll(f, skuA)
		ctx, cancel := context.WithTimeout(context.Background(), 500*time.Millisecond)
		defer cancel()
		res := run(t, ctx, &apply.Runner{Directory: m}, p, inOrder(p, nil))
		wantAll(t, res, apply.StatusDone)
		if res.Interrupted {
			t.Error("everything is done, and the run calls itself interrupted")
		}
	})
}

func TestOneSeatServesOneStep(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f, p, _ := handOver()
		p.Changes[2].Assign[0].SKUID, p.Changes[2].Takes = skuA, []string{skuA}
		m := directorytest.NewMemory(f, 1)
		res := run(t, context.Background(), &apply.Runner{Directory: m}, p, inOrder(p, map[string]int{skuA: 0}))
		if res.Items[1].Status != apply.StatusDone || res.Items[2].Reason != apply.NoSeats {
			t.Errorf("got %+v", res.Items)
		}
		wantClean(t, m)
	})
}

func TestNoStepOvertakesOneThatWaitsForASeat(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := users(4, 1)
		f.Users[0].Direct = []reconcile.Holding{holding(skuA)}
		f.Users[1].Direct = []reconcile.Holding{holding(skuC)}
		f.Users[2].Direct = []reconcile.Holding{holding(skuB)}
		f.SKUs[1].Enabled = 2
		change := func(i int, gives, takes []string) reconcile.Change {
			c := reconcile.Change{User: ref(f.Users[i]), Before: f.Users[i].Direct, Releases: gives, Takes: takes}
			for _, sku := range gives {
				c.Unassign = append(c.Unassign, holding(sku))
			}
			for _, sku := range takes {
				c.Assign = append(c.Assign, holding(sku))
			}
			return c
		}
		// If the last, who could go at once, took the free seat of B, nobody else
		// could ever finish.
		p := &reconcile.Plan{Changes: []reconcile.Change{
			change(0, []string{skuA}, nil),
			change(1, []string{skuC}, []string{skuA, skuB}),
			change(2, []string{skuB}, []string{skuC}),
			change(3, nil, []string{skuB}),
		}}
		m := directorytest.NewMemory(f, 1)
		m.Latency = latency(time.Second)
		wantAll(t, run(t, context.Background(), &apply.Runner{Directory: m}, p, inOrder(p, map[string]int{skuA: 0, skuB: 1, skuC: 0})), apply.StatusDone)
		wantClean(t, m)
	})
}

// lender is a tenant in which somebody takes seats when the first batch arrives,
// and gives them back when the seats are read. Reading takes a while, in which
// others are refused.
type lender struct {
	*directorytest.Memory
	others []string
	once   sync.Once
	slow   time.Duration
}

func (l *lender) Write(ctx context.Context, batch []apply.Write) []apply.Outcome {
	l.once.Do(func() {
		for _, id := range l.others {
			l.Meddle(id, holding(skuA))
		}
	})
	return l.Memory.Write(ctx, batch)
}

func (l *lender) Seats(ctx context.Context) ([]apply.SeatCount, error) {
	for _, id := range l.others {
		l.Meddle(id)
	}
	counts, err := l.Memory.Seats(ctx)
	time.Sleep(l.slow)
	return counts, err
}

// Whether somebody is left without the seat that is there again must not depend
// on what was in flight when it was refused.
func TestSeatsGivenBackServeEverybodyWhateverWasInFlight(t *testing.T) {
	for seed := range uint64(30) {
		bubble(t, func(t *testing.T) {
			const n = 200
			f := users(n+5, n)
			m := directorytest.NewMemory(f, seed)
			m.Latency = jitter(50*time.Millisecond, time.Second)
			l := &lender{Memory: m, slow: time.Duration(seed%4) * 300 * time.Millisecond}
			for _, u := range f.Users[n:] {
				l.others = append(l.others, u.ID)
			}
			f.Users = f.Users[:n]
			p := assignAll(f, skuA)
			res := run(t, context.Background(), &apply.Runner{Directory: l, Limits: apply.Limits{BatchSize: 10}}, p, inOrder(p, map[string]int{skuA: n}))
			wantAll(t, res, apply.StatusDone)
			if m.Witness().NoSeat == 0 {
				t.Error("nobody was refused a seat, so nothing was tested")
			}
		})
	}
}
