// Package terminal speaks with the person at a terminal: help, questions, the
// progress of a run, and what went wrong, in their language. It reads command
// lines and completes them; what the commands do is not its business.
package terminal

import (
	"strings"

	"licet/reconcile"
)

// Message is something to tell a person, in the language that it is told in.
// Flags are checked, and errors made, where nobody knows that language yet.
type Message func(reconcile.Phrases) string

// Later keeps a message until it is told. An argument that is a message, a
// text or an error itself is told in the same language.
func Later(format string, args ...any) Message {
	return func(words reconcile.Phrases) string { return words.Say(format, spoken(words, args)...) }
}

func spoken(words reconcile.Phrases, args []any) []any {
	out := make([]any, len(args))
	for i, arg := range args {
		switch arg := arg.(type) {
		case Message:
			out[i] = arg(words)
		case reconcile.Text:
			out[i] = words.Text(arg)
		case error:
			out[i] = Explain(words, arg)
		default:
			out[i] = arg
		}
	}
	return out
}

// Problem is an error that says what to do about it.
type Problem struct {
	what, hint Message
	cause      error
}

// Problemf gives a problem in words, as Later makes them.
func Problemf(format string, args ...any) *Problem { return &Problem{what: Later(format, args...)} }

// Hint adds what to do about it. A hint that comes to nothing is not told.
func (p *Problem) Hint(format string, args ...any) *Problem {
	p.hint = Later(format, args...)
	return p
}

// Because adds the error that it comes from, for errors.Is and errors.As; it is
// not told.
func (p *Problem) Because(err error) *Problem {
	p.cause = err
	return p
}

// Error tells the problem in English; Explain tells it to people.
func (p *Problem) Error() string { return p.inWords(nil) }

// Unwrap gives the cause.
func (p *Problem) Unwrap() error { return p.cause }

func (p *Problem) inWords(words reconcile.Phrases) string {
	if p.hint == nil || p.hint(words) == "" {
		return p.what(words)
	}
	return p.what(words) + "\n       " + p.hint(words)
}

// Explain writes an error in the language of the person: a Problem, and what
// below it is Spoken. The rest is in English, or was told in the language where
// it was made.
func Explain(words reconcile.Phrases, err error) string {
	switch err := err.(type) { //nolint:errorlint // what wraps a Problem has words of its own, which would be lost
	case *Problem:
		return err.inWords(words)
	case interface{ Unwrap() error }:
		if inner := err.Unwrap(); inner != nil && inner.Error() == err.(error).Error() { // nothing said about it
			return Explain(words, inner)
		}
	case interface{ Unwrap() []error }:
		var parts, plain []string
		for _, e := range err.Unwrap() {
			parts, plain = append(parts, Explain(words, e)), append(plain, e.Error())
		}
		if strings.Join(plain, "\n") == err.(error).Error() {
			return strings.Join(parts, "\n")
		}
	}
	return words.Error(err)
}

// Hung writes an error in the language of the person, with the lines below the
// first one under it.
func Hung(words reconcile.Phrases, err error) string {
	lines := strings.Split(strings.TrimRight(Explain(words, err), "\n"), "\n")
	for i := 1; i < len(lines); i++ {
		if !strings.HasPrefix(lines[i], " ") {
			lines[i] = "       " + lines[i]
		}
	}
	return strings.Join(lines, "\n")
}
