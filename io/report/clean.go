package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// visible makes foreign text safe for a terminal: control characters, which
// could move the cursor or change what was printed before, and characters that
// nobody can see or that turn the direction of writing, are shown as what they
// are. What remains is one line. Letters of every script stay, and so do the
// joiners that Persian, Indian scripts and emoji are written with.
func visible(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			b.WriteRune('␀' + r)
		case r == '\u200c' || r == '\u200d':
			b.WriteRune(r)
		case isHidden(r):
			fmt.Fprintf(&b, "<U+%04X>", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// isPlain reports whether s is printable ASCII, as nearly all names are.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func isHidden(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp) || r == utf8.RuneError
}

// longest is the number of cells that a single foreign text may take: a
// name of ten thousand characters must not push everything else away.
const longest = 80

// short is visible, and never longer than a line can bear.
func short(s string) string { return cut(visible(s), longest) }

// sentence is visible for texts that say something: messages and hints, which
// may be longer than a name.
func sentence(s string) string { return cut(visible(s), 8*longest) }
