package main

import (
	"encoding/json"
	"math"
	"strconv"
	"sync"
	"time"

	"licet/reconcile"
	"licet/reconcile/apply"
)

// newProgress gives the observer that shows a run on standard error: a bar on a
// terminal, a line now and then elsewhere. close ends it.
func newProgress(e *env, kind string) (observer apply.Observer, close func()) {
	_, terminal := isTerminal(e.stderr)
	switch {
	case kind == "none":
		return nil, func() {}
	case kind == "json":
		return watched(&jsonProgress{out: json.NewEncoder(e.stderr)}, time.Second)
	case kind == "bar" || kind == "auto" && terminal:
		return watched(&barProgress{out: e.stderr, words: e.phrases}, time.Second)
	default:
		return watched(&plainProgress{out: e.stderr, words: e.phrases}, 5*time.Second)
	}
}

// display shows how far a run is. Its methods are never called at once.
type display interface {
	// show is told of every event, and now and then while nothing happens; tick
	// is true for the latter.
	show(v view, tick bool)
	close()
}

// view is how far a run is at a moment.
type view struct {
	apply.Progress
	kind apply.EventKind
	// until is the end of a wait, why its reason; kind is then EventWaiting.
	until      time.Time
	why        apply.Reason
	othersLoad bool
	// rate is in changes a second.
	rate float64
	now  time.Time
}

// watcher brings the events of a run before a display, and the passing of time
// in between: a run that waits for minutes has no events.
type watcher struct {
	mu      sync.Mutex
	display display
	latest  apply.Event
	at      time.Time
	// wait is the latest wait that the run told of.
	wait  apply.Event
	meter meter
}

func watched(d display, every time.Duration) (apply.Observer, func()) {
	w := &watcher{display: d}
	ticker := time.NewTicker(every)
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-ticker.C:
				w.tick(time.Now())
			case <-stop:
				return
			}
		}
	}()
	return w, func() {
		ticker.Stop()
		close(stop)
		<-stopped
		d.close()
	}
}

// Observe implements apply.Observer.
func (w *watcher) Observe(ev apply.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	w.latest, w.at = ev, now
	w.latest.Item = nil
	if ev.Kind == apply.EventWaiting {
		w.wait = ev
	}
	w.meter.see(now, &w.latest.Progress)
	w.display.show(w.view(now), false)
}

func (w *watcher) tick(now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.at.IsZero() {
		return
	}
	w.meter.see(now, &w.latest.Progress)
	w.display.show(w.view(now), true)
}

// view brings what the latest event said up to a later moment.
func (w *watcher) view(now time.Time) view {
	v := view{Progress: w.latest.Progress, kind: w.latest.Kind, rate: w.meter.rate(), now: now}
	if v.Left > 0 {
		v.Left = max(0, v.Left-now.Sub(w.at))
	}
	if left, known := w.meter.left(&v.Progress); known {
		v.Left = max(v.Left, left)
	}
	ended := v.kind == apply.EventVerifying || v.kind == apply.EventStopping
	if !ended && w.wait.Until.After(now) {
		v.kind, v.until, v.why, v.othersLoad = apply.EventWaiting, w.wait.Until, w.wait.Reason, w.wait.OthersLoad
		v.Left = max(v.Left, w.wait.Until.Sub(now))
		return v
	}
	if w.meter.stalled() || v.silence() > 0 {
		v.Left = -1
	}
	return v
}

// noticed is how long nothing gets a proper answer before people are told.
const noticed = 3 * time.Second

// silence is how long nothing has got a proper answer; 0 where that is not long.
func (v *view) silence() time.Duration {
	if v.Silent.IsZero() || v.now.Sub(v.Silent) < noticed {
		return 0
	}
	return v.now.Sub(v.Silent)
}

// line says how far a run is, in one line.
func (v *view) line(words reconcile.Phrases) string {
	if v.kind == apply.EventVerifying {
		return words.Say("verifying: %d of %d users read again", v.Verified, v.ToVerify)
	}
	parts := []string{words.Say("%d of %d done", v.Done, v.Total)}
	if v.Failed > 0 {
		parts = append(parts, words.Say("%d failed", v.Failed))
	}
	if v.Throttled > 0 {
		parts = append(parts, words.Say("%d throttled", v.Throttled))
	}
	if v.rate > 0 {
		parts = append(parts, words.Say("%.0f/s", v.rate))
	}
	if v.Left > 0 {
		parts = append(parts, words.Say("about %s left", shortDuration(words, v.Left)))
	}
	if v.kind == apply.EventWaiting {
		parts = append(parts, v.waiting(words))
	}
	if silence := v.silence(); silence > 0 {
		parts = append(parts, words.Say("no proper answer for %s", shortDuration(words, silence)))
	}
	if v.kind == apply.EventStopping {
		parts = append(parts, words.Say("stopping"))
	}
	return words.List(parts)
}

func (v *view) waiting(words reconcile.Phrases) string {
	wait := shortDuration(words, v.until.Sub(v.now))
	switch {
	case v.othersLoad:
		return words.Say("waiting %s: other applications use up the tenant's quota", wait)
	case v.why == apply.AtQuota:
		return words.Say("waiting %s to keep within the quota", wait)
	default:
		return words.Say("waiting %s as Graph asked", wait)
	}
}

// shortDuration writes a duration as people say it.
func shortDuration(words reconcile.Phrases, d time.Duration) string {
	switch {
	case d < time.Second:
		return words.Say("%d s", 1)
	case d < 2*time.Minute:
		return words.Say("%d s", int(d.Seconds()+0.5))
	case d < 10*time.Minute:
		return words.Say("%s min", strconv.FormatFloat(math.Round(d.Minutes()*10)/10, 'f', -1, 64))
	case d < 2*time.Hour:
		return words.Say("%d min", int(d.Minutes()+0.5))
	default:
		return words.Say("%.1f h", d.Hours())
	}
}
