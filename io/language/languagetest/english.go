// Package languagetest holds texts in other languages to what a translation
// must be. It is for tests.
package languagetest

import (
	"regexp"
	"unicode"
)

var (
	// asTheyAre are what no translation touches: code, quoted text, commands,
	// flags with their values, addresses, names of files, and what stands in
	// half-width brackets behind a name.
	asTheyAre = regexp.MustCompile("`[^`]*`" + `|"(\\.|[^"\\])*"|--[a-z-]+( [a-z]+)?|licet [a-z]+( [a-z]+)?|\S+@\S+|[\w/.-]+\.(csv|xlsx|json|html)|@\{.*\}`)
	words     = regexp.MustCompile(`\b[a-z]{2,} [a-z]{2,}\b`)
)

// English gives two English words that a Chinese sentence has in a row; empty
// when it has none. A text without any Chinese is English whole.
func English(text string) string {
	if text == "" {
		return ""
	}
	for _, r := range text {
		if unicode.Is(unicode.Han, r) {
			return words.FindString(asTheyAre.ReplaceAllString(text, "*"))
		}
	}
	return text
}
