// Package terminal speaks with the person at a terminal: help, questions, the
// progress of a run, and what went wrong, in their language. It reads command
// lines and completes them; what the commands do is not its business.
package terminal

import (
	"strings"

	"licet/io/language"
	"licet/reconcile"
)

// Problem is an error that says what to do about it. It implements
// reconcile.Spoken.
type Problem struct {
	what, hint reconcile.Sentence
	cause      error
}

// Problemf gives a problem in words, as reconcile.Say makes them.
func Problemf(format string, args ...any) *Problem {
	return &Problem{what: reconcile.Say(format, args...)}
}

// Hint adds what to do about it. A hint that comes to nothing is not told.
func (p *Problem) Hint(format string, args ...any) *Problem {
	p.hint = reconcile.Say(format, args...)
	return p
}

// Because adds the error that it comes from, for errors.Is and errors.As; it is
// not told.
func (p *Problem) Because(err error) *Problem {
	p.cause = err
	return p
}

// Error tells the problem in English.
func (p *Problem) Error() string { return p.Sentence().String() }

// Sentence implements reconcile.Spoken: the problem, and what to do below it.
func (p *Problem) Sentence() reconcile.Sentence {
	if p.hint.String() == "" {
		return p.what
	}
	return reconcile.Say("%s\n       %s", p.what, p.hint)
}

// Unwrap gives the cause.
func (p *Problem) Unwrap() error { return p.cause }

// Hung writes an error in the language of the person, with the lines below the
// first one under it.
func Hung(words language.Speaker, err error) string {
	lines := strings.Split(strings.TrimRight(words.Error(err), "\n"), "\n")
	for i := 1; i < len(lines); i++ {
		if !strings.HasPrefix(lines[i], " ") {
			lines[i] = "       " + lines[i]
		}
	}
	return strings.Join(lines, "\n")
}
