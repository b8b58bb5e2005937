package jsonscan

import (
	"bytes"
	"strings"
)

const (
	// arenaSize is how much text stands together. Whoever keeps one text keeps
	// that much.
	arenaSize = 32 << 10
	// mostRemembered bounds what is remembered of each kind.
	mostRemembered = 1 << 13
)

// Keep copies a text to where it stays when what is read is gone.
func (s *Scanner) Keep(text []byte) string {
	if len(text) == 0 {
		return ""
	}
	if s.arena.Cap()-s.arena.Len() < len(text) {
		s.arena = strings.Builder{}
		s.arena.Grow(max(arenaSize, len(text)))
	}
	start := s.arena.Len()
	s.arena.Write(text)
	return s.arena.String()[start:]
}

// Kept takes a text and keeps it.
func (s *Scanner) Kept(into *string) bool {
	text, ok := s.Text()
	*into = s.Keep(text)
	return ok
}

// Passed takes a text that nobody needs.
func (s *Scanner) Passed() bool {
	_, ok := s.Text()
	return ok
}

// Word takes a text that is like to come again, and is kept once.
func (s *Scanner) Word(into *string) bool {
	text, ok := s.Text()
	if !ok || len(text) == 0 {
		*into = ""
		return ok
	}
	word, known := s.words[string(text)]
	if !known {
		word = string(text)
		remember(s.words, word, word)
	}
	*into = word
	return true
}

// Words takes a list of words; null is nil. The list is the scanner's, given for
// each that is written alike, and must not be changed.
func (s *Scanner) Words(into *[]string) bool {
	if s.literal("null") {
		*into = nil
		return true
	}
	start := s.at
	raw := s.toBracket()
	if known, ok := s.sets[string(raw)]; ok && raw != nil {
		s.at += len(raw)
		*into = known
		return true
	}
	set := []string{}
	ok := s.Peek() == '[' && s.List(func() bool {
		var word string
		ok := s.Word(&word)
		set = append(set, word)
		return ok
	})
	if ok && s.at == start+len(raw) { // no bracket stands in a text
		remember(s.sets, string(raw), set)
	}
	*into = set
	return ok
}

// toBracket gives a list from here to the first closing bracket, which is its
// own where none stands in a text; nil where no list begins here.
func (s *Scanner) toBracket() []byte {
	rest := s.data[s.at:]
	n := bytes.IndexByte(rest, ']')
	if n < 0 || rest[0] != '[' {
		return nil
	}
	return rest[:n+1]
}

// remember notes what a text means. Once there is too much of it, all is
// forgotten.
func remember[T any](known map[string]T, text string, meaning T) {
	if len(known) >= mostRemembered {
		clear(known)
	}
	known[text] = meaning
}
