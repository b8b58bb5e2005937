package terminal

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"

	"licet/io/language"
	"licet/reconcile/apply"
)

// barProgress is a bar that says in words what its length cannot.
type barProgress struct {
	out   io.Writer
	words language.Speaker
	bar   *progressbar.ProgressBar
}

func (b *barProgress) show(v view, _ bool) {
	if v.Total == 0 {
		return
	}
	if b.bar == nil {
		b.bar = progressbar.NewOptions(v.Total, progressbar.OptionSetWriter(b.out), progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionSetPredictTime(false), progressbar.OptionSetWidth(24), progressbar.OptionClearOnFinish())
	}
	b.bar.Describe(v.line(b.words))
	if settled := v.Done + v.Failed; settled < v.Total {
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
	out      io.Writer
	words    language.Speaker
	stopping bool
}

func (p *plainProgress) show(v view, tick bool) {
	begins := v.kind == apply.EventStopping && !p.stopping
	p.stopping = p.stopping || begins
	if tick || begins {
		fmt.Fprintln(p.out, "licet: "+v.line(p.words))
	}
}

func (p *plainProgress) close() {}

// jsonProgress prints an object a line for other programs: when it begins to do
// something else, at the end, now and then, and ten times a second at most
// while changes are done.
type jsonProgress struct {
	out   *json.Encoder
	last  time.Time
	doing string
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

func (j *jsonProgress) show(v view, tick bool) {
	doing := doings[v.kind]
	switch {
	case doing == "" && v.rehearsal:
		doing = "rehearsing"
	case doing == "":
		doing = "applying"
	}
	soon := v.now.Sub(j.last) < 100*time.Millisecond
	if doing == j.doing && soon && !tick && v.Done+v.Failed < v.Total {
		return
	}
	j.last, j.doing = v.now, doing
	o := progressObject{Time: v.now.UTC(), Total: v.Total, Done: v.Done, Failed: v.Failed, Throttled: v.Throttled,
		Verified: v.Verified, ToVerify: v.ToVerify, Doing: doing}
	if left := v.Left.Seconds(); left >= 0 {
		o.SecondsLeft = &left
	}
	if v.kind == apply.EventWaiting {
		o.Until = v.until.UTC().Round(0)
	}
	if v.silence() > 0 {
		o.NoAnswerSince = v.NoAnswerSince.UTC().Round(0)
	}
	// Progress that cannot be written must not stop a run.
	_ = j.out.Encode(o)
}

func (j *jsonProgress) close() {}
