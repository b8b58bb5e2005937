package graph

import (
	"fmt"
	"strings"

	"licet/reconcile"
	"licet/reconcile/apply"
)

// Error is a read that failed for good, or for longer than licet waits.
type Error struct {
	// About says what was read: "the users".
	About reconcile.Word
	// Reason is its class; NoReason where there was no answer.
	Reason apply.Reason
	// Status, Code, Message and RequestID are Graph's; Status is 0 without an
	// answer.
	Status                   int
	Code, Message, RequestID string
	// Tries is how often it was asked.
	Tries int
	// Hint says what to do; may be empty.
	Hint reconcile.Word
	// needs is the permission that it takes, where that was the reason.
	needs string
	// retry says whether it is worth another try.
	retry retry
	// Err is the cause without an answer; may be nil.
	Err error
}

// Error tells what failed, why, and what to do.
func (e *Error) Error() string { return e.Sentence().String() }

// Sentence implements reconcile.Spoken.
func (e *Error) Sentence() reconcile.Sentence {
	why := strings.TrimRight(e.Message, ".")
	if e.Code != "" {
		why = fmt.Sprintf("%s (%d %s)", why, e.Status, e.Code)
	}
	text := reconcile.Say("cannot read %s: %s", e.About, why)
	if e.Tries > 1 {
		text = reconcile.Say("%s, after %d tries", text, e.Tries)
	}
	if e.RequestID != "" {
		text = reconcile.Say("%s%s", text, " [request-id "+e.RequestID+"]")
	}
	hint := e.Hint.Sentence()
	if e.needs != "" {
		hint = reconcile.Say("grant the permission %s and admin consent, then sign in again", e.needs)
	}
	if !hint.IsZero() {
		text = reconcile.Say("%s; %s", text, hint)
	}
	return text
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }
