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
	About reconcile.Text
	// Reason is its class; NoReason where there was no answer.
	Reason apply.Reason
	// Status, Code, Message and RequestID are Graph's; Status is 0 without an
	// answer.
	Status                   int
	Code, Message, RequestID string
	// Tries is how often it was asked.
	Tries int
	// Hint says what to do; may be empty.
	Hint reconcile.Text
	// needs is the permission that it takes, where that was the reason.
	needs string
	// retry says whether it is worth another try.
	retry retry
	// Err is the cause without an answer; may be nil.
	Err error
}

// Error tells what failed, why, and what to do.
func (e *Error) Error() string { return e.Say(nil) }

// Say tells it in another language.
func (e *Error) Say(p reconcile.Phrases) string {
	why := strings.TrimRight(e.Message, ".")
	if e.Code != "" {
		why = fmt.Sprintf("%s (%d %s)", why, e.Status, e.Code)
	}
	text := p.Say("cannot read %s: %s", p.Text(e.About), why)
	if e.Tries > 1 {
		text = p.Say("%s, after %d tries", text, e.Tries)
	}
	if e.RequestID != "" {
		text += " [request-id " + e.RequestID + "]"
	}
	hint := p.Text(e.Hint)
	if e.needs != "" {
		hint = p.Say("grant the permission %s and give admin consent, then sign in again", e.needs)
	}
	if hint != "" {
		text = p.Say("%s; %s", text, hint)
	}
	return text
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }
