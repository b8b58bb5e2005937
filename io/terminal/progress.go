package terminal

import (
	"io"
	"sync"
	"time"

	"licet/reconcile/apply"
)

// Progress gives the observer that shows a run on standard error: a bar on a
// terminal, a line now and then elsewhere, or what kind names (auto, bar, plain,
// json, none). A rehearsal is shown without the times of its simulation. close
// ends it.
func (c *Console) Progress(kind string, rehearsal bool) (observer apply.Observer, close func()) {
	if _, terminal := isTerminal(c.Err); kind == "auto" && terminal {
		kind = "bar"
	}
	w, every, done := &watcher{rehearsal: rehearsal}, time.Second, func() {}
	switch kind {
	case "none":
		return nil, done
	case "json":
		w.show = jsonLines(c.Err)
	case "bar":
		w.show, done = bar(behind(c.Err).(io.Writer), c.Words)
	default:
		w.show, every = plainLines(c.Err, c.Words), 5*time.Second
	}
	stop := w.watch(every)
	return w, func() {
		stop()
		done()
	}
}

// display shows how far a run is. It is told of every event, and now and then while
// nothing happens; tick is true for the latter. It is never called twice at once.
type display func(v view, tick bool)

// watcher brings the events of a run before a display, and the passing of time
// in between: a run that waits for minutes has no events.
type watcher struct {
	mu     sync.Mutex
	show   display
	latest apply.Event
	at     time.Time
	// wait is the latest wait that the run told of.
	wait      apply.Event
	meter     meter
	rehearsal bool
}

// watch tells the display every so often that time has passed, until it is stopped.
func (w *watcher) watch(every time.Duration) (stop func()) {
	ticker := time.NewTicker(every)
	ends := make(chan struct{})
	var watching sync.WaitGroup
	watching.Go(func() {
		for {
			select {
			case <-ticker.C:
				w.tick(time.Now())
			case <-ends:
				return
			}
		}
	})
	return func() {
		ticker.Stop()
		close(ends)
		watching.Wait()
	}
}

// Observe implements apply.Observer.
func (w *watcher) Observe(ev apply.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	if w.rehearsal {
		ev = outOfTime(ev)
	}
	w.latest, w.at = ev, now
	w.latest.Item = nil
	if ev.Kind == apply.EventWaiting {
		w.wait = ev
	}
	w.meter.see(now, &w.latest.Progress)
	w.show(w.view(now), false)
}

// outOfTime takes the times of a simulation out of an event. Nobody waits for
// what is waited there.
func outOfTime(ev apply.Event) apply.Event {
	if ev.Kind != apply.EventVerifying && ev.Kind != apply.EventStopping {
		ev.Kind = apply.EventSent
	}
	ev.Until = time.Time{}
	ev.Progress.NoAnswerSince, ev.Progress.Left, ev.Progress.Throttled = time.Time{}, -1, 0
	return ev
}

func (w *watcher) tick(now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.at.IsZero() {
		return
	}
	w.meter.see(now, &w.latest.Progress)
	w.show(w.view(now), true)
}

// view brings what the latest event said up to a later moment.
func (w *watcher) view(now time.Time) view {
	v := view{Progress: w.latest.Progress, kind: w.latest.Kind, rate: w.meter.rate(), now: now, rehearsal: w.rehearsal}
	if v.Left > 0 {
		v.Left = max(0, v.Left-now.Sub(w.at))
	}
	if w.meter.throttled || w.rehearsal {
		v.Left = max(v.Left, w.meter.left(&v.Progress))
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
