package signin

import "licet/reconcile"

// Error says that no token was to be had; nothing was sent to Graph.
type Error struct {
	// message gives the cause and the next step in one sentence; where there are
	// several causes, each stands in a line of its own.
	message reconcile.Sentence
	// Err is the cause; it holds neither token nor secret.
	Err error
}

// Error gives the sentence.
func (e *Error) Error() string { return e.Sentence().String() }

// Sentence implements reconcile.Spoken.
func (e *Error) Sentence() reconcile.Sentence { return reconcile.Say("cannot sign in: %s", e.message) }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }
