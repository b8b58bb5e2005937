package main

import (
	"strings"

	"licet/reconcile"
)

// message is something to tell a person, in the language that it is told in.
// Flags are checked, and errors made, where nobody knows that language yet.
type message func(reconcile.Phrases) string

// later keeps a message until it is told. An argument that is a message itself
// is told in the same language.
func later(format string, args ...any) message {
	return func(words reconcile.Phrases) string { return words.Say(format, spoken(words, args)...) }
}

// verbatim is a message that is the same in every language, or in a language
// already.
func verbatim(text string) message { return func(reconcile.Phrases) string { return text } }

// wording is an error as a message.
func wording(err error) message {
	return func(words reconcile.Phrases) string { return explained(words, err) }
}

func spoken(words reconcile.Phrases, args []any) []any {
	out := make([]any, len(args))
	for i, arg := range args {
		out[i] = arg
		if m, ok := arg.(message); ok {
			out[i] = m(words)
		}
	}
	return out
}

// told is an error with what to do about it.
type told struct {
	problem message
	// hint may be nil.
	hint message
	err  error
}

// Error tells the error in English; inWords tells it to people.
func (t *told) Error() string { return t.inWords(nil) }

func (t *told) inWords(words reconcile.Phrases) string {
	if t.hint == nil || t.hint(words) == "" {
		return t.problem(words)
	}
	return t.problem(words) + "\n       " + t.hint(words)
}

func (t *told) Unwrap() error { return t.err }

// explained writes an error in the language of the person: what was made in this
// package, and what below it is Spoken. The rest is in English, or was told in
// the language where it was made.
func explained(words reconcile.Phrases, err error) string {
	switch err := err.(type) { //nolint:errorlint // what wraps a told has words of its own, which would be lost
	case *told:
		return err.inWords(words)
	case *exit:
		if err.err != nil {
			return explained(words, err.err)
		}
	case interface {
		error
		Unwrap() []error
	}:
		var parts, plain []string
		for _, e := range err.Unwrap() {
			parts, plain = append(parts, explained(words, e)), append(plain, e.Error())
		}
		if strings.Join(plain, "\n") == err.Error() { // joined, and nothing said about it
			return strings.Join(parts, "\n")
		}
	}
	return words.Error(err)
}
