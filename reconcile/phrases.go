package reconcile

import (
	"errors"
	"strings"
)

// Phrases are what licet says to people, in a language other than English:
// each English format (fmt.Sprintf) with the one that says the same. They are
// handed to the core as data, like the Catalog; nil speaks English, and so
// does whatever Phrases lack. A translated format may number its verbs
// (%[2]s), for other languages have another order of words.
//
// Only sentences for people go through Phrases. Codes, names of fields, words
// of the file formats (assign, exact, error) and names of things never do:
// programs read them.
//
// Formats are written where they are said, as constants: the test of the
// catalogue (io/language) finds them there.
type Phrases map[string]string

// Text is a message in English that stands in a table or a field, as it is and
// not as a format, and is translated where it is shown, by Phrases.Text. The
// type is how the test of the catalogue finds it.
type Text string

// Say writes a message as fmt.Sprintf does, in the language of p.
func (p Phrases) Say(format string, args ...any) string { return p.Sentence(Say(format, args...)) }

// Sentence says what the core has to say, in the language of p.
func (p Phrases) Sentence(s Sentence) string { return s.Render(p.translate) }

func (p Phrases) translate(english string) string {
	if translated, ok := p[english]; ok {
		return translated
	}
	return english
}

// Count writes a message on n things (see Count).
func (p Phrases) Count(n int, one, many string, args ...any) string {
	return p.Sentence(Count(n, one, many, args...))
}

// Text translates a message that stands in a table.
func (p Phrases) Text(t Text) string { return p.translate(string(t)) }

// Spoken is an error that can be said in other languages. Its Error is English.
type Spoken interface {
	error
	Say(p Phrases) string
}

// Error writes an error in the language of p, as far as what it wraps can be
// said in it.
func (p Phrases) Error(err error) string {
	text := err.Error()
	var s Spoken
	if p == nil || !errors.As(err, &s) {
		return text
	}
	return strings.Replace(text, s.Error(), s.Say(p), 1)
}

// And lists things that all count: "a, b and c".
func (p Phrases) And(parts []string) string { return AndOf(parts).render(p.translate) }

// Or lists things of which one counts: "a, b or c".
func (p Phrases) Or(parts []string) string { return OrOf(parts).render(p.translate) }

// List lists things: "a, b, c".
func (p Phrases) List(parts []string) string { return ListOf(parts).render(p.translate) }

// Sentences puts one sentence behind another; either may be empty.
func (p Phrases) Sentences(first, second string) string {
	if first == "" || second == "" {
		return first + second
	}
	return p.Say("%[1]s %[2]s", first, second)
}

// Place writes a place as Place.String does, in the language of p.
func (p Phrases) Place(at Place) string { return at.render(p.translate) }
