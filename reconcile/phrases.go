package reconcile

import (
	"fmt"
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
func (p Phrases) Say(format string, args ...any) string {
	if translated, ok := p[format]; ok {
		return fmt.Sprintf(translated, args...)
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

// And lists things that all count: "a, b and c".
func (p Phrases) And(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return p.Say("%s and %s", p.List(parts[:len(parts)-1]), parts[len(parts)-1])
}

// Or lists things of which one counts: "a, b or c".
func (p Phrases) Or(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return p.Say("%s or %s", p.List(parts[:len(parts)-1]), parts[len(parts)-1])
}

// List lists things: "a, b, c".
func (p Phrases) List(parts []string) string {
	return strings.Join(parts, p.Text(comma))
}

// comma parts the things of a list.
const comma Text = ", "

// Place writes a place as Place.String does, in the language of p.
func (p Phrases) Place(at Place) string {
	cell := ""
	switch {
	case at.Row > 0 && at.Column > 0:
		cell = fmt.Sprintf("%s%d", ColumnName(at.Column), at.Row)
	case at.Row > 0:
		cell = p.Say("row %d", at.Row)
	}
	place := at.File
	for _, part := range []string{at.Worksheet, cell} {
		switch {
		case place == "":
			place = part
		case part != "":
			place = p.Say("%s, %s", place, part)
		}
	}
	return place
}
