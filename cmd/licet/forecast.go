package main

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"licet/io/graph"
	"licet/reconcile"
	"licet/reconcile/apply"
)

// unheard is what a call is believed to take as long as none was heard.
const unheard = 800 * time.Millisecond

// pulse is how fast a tenant answers: what the time of a run is foretold from.
type pulse struct {
	mu    sync.Mutex
	calls []time.Duration
}

// hear notes every call, and passes it on to next, which may be nil.
func (p *pulse) hear(next func(graph.RequestLog)) func(graph.RequestLog) {
	return func(l graph.RequestLog) {
		p.mu.Lock()
		p.calls = append(p.calls, l.Duration)
		p.mu.Unlock()
		if next != nil {
			next(l)
		}
	}
}

// call is what a call takes by those that were heard: as much as half of them.
// ok is false where none was heard; a nil pulse has heard none.
func (p *pulse) call() (took time.Duration, ok bool) {
	if p == nil {
		return unheard, false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.calls) == 0 {
		return unheard, false
	}
	sorted := slices.Sorted(slices.Values(p.calls))
	return sorted[len(sorted)/2], true
}

// latency is what a call to the tenant takes; ok is false where that is a guess.
func (x *execution) latency() (took time.Duration, ok bool) {
	if x.from == nil {
		return unheard, false
	}
	return x.from.pulse.call()
}

// runner gives what a new run begins with.
func (x *execution) runner() (r *apply.Runner, err error) {
	root, err := x.flags.runsRoot()
	if err != nil {
		return nil, err
	}
	r = &apply.Runner{Sends: recentSends(root, x.header.Tenant.ID)}
	r.Limits, err = x.flags.limits(x.users)
	return r, err
}

// foretell tells how long the rest of a plan will take for a runner.
func (x *execution) foretell(ctx context.Context, r *apply.Runner, p *reconcile.Plan) (err error) {
	if r.Limits, err = x.flags.limits(x.users); err != nil {
		return err
	}
	b := apply.Believed{Quota: r.Limits.Quota}
	if x.from.quota != nil {
		b.Quota = *x.from.quota
	}
	b.Latency, _ = x.latency()
	f, err := r.Foretell(ctx, p, x.steps, b)
	if err == nil {
		x.env.note("%s", x.forecastText(f))
	}
	return err
}

// rehearsed gives the forecast that a rehearsal is.
func rehearsed(r *apply.Result) apply.Forecast {
	st := &r.Stats
	return apply.Forecast{Writes: st.Attempts, Batches: st.Batches, Throttled: st.Throttled, Floor: st.Floor, Expected: st.Finished.Sub(st.Started)}
}

// accuracy is how near a run against the sandbox in real time came to what was
// foretold (bench: Forecast).
func (x *execution) accuracy() string {
	if x.flags.rate == "off" {
		return "5 %"
	}
	return "1 %"
}

// forecastText says how long it will take, in one line.
func (x *execution) forecastText(f apply.Forecast) string {
	words := x.env.phrases
	latency, heard := x.latency()
	expected, call := shortDuration(words, f.Expected), max(1, latency.Milliseconds())
	writes, batches := words.Count(f.Writes, "%d write", "%d writes"), words.Count(f.Batches, "%d batch", "%d batches")
	parts := []string{words.Say("%s in %s, about %s at %d ms a call", writes, batches, expected, call)}
	if !heard {
		parts[0] = words.Say("%s in %s, about %s at %d ms a call (assumed)", writes, batches, expected, call)
	}
	if f.Throttled > 0 {
		parts = append(parts, words.Say("Graph will ask to wait %d times", f.Throttled))
	}
	if f.Floor > 0 {
		parts = append(parts, words.Say("Graph's quota allows no less than %s", shortDuration(words, f.Floor)))
	}
	return strings.Join(parts, words.Say("; "))
}
