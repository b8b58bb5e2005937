package language

import "licet/reconcile"

// Speaker says things to people in a language: each English format
// (fmt.Sprintf) or word with the one that says the same. The nil Speaker speaks
// English, and so does any for what it lacks. A translated format may number its
// verbs (%[2]s), for other languages have another order of words.
//
// Only what people read goes through a Speaker. Codes, names of fields, words of
// the file formats (assign, exact, error) and names of things never do: programs
// read them, and all JSON is the same in every language.
type Speaker map[string]string

func (s Speaker) translate(english string) string {
	if translated, ok := s[english]; ok {
		return translated
	}
	return english
}

// Sentence says what somebody has to say. What others have written in it is made
// visible, and is no line of its own.
func (s Speaker) Sentence(x reconcile.Sentence) string {
	return x.Render(reconcile.Voice{Translate: s.translate, Foreign: Visible})
}

// Exact is Sentence with what others have written as it is, for the cells of
// workbooks and CSV, which show characters without acting on them.
func (s Speaker) Exact(x reconcile.Sentence) string {
	return x.Render(reconcile.Voice{Translate: s.translate, Foreign: func(text string) string { return text }})
}

// Say says a format with its arguments, which may be sentences themselves.
func (s Speaker) Say(format string, args ...any) string {
	return s.Sentence(reconcile.Say(format, args...))
}

// Count says something about n things (see reconcile.Count).
func (s Speaker) Count(n int, one, many string, args ...any) string {
	return s.Sentence(reconcile.Count(n, one, many, args...))
}

// Word says a word that stands in a table.
func (s Speaker) Word(w reconcile.Word) string { return s.translate(string(w)) }

// Place says a place.
func (s Speaker) Place(at reconcile.Place) string { return s.Say("%s", at) }

// List lists things: "a, b, c".
func (s Speaker) List(parts []string) string { return s.Say("%s", reconcile.ListOf(parts)) }

// Error says an error, as far as what it wraps is Spoken.
func (s Speaker) Error(err error) string { return s.Sentence(reconcile.OfError(err)) }
