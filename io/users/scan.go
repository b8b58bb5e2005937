package users

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// scanner reads JSON values from a text. After a fault it is at the end, and
// everything that is asked of it then is nothing.
type scanner struct {
	data []byte
	at   int
	err  error
	buf  []byte
	// depth is how many lists and objects are open.
	depth int
}

// Bounds on what a user may be: a text of a few megabytes must not become gigabytes, or
// end the program. Nobody has hundreds of licences.
const (
	maxDepth   = 100
	maxEntries = 1000
)

func (s *scanner) reset(data []byte) { s.data, s.at, s.err, s.depth = data, 0, nil, 0 }

func (s *scanner) fail(what string) {
	if s.err == nil {
		s.err = fmt.Errorf("character %d of it: %s", s.at+1, what)
	}
	s.at = len(s.data)
}

// peek passes over white space and gives the next byte; 0 at the end.
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

func (s *scanner) eat(c byte) bool {
	if s.peek() != c || s.at == len(s.data) {
		return false
	}
	s.at++
	return true
}

// word takes a literal of JSON.
func (s *scanner) word(text string) bool {
	s.peek()
	if !bytes.HasPrefix(s.data[s.at:], []byte(text)) {
		return false
	}
	s.at += len(text)
	return true
}

// end wants nothing more.
func (s *scanner) end() {
	if s.peek(); s.at < len(s.data) {
		s.fail("something follows it")
	}
}

// object reads an object; null has no members. member gets a name in lower case,
// for encoding/json takes names in any; it takes the value of a member that it
// knows, and is false for others, of which it takes nothing.
func (s *scanner) object(member func(name []byte) bool) {
	s.list('{', '}', "an object", func() {
		if s.peek() != '"' {
			s.fail("the name of a member is missing")
			return
		}
		name := s.lower(s.raw())
		if !s.eat(':') {
			s.fail("a colon is missing")
			return
		}
		if !member(name) {
			s.skip()
		}
	})
}

// array reads an array, and reports whether it was one; null is none.
func (s *scanner) array(entry func()) bool { return s.list('[', ']', "a list", entry) }

// list reads what stands between brackets, with commas between; it is false for null.
func (s *scanner) list(open, end byte, what string, entry func()) bool {
	if s.word("null") {
		return false
	}
	if !s.eat(open) {
		s.fail(what + " is missing")
		return false
	}
	if s.depth++; s.depth > maxDepth {
		s.fail("lists and objects stand within each other, more than 100 deep")
	}
	for more := !s.eat(end); more && s.err == nil; {
		entry()
		if more = s.eat(','); !more && !s.eat(end) {
			s.fail("a comma or " + string(end) + " is missing")
		}
	}
	s.depth--
	return s.err == nil
}

// raw reads a text, or null, and gives what stands between its quotes; plain is
// false where that is not the text itself.
func (s *scanner) raw() (text []byte, plain bool) {
	if s.word("null") {
		return nil, true
	}
	if !s.eat('"') {
		s.fail("a text is missing")
		return nil, true
	}
	start, plain, bits := s.at, true, byte(0)
	for s.at < len(s.data) {
		c := s.data[s.at]
		switch {
		case c == '"':
			text = s.data[start:s.at]
			s.at++
			return text, plain && (bits < utf8.RuneSelf || utf8.Valid(text))
		case c == '\\':
			plain = false
			s.at++
		case c < ' ':
			s.fail("a text has a control character in it")
			return nil, true
		}
		bits |= c
		s.at++
	}
	s.fail("a text has no end")
	return nil, true
}

// text gives what raw read; a text with escapes is left to encoding/json.
func (s *scanner) text(raw []byte, plain bool) string {
	if plain {
		return string(raw)
	}
	var text string
	s.buf = append(append(append(s.buf[:0], '"'), raw...), '"')
	if err := json.Unmarshal(s.buf, &text); err != nil {
		s.fail(err.Error())
	}
	return text
}

// lower gives what raw read in lower case, until the next text.
func (s *scanner) lower(raw []byte, plain bool) []byte {
	if !plain {
		raw = []byte(s.text(raw, plain))
	}
	s.buf = s.buf[:0]
	for _, c := range raw {
		switch {
		case c >= utf8.RuneSelf:
			return bytes.ToLower(raw)
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		}
		s.buf = append(s.buf, c)
	}
	return s.buf
}

// skip passes over any value.
func (s *scanner) skip() {
	switch s.peek() {
	case '{':
		s.object(func([]byte) bool { return false })
	case '[':
		s.array(s.skip)
	case '"':
		s.text(s.raw())
	default:
		if !s.word("true") && !s.word("false") && !s.word("null") {
			s.number()
		}
	}
}

func (s *scanner) number() {
	start := s.at
	for s.at < len(s.data) && strings.IndexByte("+-.eE0123456789", s.data[s.at]) >= 0 {
		s.at++
	}
	if !json.Valid(s.data[start:s.at]) {
		s.at = start
		s.fail("a value is missing")
	}
}
