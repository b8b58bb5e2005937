package reconcile

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
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
func (p Phrases) Say(format string, args ...any) string {
	if translated, ok := p[format]; ok {
		format = translated
	}
	if len(args) == 0 && !strings.Contains(format, "%") {
		return format // the one copy, however many findings say it
	}
	return fmt.Sprintf(format, args...)
}

// Count writes a message on n things: one is the format for a single thing,
// many that for any other number. The formats take args, or n alone when
// there are none: Count(3, "%d seat", "%d seats").
func (p Phrases) Count(n int, one, many string, args ...any) string {
	format := many
	if n == 1 {
		format = one
	}
	if translated, ok := p[format]; ok {
		format = translated
	}
	if len(args) > 0 {
		return fmt.Sprintf(format, args...)
	}
	if !strings.Contains(format, "%") {
		return format
	}
	return fmt.Sprintf(format, n)
}

// Text translates a message that stands in a table.
func (p Phrases) Text(t Text) string {
	if translated, ok := p[string(t)]; ok {
		return translated
	}
	return string(t)
}

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
func (p Phrases) And(parts []string) string {
	return p.list(parts, p.Say("%s and %s", "", ""))
}

// Or lists things of which one counts: "a, b or c".
func (p Phrases) Or(parts []string) string {
	return p.list(parts, p.Say("%s or %s", "", ""))
}

// list lists things with a word before the last one. Ideographs have spaces
// between them and words of letters, and none among themselves.
func (p Phrases) list(parts []string, word string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	first, last := p.List(parts[:len(parts)-1]), parts[len(parts)-1]
	if isIdeograph(utf8.DecodeRuneInString(strings.TrimSpace(word))) {
		if isIdeograph(utf8.DecodeLastRuneInString(first)) {
			word = strings.TrimLeft(word, " ")
		}
		if isIdeograph(utf8.DecodeRuneInString(last)) {
			word = strings.TrimRight(word, " ")
		}
	}
	return first + word + last
}

func isIdeograph(r rune, _ int) bool { return unicode.Is(unicode.Han, r) }

// Sentences puts one sentence behind another; either may be empty.
func (p Phrases) Sentences(first, second string) string {
	if first == "" || second == "" {
		return first + second
	}
	return p.Say("%[1]s %[2]s", first, second)
}

// List lists things: "a, b, c".
func (p Phrases) List(parts []string) string {
	return strings.Join(parts, p.Text(comma))
}

// comma parts the things of a list.
const comma Text = ", "

// Place writes a place as Place.String does, in the language of p.
func (p Phrases) Place(at Place) string {
	parts := make([]string, 0, 3)
	if at.File != "" {
		parts = append(parts, at.File)
	}
	if at.Worksheet != "" {
		parts = append(parts, at.Worksheet)
	}
	switch {
	case at.Row > 0 && at.Column > 0:
		parts = append(parts, fmt.Sprintf("%s%d", ColumnName(at.Column), at.Row))
	case at.Row > 0:
		parts = append(parts, p.Say("row %d", at.Row))
	}
	return strings.Join(parts, ", ")
}
