package tenant

import (
	"strings"
	"time"
	"unicode/utf8"
)

// scanner reads users that are written the way the writer of this package and
// Graph write them, some ten times as fast as encoding/json. It is unsure of
// everything else (an unknown or repeated property, an escape in a text, text
// that is not UTF-8, a value of another type) and says so; encoding/json has
// the word then. What it gives is what encoding/json would have given.
//
// A scanner remembers the GUIDs, words and lists of plans that it has met,
// which are few and come again and again. It is not safe for concurrent use.
type scanner struct {
	text string
	at   int

	words map[string]string
	sets  map[string][]string
	// arena is where the texts that a user keeps stand one behind the other.
	arena strings.Builder
	pool  pool
}

func newScanner() *scanner {
	return &scanner{words: map[string]string{}, sets: map[string][]string{}, pool: newPool()}
}

// arenaSize is how much text of users stands together. Whoever keeps one user
// keeps that much.
const arenaSize = 32 << 10

// keep copies s to where it may stay when the text of the file is gone.
func (s *scanner) keep(text string) string {
	if s.arena.Cap()-s.arena.Len() < len(text) {
		s.arena = strings.Builder{}
		s.arena.Grow(max(arenaSize, len(text)))
	}
	start := s.arena.Len()
	s.arena.WriteString(text)
	return s.arena.String()[start:]
}

// eat takes c, which white space may stand before.
func (s *scanner) eat(c byte) bool {
	if s.at < len(s.text) && s.text[s.at] == c {
		s.at++
		return true
	}
	return s.blank() && s.text[s.at] == c && s.eat(c)
}

// blank passes over white space; it is false where none stands, or nothing
// behind it.
func (s *scanner) blank() bool {
	start := s.at
	for s.at < len(s.text) && isSpace(s.text[s.at]) {
		s.at++
	}
	return s.at > start && s.at < len(s.text)
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// literal takes a word such as null.
func (s *scanner) literal(word string) bool {
	if !strings.HasPrefix(s.text[s.at:], word) {
		if !s.blank() || !strings.HasPrefix(s.text[s.at:], word) {
			return false
		}
	}
	s.at += len(word)
	return true
}

// quoted takes a text and gives what stands between its quotes, unjudged.
func (s *scanner) quoted() (string, bool) {
	if !s.eat('"') {
		return "", false
	}
	n := strings.IndexByte(s.text[s.at:], '"')
	if n < 0 {
		return "", false
	}
	raw := s.text[s.at : s.at+n]
	s.at += n + 1
	return raw, true
}

// str takes a text, which is a part of the file's text.
func (s *scanner) str() (string, bool) {
	raw, ok := s.quoted()
	return raw, ok && isPlain(raw)
}

// word takes a text that is like to be met again.
func (s *scanner) word() (string, bool) {
	raw, ok := s.quoted()
	if !ok {
		return "", false
	}
	if known, ok := s.words[raw]; ok {
		return known, true
	}
	if !isPlain(raw) {
		return "", false
	}
	raw = strings.Clone(raw)
	s.words[raw] = raw
	return raw, true
}

// isPlain reports whether a text between quotes is the same in Go.
func isPlain(raw string) bool {
	for i := range len(raw) {
		switch c := raw[i]; {
		case c < ' ' || c == '\\':
			return false
		case c >= utf8.RuneSelf:
			return utf8.ValidString(raw[i:]) && isPlainASCII(raw[i:])
		}
	}
	return true
}

// isPlainASCII is isPlain as far as the ASCII in a text goes.
func isPlainASCII(raw string) bool {
	for i := range len(raw) {
		if raw[i] < ' ' || raw[i] == '\\' {
			return false
		}
	}
	return true
}

// set takes an array of texts; null is nil.
func (s *scanner) set() ([]string, bool) {
	if !s.eat('[') {
		return nil, s.literal("null")
	}
	n := strings.IndexByte(s.text[s.at:], ']')
	if n < 0 {
		return nil, false
	}
	raw, end := s.text[s.at:s.at+n], s.at+n+1
	if known, ok := s.sets[raw]; ok {
		s.at = end
		return known, true
	}
	set := []string{}
	for more := !s.eat(']'); more; {
		word, ok := s.word()
		if !ok {
			return nil, false
		}
		set = append(set, word)
		if more = s.eat(','); !more && !s.eat(']') {
			return nil, false
		}
	}
	if s.at == end { // and no bracket stands in a text
		s.sets[strings.Clone(raw)] = set
	}
	return set, true
}

// boolean takes true or false.
func (s *scanner) boolean() (value, ok bool) {
	if s.literal("true") {
		return true, true
	}
	return false, s.literal("false")
}

// moment takes a time; null is nil.
func (s *scanner) moment() (*time.Time, bool) {
	if s.literal("null") {
		return nil, true
	}
	raw, ok := s.str()
	if !ok {
		return nil, false
	}
	var at time.Time
	if at.UnmarshalText([]byte(raw)) != nil {
		return nil, false
	}
	return &at, true
}
