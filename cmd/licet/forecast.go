package main

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"licet/io/graph"
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
// A nil pulse has heard none.
func (p *pulse) call() time.Duration {
	if p == nil {
		return unheard
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.calls) == 0 {
		return unheard
	}
	sorted := slices.Sorted(slices.Values(p.calls))
	return sorted[len(sorted)/2]
}

// foretell gives how long the plan will take.
func (x *execution) foretell() (apply.Forecast, error) {
	limits, err := x.flags.limits(x.users)
	if err != nil {
		return apply.Forecast{}, err
	}
	var heard *pulse
	if x.from != nil {
		heard = x.from.pulse
	}
	f := apply.Foretell(x.plan, limits, heard.call())
	// Graph keeps its quota whether licet looks at it or not.
	f.Expected = max(f.Expected, f.Floor)
	return f, nil
}

// forecastText says how long it will take, in one line.
func forecastText(f apply.Forecast) string {
	text := fmt.Sprintf("%d writes in %d batches, about %s", f.Writes, f.Batches, shortDuration(f.Expected))
	if f.Floor > 0 {
		text += fmt.Sprintf("; Graph's quota allows no less than %s", shortDuration(f.Floor))
	}
	return text
}
