// Package terminal speaks with the person at a terminal: help, questions, the
// progress of a run, and what went wrong, in their language. It reads command
// lines and completes them; what the commands do is not its business.
package terminal

import (
	"slices"
	"strings"

	"licet/reconcile"
)

// Problem is an error that says what to do about it. It implements
// reconcile.Spoken.
type Problem struct {
	what, hint reconcile.Sentence
	cause      error
}

// Problemf gives a problem in words, as reconcile.Say makes them. A problem among
// the arguments is told in the language of the reader as well.
func Problemf(format string, args ...any) *Problem {
	args = slices.Clone(args)
	for i, arg := range args {
		if p, ok := arg.(*Problem); ok {
			args[i] = p.sentence()
		}
	}
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

func (p *Problem) sentence() reconcile.Sentence {
	if p.hint.String() == "" {
		return p.what
	}
	return reconcile.Say("%s\n       %s", p.what, p.hint)
}

// Error tells the problem in English; Explain tells it to people.
func (p *Problem) Error() string { return p.sentence().String() }

// Say implements reconcile.Spoken.
func (p *Problem) Say(words reconcile.Phrases) string { return words.Sentence(p.sentence()) }

// Unwrap gives the cause.
func (p *Problem) Unwrap() error { return p.cause }

// Explain writes an error in the language of the person, as far as it and what it
// wraps is Spoken. The rest is in English, or was told in the language where it
// was made.
func Explain(words reconcile.Phrases, err error) string {
	switch err := err.(type) { //nolint:errorlint // what wraps errors and has words of its own keeps them
	case *Problem:
		return err.Say(words)
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
