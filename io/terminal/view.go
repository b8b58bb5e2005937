package terminal

import (
	"time"

	"licet/io/language"
	"licet/reconcile"
	"licet/reconcile/apply"
)

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
	// rehearsal is true for a run in a simulation, whose times are not those of
	// the person who waits for it.
	rehearsal bool
}

// noticed is how long nothing gets a proper answer before people are told.
const noticed = 3 * time.Second

// silence is how long nothing has got a proper answer; 0 where that is not long.
func (v *view) silence() time.Duration {
	if v.NoAnswerSince.IsZero() || v.now.Sub(v.NoAnswerSince) < noticed {
		return 0
	}
	return v.now.Sub(v.NoAnswerSince)
}

// line says how far a run is, in one line. A rehearsal is not told of by its rate.
func (v *view) line(words language.Speaker) string {
	verifying := words.Say("verifying: %d of %d users read again", v.Verified, v.ToVerify)
	done := words.Say("%d of %d done", v.Done, v.Total)
	if v.rehearsal {
		verifying = words.Say("rehearsing: %d of %d users read again", v.Verified, v.ToVerify)
		done = words.Say("rehearsing: %d of %d done", v.Done, v.Total)
	}
	if v.kind == apply.EventVerifying {
		return verifying
	}
	parts := []string{done}
	if v.Failed > 0 {
		parts = append(parts, words.Say("%d failed", v.Failed))
	}
	if v.Throttled > 0 {
		parts = append(parts, words.Say("%d throttled", v.Throttled))
	}
	if v.rate > 0 && !v.rehearsal {
		parts = append(parts, words.Say("%.0f/s", v.rate))
	}
	if v.Left > 0 {
		parts = append(parts, words.Say("about %s left", words.Sentence(reconcile.About(v.Left.Seconds()))))
	}
	if v.kind == apply.EventWaiting {
		parts = append(parts, v.waiting(words))
	}
	if silence := v.silence(); silence > 0 {
		parts = append(parts, words.Say("no proper answer for %s", words.Sentence(reconcile.About(silence.Seconds()))))
	}
	if v.kind == apply.EventStopping && !v.rehearsal {
		parts = append(parts, words.Say("stopping"))
	}
	return words.List(parts)
}

func (v *view) waiting(words language.Speaker) string {
	wait := words.Sentence(reconcile.About(v.until.Sub(v.now).Seconds()))
	switch {
	case v.othersLoad:
		return words.Say("waiting %s: other applications use up the tenant's quota", wait)
	case v.why == apply.AtQuota:
		return words.Say("waiting %s to keep within the quota", wait)
	default:
		return words.Say("waiting %s as Graph asked", wait)
	}
}
