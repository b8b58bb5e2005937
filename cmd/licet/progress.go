package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

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
		return &jsonProgress{out: json.NewEncoder(e.stderr)}, func() {}
	case kind == "bar" || kind == "auto" && terminal:
		b := &barProgress{out: e.stderr}
		return b, b.close
	default:
		return &plainProgress{out: e.stderr, every: 5 * time.Second}, func() {}
	}
}

// progressLine says how far a run is, in one line.
func progressLine(ev apply.Event, rate float64) string {
	p := ev.Progress
	if ev.Kind == apply.EventVerifying {
		return fmt.Sprintf("verifying: %d of %d users read again", p.Verified, p.ToVerify)
	}
	parts := []string{fmt.Sprintf("%d of %d done", p.Done, p.Total)}
	if p.Failed > 0 {
		parts = append(parts, fmt.Sprintf("%d failed", p.Failed))
	}
	if p.Throttled > 0 {
		parts = append(parts, fmt.Sprintf("%d throttled", p.Throttled))
	}
	if rate > 0 {
		parts = append(parts, fmt.Sprintf("%.0f/s", rate))
	}
	if p.Left > 0 {
		parts = append(parts, "about "+shortDuration(p.Left)+" left")
	}
	if ev.Kind == apply.EventWaiting {
		parts = append(parts, waiting(ev))
	}
	return strings.Join(parts, ", ")
}

func waiting(ev apply.Event) string {
	wait := shortDuration(time.Until(ev.Until))
	if ev.OthersLoad {
		return "waiting " + wait + ": other applications use up the tenant's quota"
	}
	return "waiting " + wait + " as Graph asked"
}

// shortDuration writes a duration as people say it.
func shortDuration(d time.Duration) string {
	switch {
	case d < time.Second:
		return "1 s"
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()+0.5))
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()+0.5))
	default:
		return fmt.Sprintf("%.1f h", d.Hours())
	}
}

// meter measures changes a second over the last while.
type meter struct {
	since time.Time
	from  int
	rate  float64
}

func (m *meter) see(done int) float64 {
	now := time.Now()
	switch elapsed := now.Sub(m.since); {
	case m.since.IsZero():
		m.since, m.from = now, done
	case elapsed > 2*time.Second:
		m.rate = float64(done-m.from) / elapsed.Seconds()
		m.since, m.from = now, done
	}
	return m.rate
}

// barProgress is a bar that says in words what its length cannot.
type barProgress struct {
	out   io.Writer
	bar   *progressbar.ProgressBar
	meter meter
}

func (b *barProgress) Observe(ev apply.Event) {
	p := ev.Progress
	if p.Total == 0 {
		return
	}
	if b.bar == nil {
		b.bar = progressbar.NewOptions(p.Total, progressbar.OptionSetWriter(b.out), progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionSetPredictTime(false), progressbar.OptionSetWidth(24), progressbar.OptionClearOnFinish())
	}
	settled := p.Done + p.Failed
	b.bar.Describe(progressLine(ev, b.meter.see(settled)))
	if settled < p.Total {
		// An error here could only be that the terminal is gone.
		_ = b.bar.Set(settled)
	}
}

func (b *barProgress) close() {
	if b.bar != nil {
		_ = b.bar.Clear()
	}
}

// plainProgress prints a line every few seconds.
type plainProgress struct {
	out   io.Writer
	every time.Duration
	last  time.Time
	meter meter
}

func (p *plainProgress) Observe(ev apply.Event) {
	rate := p.meter.see(ev.Progress.Done + ev.Progress.Failed)
	now := time.Now()
	if p.last.IsZero() {
		p.last = now
	}
	if now.Sub(p.last) < p.every && ev.Kind != apply.EventStopping {
		return
	}
	p.last = now
	fmt.Fprintln(p.out, "licet: "+progressLine(ev, rate))
}

// jsonProgress prints an object a line for other programs, at most ten a second
// but for the changes that failed.
type jsonProgress struct {
	out  *json.Encoder
	last time.Time
}

type progressObject struct {
	Time        time.Time `json:"time"`
	Total       int       `json:"total"`
	Done        int       `json:"done"`
	Failed      int       `json:"failed"`
	Throttled   int       `json:"throttled"`
	Verified    int       `json:"verified"`
	ToVerify    int       `json:"toVerify"`
	SecondsLeft float64   `json:"secondsLeft"`
	Doing       string    `json:"doing"`
}

func (j *jsonProgress) Observe(ev apply.Event) {
	now := time.Now()
	p := ev.Progress
	if now.Sub(j.last) < 100*time.Millisecond && p.Done+p.Failed < p.Total {
		return
	}
	j.last = now
	doing := map[apply.EventKind]string{apply.EventWaiting: "waiting", apply.EventVerifying: "verifying", apply.EventStopping: "stopping", apply.EventLooking: "looking"}[ev.Kind]
	if doing == "" {
		doing = "applying"
	}
	// Progress that cannot be written must not stop a run.
	_ = j.out.Encode(progressObject{Time: now.UTC(), Total: p.Total, Done: p.Done, Failed: p.Failed, Throttled: p.Throttled,
		Verified: p.Verified, ToVerify: p.ToVerify, SecondsLeft: p.Left.Seconds(), Doing: doing})
}
