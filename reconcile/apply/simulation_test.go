package apply_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/apply/directorytest"
)

// ride is a random plan under random limits, in a directory with a random quota.
type ride struct {
	fixture directorytest.Fixture
	plan    *reconcile.Plan
	limits  apply.Limits
	// sends were made ten seconds before the start.
	sends   []apply.Sent
	latency time.Duration
	// perSecond and burst are the directory's quota, span that of a window;
	// a perSecond of 0 is none, a span of 0 is a bucket.
	perSecond, burst int
	span             time.Duration
}

func drawRide(t *rapid.T) ride {
	n := rapid.IntRange(1, 1500).Draw(t, "users")
	r := ride{
		fixture: users(n, n),
		latency: time.Duration(rapid.IntRange(1, 3000).Draw(t, "latency ms")) * time.Millisecond,
		limits: apply.Limits{
			InFlight:   rapid.IntRange(1, 8).Draw(t, "in flight"),
			BatchSize:  rapid.IntRange(1, 20).Draw(t, "batch size"),
			QuotaShare: rapid.Float64Range(0.1, 1).Draw(t, "share"),
			Quota: apply.Quota{
				Writes: apply.Allowance{Amount: float64(rapid.IntRange(20, 1000).Draw(t, "allowance")), Span: 15 * time.Second},
				Units:  apply.Allowance{Amount: float64(rapid.IntRange(100, 1000).Draw(t, "units")), Span: 10 * time.Second},
			},
			NoVerify: rapid.Bool().Draw(t, "no verification"),
		},
	}
	switch rapid.IntRange(0, 2).Draw(t, "rate") {
	case 0:
		r.limits.Rate = apply.Rate{Mode: apply.RateOff}
	case 1:
		r.limits.Rate = apply.Rate{Mode: apply.RateFixed, PerSecond: rapid.Float64Range(0.5, 100).Draw(t, "writes a second")}
	}
	if rapid.Bool().Draw(t, "with a quota") {
		r.perSecond = rapid.IntRange(5, 100).Draw(t, "quota")
		r.burst = max(20, rapid.IntRange(1, 10).Draw(t, "burst")*r.perSecond)
		r.span = time.Duration(rapid.IntRange(0, 20).Draw(t, "span")) * time.Second
	}
	for range rapid.IntRange(0, 3).Draw(t, "earlier batches") {
		r.sends = append(r.sends, apply.Sent{Writes: rapid.IntRange(1, 20).Draw(t, "sent")})
	}
	r.plan = assignAll(r.fixture, skuA)
	for i := range r.plan.Changes {
		if rapid.IntRange(0, 99).Draw(t, "location") == 0 {
			r.fixture.Users[i].UsageLocation = ""
			r.plan.Changes[i].SetUsageLocation = &reconcile.Location{To: "DE"}
		}
	}
	return r
}

func (r *ride) quota() directorytest.Quota {
	switch {
	case r.perSecond == 0:
		return nil
	case r.span == 0:
		return &directorytest.Bucket{PerSecond: float64(r.perSecond), Burst: float64(r.burst), Round: time.Second}
	default:
		return &directorytest.Window{Limit: max(20, r.perSecond*int(r.span.Seconds())), Span: r.span, Round: time.Second}
	}
}

// in carries the plan out in a simulation, or without one.
func (r *ride) in(t *testing.T, sim *apply.Simulation) (apply.Result, *directorytest.Memory) {
	t.Helper()
	m := directorytest.NewMemory(r.fixture, 7)
	m.Latency, m.Quota, m.Simulation = inLane(jitter(r.latency/2, r.latency)), r.quota(), sim
	d := staggered{m, newJournal(len(r.plan.Changes)), sim}
	runner := &apply.Runner{Directory: d, Journal: d, Limits: r.limits, Sends: r.sends, Simulation: sim}
	return run(t, context.Background(), runner, r.plan, inOrder(r.plan, nil)), m
}

// staggered lets nothing come to the journal or to the directory in the same
// moment as anything else: in the real run chance would decide who is first
// there, who is throttled, and which latency is drawn for whom. Each batch has
// a lane of its own, the moments that are number nanoseconds after a multiple
// of lane, where number is that of its first change.
type staggered struct {
	*directorytest.Memory
	*memoryJournal
	simulation *apply.Simulation
}

// lane is longer than any plan here has changes, and a second has a whole
// number of them: a batch that waits for seconds stays in its lane.
const lane = 5 * time.Microsecond

// inLane gives latencies half of which is a whole number of lanes.
func inLane(latency func(*rand.Rand) time.Duration) func(*rand.Rand) time.Duration {
	return func(r *rand.Rand) time.Duration { return latency(r).Truncate(2 * lane) }
}

func (d staggered) Intend(jobs []apply.Job) error {
	d.wait(jobs[0].Change)
	return d.memoryJournal.Intend(jobs)
}

func (d staggered) Write(ctx context.Context, batch []apply.Write) []apply.Outcome {
	var number int
	if _, err := fmt.Sscanf(batch[0].UserID, "00000000-0000-4000-8000-%d", &number); err != nil {
		panic(err)
	}
	d.wait(number)
	return d.Memory.Write(ctx, batch)
}

func (d staggered) wait(number int) {
	now := time.Now()
	if d.simulation != nil {
		now = d.simulation.Now()
	}
	spread := time.Duration(number * 2654435761 % 1000003)
	wait := now.Add(spread).Truncate(lane).Add(lane + time.Duration(number)).Sub(now)
	if d.simulation != nil {
		_ = d.simulation.Sleep(context.Background(), wait)
	} else {
		time.Sleep(wait)
	}
}

func TestSimulatedRunIsTheRunThatItStandsFor(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := drawRide(rt)
		var simulated, real apply.Result
		bubble(t, func(t *testing.T) {
			start := time.Now()
			r.sends = drawnBefore(r.sends, start)
			var m *directorytest.Memory
			simulated, m = r.in(t, apply.NewSimulation(start))
			if passed := time.Since(start); passed != 0 {
				t.Errorf("%v of real time have passed", passed)
			}
			wantAll(t, simulated, apply.StatusDone)
			wantClean(t, m)
			real, _ = r.in(t, nil)
		})
		if !reflect.DeepEqual(simulated, real) {
			rt.Errorf("simulated %+v, was %+v", simulated.Stats, real.Stats)
			for i := range real.Items {
				if !reflect.DeepEqual(simulated.Items[i], real.Items[i]) {
					rt.Fatalf("simulated %+v, was %+v", simulated.Items[i], real.Items[i])
				}
			}
		}
	})
}

// drawnBefore moves sends to shortly before a moment.
func drawnBefore(sends []apply.Sent, at time.Time) []apply.Sent {
	for i := range sends {
		sends[i].At = at.Add(-10 * time.Second)
	}
	return sends
}

func TestSimulatedRunKeepsItsShare(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := drawRide(rt)
		r.limits.Rate, r.perSecond, r.sends = apply.Rate{}, 0, nil
		_, m := r.in(t, apply.NewSimulation(someday))
		q := r.limits.Quota.Writes
		if got, most := peak(m.Witness().Arrivals, q.Span), max(1, int(q.Amount*r.limits.QuotaShare)); got > most {
			rt.Errorf("%d writes in %v, allowed were %d", got, q.Span, most)
		}
	})
}
