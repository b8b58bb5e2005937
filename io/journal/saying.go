package journal

import "licet/reconcile"

// saying is an error that is told in the language of the person; it is cause as
// far as programs go.
type saying struct {
	say   func(p reconcile.Phrases) string
	cause error
}

// Error tells it in English.
func (e *saying) Error() string { return e.say(nil) }

// Say implements reconcile.Spoken.
func (e *saying) Say(p reconcile.Phrases) string { return e.say(p) }

// Unwrap gives the cause.
func (e *saying) Unwrap() error { return e.cause }
