package terminal

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"

	"licet/io/language"
	"licet/reconcile/apply"
)

// bar shows a run as a bar, which says in words what its length cannot. It moves the
// cursor, and has only numbers and words of licet.
func bar(out io.Writer, words language.Speaker) (show display, done func()) {
	var bar *progressbar.ProgressBar
	show = func(v view, _ bool) {
		if v.Total == 0 {
			return
		}
		if bar == nil {
			bar = progressbar.NewOptions(v.Total, progressbar.OptionSetWriter(out), progressbar.OptionThrottle(100*time.Millisecond),
				progressbar.OptionSetPredictTime(false), progressbar.OptionSetWidth(24), progressbar.OptionClearOnFinish())
		}
		bar.Describe(v.line(words))
		if settled := v.Done + v.Failed; settled < v.Total {
			// An error here could only be that the terminal is gone.
			_ = bar.Set(settled)
		}
	}
	return show, func() {
		if bar != nil {
			_ = bar.Clear()
		}
	}
}

// plainLines shows a run by a line every few seconds.
func plainLines(out io.Writer, words language.Speaker) display {
	stopping := false
	return func(v view, tick bool) {
		begins := v.kind == apply.EventStopping && !stopping
		stopping = stopping || begins
		if tick || begins {
			fmt.Fprintln(out, "licet: "+v.line(words))
		}
	}
}

// progressObject is one line. SecondsLeft is null while nothing is known of the
// rest; Until is when a wait is over, NoAnswerSince since when nothing got a
// proper answer.
type progressObject struct {
	Time          time.Time `json:"time"`
	Total         int       `json:"total"`
	Done          int       `json:"done"`
	Failed        int       `json:"failed"`
	Throttled     int       `json:"throttled"`
	Verified      int       `json:"verified"`
	ToVerify      int       `json:"toVerify"`
	SecondsLeft   *float64  `json:"secondsLeft"`
	Doing         string    `json:"doing"`
	Until         time.Time `json:"until,omitzero"`
	NoAnswerSince time.Time `json:"noAnswerSince,omitzero"`
}

// doings are the words for what a run does, but for applying.
var doings = map[apply.EventKind]string{
	apply.EventWaiting:   "waiting",
	apply.EventVerifying: "verifying",
	apply.EventStopping:  "stopping",
	apply.EventLooking:   "looking",
}

// jsonLines shows a run to other programs by an object a line: when it begins to do
// something else, at the end, now and then, and ten times a second at most while
// changes are done.
func jsonLines(out io.Writer) display {
	lines := json.NewEncoder(out)
	var last time.Time
	var before string
	return func(v view, tick bool) {
		o := objectOf(&v)
		soon := v.now.Sub(last) < 100*time.Millisecond
		if o.Doing == before && soon && !tick && v.Done+v.Failed < v.Total {
			return
		}
		last, before = v.now, o.Doing
		// Progress that cannot be written must not stop a run.
		_ = lines.Encode(o)
	}
}

func objectOf(v *view) progressObject {
	o := progressObject{Time: v.now.UTC(), Total: v.Total, Done: v.Done, Failed: v.Failed, Throttled: v.Throttled,
		Verified: v.Verified, ToVerify: v.ToVerify, Doing: "applying"}
	if v.rehearsal {
		o.Doing = "rehearsing"
	}
	o.Doing = cmp.Or(doings[v.kind], o.Doing)
	if left := v.Left.Seconds(); left >= 0 {
		o.SecondsLeft = &left
	}
	if v.kind == apply.EventWaiting {
		o.Until = v.until.UTC().Round(0)
	}
	if v.silence() > 0 {
		o.NoAnswerSince = v.NoAnswerSince.UTC().Round(0)
	}
	return o
}
