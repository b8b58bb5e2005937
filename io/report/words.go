package report

import (
	"strings"
	"unicode/utf8"

	"licet/io/language"
	"licet/reconcile"
)

// fixedWords are the words of the file formats that people read too: what became
// of a change, severities, actions, where a tenant is from. JSON, CSV and results
// files have them in English in every language, since programs read them.
var fixedWords = []reconcile.Word{
	"done", "already", "failed", "skipped", "unknown",
	"note", "warning", "error",
	"assign", "update", "unassign", "set location", "none",
	"gained", "changed", "lost",
	"graph", "sandbox", "file",
	"running", "finished", "interrupted", "stopped", "unfinished", "unreadable",
	"apply", "undo", "redo",
	"priced", "unpriced", "yes", "no",
	"trial", "self-service", "developer", "free-edu", "capacity", "consumption",
}

// otherWords are those that people have another word for.
var otherWords = map[string]reconcile.Word{",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}

// word is a word of the file formats in the language of people; one that is not
// among those above is as it is.
func word(words language.Speaker, fixed string) string {
	if fixed == "free" {
		// The free seats are free in another sense: other languages have two words.
		return strings.ToLower(words.Say("Free"))
	}
	if other, ok := otherWords[fixed]; ok {
		return words.Word(other)
	}
	for _, w := range fixedWords {
		if string(w) == fixed {
			return words.Word(w)
		}
	}
	return fixed
}

// sentences puts one sentence behind another; either may be empty. A sentence may
// be in another language than the report: a saved plan has those of its maker.
func sentences(words language.Speaker, first, second string) string {
	if first == "" || second == "" {
		return first + second
	}
	if first[len(first)-1] < utf8.RuneSelf {
		return first + " " + second
	}
	return words.Say("%s %s", first, second)
}
