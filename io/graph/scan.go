package graph

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// scanner reads JSON as Graph writes pages of users, several times as fast as
// encoding/json and without leaving anything behind but the texts of users: a
// tenant of a million users is a gigabyte of JSON. It is unsure of all else (an
// unknown or repeated member, another type, text that is not UTF-8) and says so;
// encoding/json has the word then. Where it is sure it gives what encoding/json
// would have given (FuzzPagesOfUsers).
type scanner struct {
	data []byte
	at   int
	// words are texts that come again and again: SKUs, groups, states. sets are
	// lists of them, by what stands between their brackets.
	words map[string]string
	sets  map[string][]string
	// arena holds the texts that users keep, one behind the other.
	arena strings.Builder
}

const (
	// arenaSize is how much text of users stands together.
	arenaSize = 32 << 10
	// mostWords and mostSets bound what is remembered.
	mostWords, mostSets = 1 << 16, 1 << 12
)

func newScanner() *scanner {
	return &scanner{words: map[string]string{}, sets: map[string][]string{}}
}

// peek gives the next byte that is no white space, 0 at the end.
func (s *scanner) peek() byte {
	for s.at < len(s.data) {
		switch c := s.data[s.at]; c {
		case ' ', '\t', '\r', '\n':
			s.at++
		default:
			return c
		}
	}
	return 0
}

// eat takes c.
func (s *scanner) eat(c byte) bool {
	if s.peek() != c {
		return false
	}
	s.at++
	return true
}

// literal takes a word such as null.
func (s *scanner) literal(word string) bool {
	s.peek()
	if len(s.data)-s.at < len(word) || string(s.data[s.at:s.at+len(word)]) != word {
		return false
	}
	s.at += len(word)
	return true
}

// quoted takes a text and gives what stands between its quotes. plain is false
// where escapes stand in it.
func (s *scanner) quoted() (raw []byte, plain, ok bool) {
	if !s.eat('"') {
		return nil, false, false
	}
	start := s.at
	plain = true
	for {
		n := bytes.IndexByte(s.data[s.at:], '"')
		if n < 0 {
			return nil, false, false
		}
		part := s.data[s.at : s.at+n]
		s.at += n + 1
		escape := bytes.IndexByte(part, '\\') >= 0
		plain = plain && !escape
		if !escape || !endsInside(part) {
			return s.data[start : s.at-1], plain, true
		}
	}
}

// endsInside reports whether the quote after part belongs to the text: an odd
// number of backslashes stands before it.
func endsInside(part []byte) bool {
	n := len(part) - len(bytes.TrimRight(part, `\`))
	return n%2 == 1
}

// text takes a text, good until the page is; null is "".
func (s *scanner) text() ([]byte, bool) {
	if s.literal("null") {
		return nil, true
	}
	raw, plain, ok := s.quoted()
	switch {
	case !ok:
		return nil, false
	case plain:
		return raw, isPlain(raw)
	}
	var unescaped string
	if !utf8.Valid(raw) || json.Unmarshal(s.data[s.at-len(raw)-2:s.at], &unescaped) != nil {
		return nil, false
	}
	return []byte(unescaped), true
}

// isPlain reports whether a text without escapes is the same in Go.
func isPlain(raw []byte) bool {
	ascii := true
	for _, c := range raw {
		if c < ' ' {
			return false
		}
		ascii = ascii && c < utf8.RuneSelf
	}
	return ascii || utf8.Valid(raw)
}

// keep copies a text to where it stays when the page is gone.
func (s *scanner) keep(text []byte) string {
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

// word takes a text that is like to come again.
func (s *scanner) word() (string, bool) {
	text, ok := s.text()
	if !ok {
		return "", false
	}
	if known, ok := s.words[string(text)]; ok {
		return known, true
	}
	if len(s.words) >= mostWords {
		clear(s.words)
	}
	word := string(text)
	s.words[word] = word
	return word, true
}

// set takes a list of texts; null is nil.
func (s *scanner) set() ([]string, bool) {
	if s.literal("null") {
		return nil, true
	}
	if !s.eat('[') {
		return nil, false
	}
	end := bytes.IndexByte(s.data[s.at:], ']')
	if end < 0 {
		return nil, false
	}
	raw := s.data[s.at : s.at+end]
	if known, ok := s.sets[string(raw)]; ok {
		s.at += end + 1
		return known, true
	}
	set, start := []string{}, s.at
	ok := s.rest(']', func() bool {
		word, ok := s.word()
		set = append(set, word)
		return ok
	})
	if ok && s.at == start+end+1 && len(s.sets) < mostSets { // no bracket stands in a text
		s.sets[string(raw)] = set
	}
	return set, ok
}

// rest takes entries up to the closing bracket, whose opening one was taken.
func (s *scanner) rest(closing byte, entry func() bool) bool {
	for more := !s.eat(closing); more; {
		if !entry() {
			return false
		}
		if more = s.eat(','); !more && !s.eat(closing) {
			return false
		}
	}
	return true
}

// list takes a list of objects; null is none.
func (s *scanner) list(entry func() bool) bool {
	return s.literal("null") || s.eat('[') && s.rest(']', entry)
}

// object takes an object. member takes the value of one member and gives its
// number, by which one that comes twice is noticed: encoding/json would mix the
// two.
func (s *scanner) object(member func(name []byte) (number int, ok bool)) bool {
	seen := 0
	return s.eat('{') && s.rest('}', func() bool {
		name, plain, ok := s.quoted()
		if !ok || !plain || !s.eat(':') {
			return false
		}
		number, ok := member(name)
		again := seen&(1<<number) != 0
		seen |= 1 << number
		return ok && !again
	})
}
