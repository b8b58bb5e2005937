package reconcile

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Word is a word or message in English that stands in a table or a field, as it is
// and not as a format, and is said where it is shown. The type is how the test of
// the catalogue (io/language) finds it.
type Word string

// Sentence is something that is said to people, as data: the core decides what
// is said, and whoever shows it makes the words, in the language of the reader.
// The English format, as fmt.Sprintf takes it, names the sentence; it is written
// where it is said, as a constant, for the test of the catalogue (io/language)
// finds it there. The zero Sentence says nothing.
type Sentence struct {
	Format string
	// Args are of type string, int, Place, Word, Sentence or Listing, or whatever
	// else the verbs of Format take and is the same in every language.
	Args []any
}

// Listing is things that are listed in a sentence, with a word before the last.
type Listing struct {
	// Join is "and" where all count, "or" where one does; empty is a comma.
	Join string
	// Parts are what Sentence.Args may be.
	Parts []any
}

// Say makes a sentence.
func Say(format string, args ...any) Sentence { return Sentence{Format: format, Args: args} }

// Count makes a sentence on n things: one is the format for a single thing,
// many that for any other number. The formats take args, or n alone when
// there are none: Count(3, "%d seat", "%d seats").
func Count(n int, one, many string, args ...any) Sentence {
	format := many
	if n == 1 {
		format = one
	}
	if len(args) == 0 && strings.Contains(format, "%") {
		args = []any{n}
	}
	return Sentence{Format: format, Args: args}
}

// AndOf lists things that all count: "a, b and c".
func AndOf[T any](parts []T) Listing { return listing("and", parts) }

// OrOf lists things of which one counts: "a, b or c".
func OrOf[T any](parts []T) Listing { return listing("or", parts) }

// ListOf lists things: "a, b, c".
func ListOf[T any](parts []T) Listing { return listing("", parts) }

func listing[T any](join string, parts []T) Listing {
	l := Listing{Join: join, Parts: make([]any, len(parts))}
	for i, p := range parts {
		l.Parts[i] = p
	}
	return l
}

// Sentences puts one sentence behind another; either may say nothing.
func Sentences(first, second Sentence) Sentence {
	switch {
	case first.Format == "":
		return second
	case second.Format == "":
		return first
	default:
		return Say("%[1]s %[2]s", first, second)
	}
}

// Voice is how sentences are said.
type Voice struct {
	// Translate gives the format or word that says the same as an English one.
	Translate func(english string) string
	// Foreign gives what stands for text that is none of licet's: names of a sheet or
	// a tenant, words of a server, paths. It knows what a reader must not be shown.
	Foreign func(text string) string
}

// String says it in English, with the text of others as it is: it is for programs.
func (s Sentence) String() string { return s.Render(Voice{Translate: asItIs, Foreign: asItIs}) }

func asItIs(text string) string { return text }

// MarshalText is String: files are the same in every language.
func (s Sentence) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// IsZero reports whether it says nothing.
func (s Sentence) IsZero() bool { return s.Format == "" }

// Equal reports whether it says the same as x.
func (s Sentence) Equal(x Sentence) bool { return s.String() == x.String() }

// Render says it in a voice.
func (s Sentence) Render(v Voice) string {
	if s.Format == "" {
		return ""
	}
	format := v.Translate(s.Format)
	if len(s.Args) == 0 && !strings.Contains(format, "%") {
		return format
	}
	args := slices.Clone(s.Args)
	for i, a := range args {
		args[i] = v.rendered(a)
	}
	return fmt.Sprintf(format, args...)
}

// rendered gives what stands for an argument.
func (v Voice) rendered(arg any) any {
	switch a := arg.(type) {
	case string:
		return v.text(a)
	case Sentence:
		return a.Render(v)
	case Listing:
		return a.render(v)
	case Word:
		// A word may be one of a file.
		return v.Foreign(v.Translate(string(a)))
	case Place:
		return a.render(v)
	case error:
		return OfError(a).Render(v)
	}
	switch kind := reflect.ValueOf(arg).Kind(); {
	case kind >= reflect.Bool && kind <= reflect.Complex128:
		return arg
	case kind == reflect.String:
		return v.text(fmt.Sprint(arg))
	default:
		return other{arg, v.Foreign}
	}
}

// text gives what stands for a text of others.
func (v Voice) text(s string) any {
	if shown := v.Foreign(s); shown != s || strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return marked(shown)
	}
	return s
}

// marked is text in which something was made visible, or might be by quoting it: a
// character is shown in the same way everywhere.
type marked string

// Format implements fmt.Formatter.
func (m marked) Format(f fmt.State, verb rune) {
	if verb == 'q' {
		fmt.Fprintf(f, `"%s"`, strings.NewReplacer(`"`, `\"`, `\`, `\\`).Replace(string(m)))
		return
	}
	fmt.Fprintf(f, fmt.FormatString(f, verb), string(m))
}

// other is an argument of any other type.
type other struct {
	value   any
	foreign func(string) string
}

// Format implements fmt.Formatter.
func (o other) Format(f fmt.State, verb rune) {
	fmt.Fprint(f, o.foreign(fmt.Sprintf(fmt.FormatString(f, verb), o.value)))
}

// comma parts the things of a list.
const comma Word = ", "

// render lists the parts. Ideographs have spaces between them and words of
// letters, and none among themselves.
func (l Listing) render(v Voice) string {
	parts := make([]string, len(l.Parts))
	for i, p := range l.Parts {
		parts[i] = fmt.Sprint(v.rendered(p))
	}
	parted := v.Translate(string(comma))
	if l.Join == "" || len(parts) < 2 {
		return strings.Join(parts, parted)
	}
	word := Say("%s and %s", "", "")
	if l.Join == "or" {
		word = Say("%s or %s", "", "")
	}
	between := word.Render(v)
	first, last := strings.Join(parts[:len(parts)-1], parted), parts[len(parts)-1]
	if isIdeograph(utf8.DecodeRuneInString(strings.TrimSpace(between))) {
		if isIdeograph(utf8.DecodeLastRuneInString(first)) {
			between = strings.TrimLeft(between, " ")
		}
		if isIdeograph(utf8.DecodeRuneInString(last)) {
			between = strings.TrimRight(between, " ")
		}
	}
	return first + between + last
}

func isIdeograph(r rune, _ int) bool { return unicode.Is(unicode.Han, r) }

func (p Place) render(v Voice) string {
	parts := make([]string, 0, 3)
	if p.File != "" {
		parts = append(parts, v.Foreign(p.File))
	}
	if p.Worksheet != "" {
		parts = append(parts, v.Foreign(p.Worksheet))
	}
	switch {
	case p.Row > 0 && p.Column > 0:
		parts = append(parts, fmt.Sprintf("%s%d", ColumnName(p.Column), p.Row))
	case p.Row > 0:
		parts = append(parts, Say("row %d", p.Row).Render(v))
	}
	return strings.Join(parts, ", ")
}

// Spoken is an error that can be said in other languages. Its Error is English.
type Spoken interface {
	error
	Sentence() Sentence
}

// Problem makes an error of a sentence. It is cause, where one is given, as far
// as programs go.
func Problem(s Sentence, cause ...error) error { return &problem{s, errors.Join(cause...)} }

type problem struct {
	sentence Sentence
	cause    error
}

func (p *problem) Error() string      { return p.sentence.String() }
func (p *problem) Sentence() Sentence { return p.sentence }
func (p *problem) Unwrap() error      { return p.cause }

// Sentence makes a sentence of a message; of an empty one, none.
func (t Word) Sentence() Sentence {
	if t == "" {
		return Sentence{}
	}
	return Say("%s", t)
}

// Verbatim is a sentence that somebody else made, such as Graph: it is the same
// in every language.
func Verbatim(text string) Sentence {
	if text == "" {
		return Sentence{}
	}
	return Say("%s", text)
}

// OfError is what an error says, with what it wraps that is Spoken, and one line
// for each of several that were joined.
func OfError(err error) Sentence {
	var spoken Spoken
	switch err := err.(type) { //nolint:errorlint // what wraps a Spoken has words of its own, which would be lost
	case Spoken:
		return err.Sentence()
	case interface{ Unwrap() error }:
		if inner := err.Unwrap(); inner != nil {
			whole, part := err.(error).Error(), inner.Error()
			if before, after, found := strings.Cut(whole, part); found {
				return around(before, OfError(inner), after)
			}
		}
	case interface{ Unwrap() []error }:
		var lines []string
		all := Sentence{}
		for _, e := range err.Unwrap() {
			lines = append(lines, e.Error())
			if line := OfError(e); all.IsZero() {
				all = line
			} else {
				all = Say("%s\n%s", all, line)
			}
		}
		if strings.Join(lines, "\n") == err.(error).Error() {
			return all
		}
	}
	if !errors.As(err, &spoken) {
		return Verbatim(err.Error())
	}
	whole, part := err.Error(), spoken.Error()
	before, after, _ := strings.Cut(whole, part)
	return around(before, spoken.Sentence(), after)
}

// around is what an error says that says more than what it wraps.
func around(before string, inner Sentence, after string) Sentence {
	if before == "" && after == "" {
		return inner
	}
	return Say("%s%s%s", before, inner, after)
}
