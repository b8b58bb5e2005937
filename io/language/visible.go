package language

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"licet/reconcile"
)

// Visible makes text that somebody else wrote fit to be read: characters that could
// move the cursor, end the line, turn the direction of writing or be seen by nobody
// are shown as what they are, as in <U+202E>, and the ends of lines as ␊. What remains
// is one line. Letters of every script stay, and so do joiners and variation
// selectors where Persian, Indian scripts, Han and emoji are written with them.
func Visible(s string) string {
	if Plain(s) == len(s) {
		return s
	}
	var b strings.Builder
	before := rune(0)
	for i, r := range s {
		after := rune(0)
		if size := runeSize(s[i:]); i+size < len(s) {
			after, _ = utf8.DecodeRuneInString(s[i+size:])
		}
		if IsHidden(r) || isJoiner(r) && !(joins(before) && joins(after)) || unicode.Is(unicode.Variation_Selector, r) && !varies(before, r, after) {
			b.WriteString(Mark(r))
		} else {
			b.WriteRune(r)
		}
		before = r
	}
	return b.String()
}

func runeSize(s string) int {
	_, size := utf8.DecodeRuneInString(s)
	return size
}

// Plain is how much of the beginning of a text is printable ASCII, of which nothing is
// hidden: nearly all of most texts.
func Plain[T string | []byte](text T) int {
	const ones = 0x0101010101010101 // times a byte is eight of it
	n := 0
	for ; n+8 <= len(text); n += 8 {
		if w := reconcile.EightBytes(text[n:]); (w-' '*ones|w+(0x7f-'~')*ones|w)&(0x80*ones) != 0 {
			break
		}
	}
	for n < len(text) && ' ' <= text[n] && text[n] <= '~' {
		n++
	}
	return n
}

// IsHidden reports whether a character must not reach a reader as it is, whatever
// stands beside it. Bytes that are no character count.
func IsHidden(r rune) bool {
	return r == utf8.RuneError || !isJoiner(r) &&
		unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point) &&
		!unicode.Is(unicode.Prepended_Concatenation_Mark, r) // the Arabic signs of numbers and verses, which are seen
}

// Mark is how a hidden character is shown.
func Mark(r rune) string {
	if r == '\t' || r == '\n' || r == '\r' {
		return string('␀' + r)
	}
	return fmt.Sprintf("<U+%04X>", r)
}

func isJoiner(r rune) bool { return r == '\u200c' || r == '\u200d' }

// joins reports whether a joiner beside a character does something: it does beside
// letters that change their shape, marks, and the pictures of which emoji are made.
// Beside others it would only make two names of one.
func joins(r rune) bool {
	return r > unicode.MaxASCII && (unicode.In(r, unicode.So, unicode.Sk, unicode.M) ||
		unicode.In(r, unicode.Lo, unicode.Lm) && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo))
}

// varies reports whether a variation selector between two characters chooses a form
// of the one before it (Unicode 16, 23.4): of an ideograph, of a Mongolian letter, or
// the coloured one of a sign.
func varies(before, selector, after rune) bool {
	switch {
	case unicode.Is(unicode.Mongolian, selector):
		return unicode.Is(unicode.Mongolian, before)
	case selector == '\ufe0e' || selector == '\ufe0f':
		return after == '\u20e3' || before > unicode.MaxASCII && unicode.In(before, unicode.S, unicode.P)
	default:
		return unicode.Is(unicode.Han, before)
	}
}
