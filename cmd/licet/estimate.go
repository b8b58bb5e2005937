package main

import (
	"strings"

	"licet/reconcile"
	"licet/reconcile/apply"
)

// noteEstimate says how long the rest of a plan will take for a runner.
func (x *execution) noteEstimate(r *apply.Runner, p *reconcile.Plan) {
	b := apply.Believed{Quota: r.Limits.Quota}
	if x.from.quota != nil {
		b.Quota = *x.from.quota
	}
	b.Latency, _ = x.from.answers.latency()
	x.env.Note("%s", x.forecastText(r.Estimate(p, x.steps, b)))
}

// rehearsed gives the forecast that a rehearsal is.
func rehearsed(r *apply.Result) apply.Forecast {
	st := &r.Stats
	return apply.Forecast{Writes: st.Attempts, Batches: st.Batches, Throttled: st.Throttled, Floor: st.Floor, Expected: st.Finished.Sub(st.Started)}
}

// accuracy is how near a run against the sandbox in real time came to its
// rehearsal (bench: Forecast).
func (x *execution) accuracy() string {
	if x.apply.rate == "off" {
		return "5 %"
	}
	return "1 %"
}

// forecastText says how long it will take, in one line.
func (x *execution) forecastText(f apply.Forecast) string {
	words := x.env.Words
	latency, measured := x.from.answers.latency()
	expected, call := words.Sentence(reconcile.About(f.Expected.Seconds())), max(1, latency.Milliseconds())
	writes, batches := words.Count(f.Writes, "%d write", "%d writes"), words.Count(f.Batches, "%d batch", "%d batches")
	parts := []string{words.Say("%s in %s, about %s at %d ms a call", writes, batches, expected, call)}
	if !measured {
		parts[0] = words.Say("%s in %s, about %s at %d ms a call (assumed)", writes, batches, expected, call)
	}
	if f.Throttled > 0 {
		parts = append(parts, words.Say("Graph will ask to wait %d times", f.Throttled))
	}
	if f.Floor > 0 {
		parts = append(parts, words.Say("Graph's quota allows no less than %s", words.Sentence(reconcile.About(f.Floor.Seconds()))))
	}
	return strings.Join(parts, words.Say("; "))
}
