package graph_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"licet/io/graph"
	"licet/io/graph/signin"
	"licet/io/sandbox"
	"licet/io/sandbox/quota"
	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/apply/directorytest"
	"licet/reconcile/order"
)

// forecast is a random plan under random limits, for a tenant with a random
// quota of which some was used before.
type forecast struct {
	fixture directorytest.Fixture
	plan    *reconcile.Plan
	steps   order.Schedule
	limits  apply.Limits
	quota   quota.Limits
	latency time.Duration
	sent    int
}

func drawForecast(t *rapid.T) forecast {
	n := rapid.IntRange(1, 600).Draw(t, "users")
	f := forecast{
		fixture: directorytest.NewFixture(), plan: &reconcile.Plan{},
		latency: time.Duration(rapid.IntRange(1, 2000).Draw(t, "latency ms")) * time.Millisecond,
		quota: quota.Limits{Kind: quota.Writes, PerSecond: float64(rapid.IntRange(5, 60).Draw(t, "writes a second")),
			Burst: rapid.IntRange(20, 600).Draw(t, "burst")},
		limits: apply.Limits{
			InFlight:   rapid.IntRange(1, 8).Draw(t, "in flight"),
			BatchSize:  rapid.IntRange(1, 20).Draw(t, "batch size"),
			QuotaShare: rapid.Float64Range(0.2, 1).Draw(t, "share"),
		},
	}
	f.limits.Quota = f.allowed()
	// The same to the last bit: a wait is in whole seconds, rounded up.
	f.quota.PerSecond = f.limits.Quota.Writes.Amount / f.limits.Quota.Writes.Span.Seconds()
	if rapid.Bool().Draw(t, "at a rate") {
		f.limits.Rate = apply.Rate{Mode: apply.RateFixed, PerSecond: rapid.Float64Range(0.5, min(f.quota.PerSecond, float64(f.quota.Burst))).Draw(t, "rate")}
	} else {
		f.sent = rapid.IntRange(0, int(f.limits.QuotaShare*float64(f.quota.Burst))).Draw(t, "sent before")
	}
	f.fixture.Users, f.fixture.SKUs[1].Enabled = nil, n
	for i := range n {
		u := directorytest.User{ID: directorytest.UserID(i), UserPrincipalName: fmt.Sprintf("user%04d@contoso.com", i), UsageLocation: "DE"}
		c := reconcile.Change{User: reconcile.UserRef{ID: u.ID, UserPrincipalName: u.UserPrincipalName},
			Assign: []reconcile.Holding{{SKUID: directorytest.Visio}}}
		if rapid.IntRange(0, 50).Draw(t, "location") == 0 {
			u.UsageLocation, c.SetUsageLocation = "", &reconcile.Location{To: "DE"}
		}
		f.fixture.Users = append(f.fixture.Users, u)
		f.plan.Changes = append(f.plan.Changes, c)
		f.steps.Steps = append(f.steps.Steps, order.Step{Change: i})
	}
	return f
}

// allowed is the quota as a run sees it.
func (f *forecast) allowed() apply.Quota {
	span := time.Duration(float64(f.quota.Burst) / f.quota.PerSecond * float64(time.Second))
	return apply.Quota{Writes: apply.Allowance{Amount: float64(f.quota.Burst), Span: span}}
}

// carryOut runs the plan against the sandbox, in a simulation or without one.
func (f *forecast) carryOut(t *testing.T, sim *apply.Simulation) apply.Result {
	t.Helper()
	o := sandbox.Options{Quota: f.quota, Latency: f.latency, Spent: []quota.Spent{{At: time.Now(), Writes: f.sent}}}
	g := graph.Options{Root: "http://127.0.0.1", Credential: signin.StaticToken("any")}
	if sim != nil {
		o.Clock, g.Clock = sim, sim
	}
	g.Transport = sandbox.New(sandbox.NewStore(fileOf(f.fixture)), o).Transport()
	c, err := graph.New(g)
	if err != nil {
		t.Fatal(err)
	}
	r := f.runner()
	r.Directory, r.Journal, r.Simulation = c, forgetful{}, sim
	result, err := r.Run(t.Context(), f.plan, f.steps)
	if err != nil || !result.Complete() {
		t.Fatal(err, result.Stopped, result.Findings)
	}
	return result
}

func (f *forecast) runner() *apply.Runner {
	return &apply.Runner{Limits: f.limits, Sends: []apply.Sent{{At: time.Now(), Writes: f.sent}}}
}

type forgetful struct{}

func (forgetful) Intend([]apply.Job) error        { return nil }
func (forgetful) Settle([]apply.Settlement) error { return nil }

func took(r apply.Result) time.Duration { return r.Stats.Finished.Sub(r.Stats.Started) }

// estimate is what apply says of the plan before it asks.
func (f *forecast) estimate() apply.Forecast {
	return f.runner().Estimate(f.plan, f.steps, apply.Believed{Latency: f.latency, Quota: f.allowed()})
}

// TestRehearsedRunIsTheRunThatItStandsFor: with client, sandbox and quota in it
// a simulated run takes as long, and asks as much, as the same run in the time
// of a bubble; and the estimate of apply, which has neither, comes near it: within
// a tenth and two calls.
func TestRehearsedRunIsTheRunThatItStandsFor(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		f := drawForecast(rt)
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			rehearsed := f.carryOut(t, apply.NewSimulation(start))
			estimated := f.estimate()
			if passed := time.Since(start); passed > 0 {
				t.Fatalf("%v of real time have passed", passed)
			}
			real := f.carryOut(t, nil)
			if real.Stats.Throttled > 0 {
				t.Errorf("%d were throttled by a quota that was known", real.Stats.Throttled)
			}
			// Of calls in the same moment chance decides which is first.
			tick := max(time.Second, f.latency)
			if (took(rehearsed)-took(real)).Abs() > tick || rehearsed.Stats.Attempts != real.Stats.Attempts {
				t.Errorf("rehearsed %v, %+v\nreal %v, %+v", took(rehearsed), rehearsed.Stats, took(real), real.Stats)
			}
			if off := (estimated.Expected - took(rehearsed)).Abs(); off > took(rehearsed)/10+2*f.latency {
				t.Errorf("estimated %+v, rehearsed %v, %+v", estimated, took(rehearsed), rehearsed.Stats)
			}
			if estimated.Batches != rehearsed.Stats.Batches || estimated.Writes != rehearsed.Stats.Attempts {
				t.Errorf("estimated %+v, rehearsed %+v", estimated, rehearsed.Stats)
			}
		})
	})
}

// TestEstimateWhereNothingButTheAnswersTellsOfTheQuota: such a run feels its way.
// It is never faster than what the quota gives at best, which is the estimate, and
// takes no more than four times as long, and some waits: mostly it is near it, but
// one that was refused early, with much still to do, may stay at half the pace.
func TestEstimateWhereNothingButTheAnswersTellsOfTheQuota(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		f := drawForecast(rt)
		f.limits.Rate = apply.Rate{Mode: apply.RateOff}
		synctest.Test(t, func(t *testing.T) {
			rehearsed := f.carryOut(t, apply.NewSimulation(time.Now()))
			estimated := f.estimate()
			least, most := took(rehearsed)/4-10*time.Second, took(rehearsed)+f.latency+time.Second
			if estimated.Expected < least || estimated.Expected > most {
				t.Errorf("estimated %+v, rehearsed %v, %+v", estimated, took(rehearsed), rehearsed.Stats)
			}
		})
	})
}
