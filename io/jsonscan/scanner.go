package jsonscan

import (
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"
)

// Scanner reads one value after the other. What it gives is good as long as the
// text that it reads, but for what it keeps or remembers. Once it was unsure of
// something, it is to be reset. It is not safe for concurrent use.
type Scanner struct {
	data []byte
	at   int
	// arena holds the texts that are kept, one behind the other.
	arena strings.Builder
	// words are texts that come again and again: SKUs, groups, states. sets are
	// lists of them, by what stands between their brackets.
	words map[string]string
	sets  map[string][]string
	// moment is the last one that was read, momentText how it was written: a user
	// signed in successfully when the user signed in last.
	momentText string
	moment     time.Time
}

// NewScanner makes a scanner that remembers nothing yet.
func NewScanner() *Scanner {
	return &Scanner{words: map[string]string{}, sets: map[string][]string{}}
}

// Reset has the scanner read data from a place on. What it remembers stays.
func (s *Scanner) Reset(data []byte, at int) { s.data, s.at = data, at }

// At gives the place behind what was read.
func (s *Scanner) At() int { return s.at }

// Peek passes over white space and gives the next byte without taking it; 0 at
// the end.
func (s *Scanner) Peek() byte {
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

// Eat takes c, which white space may stand before.
func (s *Scanner) Eat(c byte) bool {
	if s.at < len(s.data) && s.data[s.at] == c {
		s.at++
		return true
	}
	return s.eatBehindSpace(c)
}

func (s *Scanner) eatBehindSpace(c byte) bool {
	if s.Peek() != c || s.at == len(s.data) {
		return false
	}
	s.at++
	return true
}

// literal takes a word such as null.
func (s *Scanner) literal(word string) bool {
	s.Peek()
	if len(s.data)-s.at < len(word) || string(s.data[s.at:s.at+len(word)]) != word {
		return false
	}
	s.at += len(word)
	return true
}

// Bool takes true, false or null.
func (s *Scanner) Bool() (value, null, ok bool) {
	switch s.Peek() {
	case 't':
		return true, false, s.literal("true")
	case 'f':
		return false, false, s.literal("false")
	default:
		return false, true, s.literal("null")
	}
}

// List takes a list, of which entry takes the entries; null is an empty one.
func (s *Scanner) List(entry func() bool) bool {
	if !s.Eat('[') {
		return s.literal("null")
	}
	for more := !s.Eat(']'); more; {
		if !entry() {
			return false
		}
		if more = s.Eat(','); !more && !s.Eat(']') {
			return false
		}
	}
	return true
}

// Object takes an object that has some of at most 64 members. member takes the
// value of the one with a number. A member that comes twice makes the scanner
// unsure, since encoding/json would mix the two.
func (s *Scanner) Object(members Members, member func(number int) bool) bool {
	if !s.Eat('{') {
		return false
	}
	var seen uint64
	next := 0
	for more := !s.Eat('}'); more; {
		number := s.name(members, next)
		if number < 0 || seen&(1<<number) != 0 || !member(number) {
			return false
		}
		seen |= 1 << number
		next = number + 1
		if more = s.Eat(','); !more && !s.Eat('}') {
			return false
		}
	}
	return true
}

// name takes the name of a member and the colon behind it, and gives its number;
// -1 where it is none of them. The one that usually stands there is tried first.
func (s *Scanner) name(members Members, next int) int {
	rest := s.data[s.at:]
	for number := next; number < len(members); number++ {
		if name := members[number]; len(rest) > len(name) && rest[1] == name[1] && string(rest[:len(name)]) == name {
			s.at += len(name)
			return number
		}
	}
	return s.oddName(members)
}

// oddName is name for what stands elsewhere, or has white space around it.
func (s *Scanner) oddName(members Members) int {
	if !s.Eat('"') {
		return -1
	}
	rest := s.data[s.at:]
	for number, name := range members {
		quoted := name[1 : len(name)-1]
		if len(rest) > len(quoted) && string(rest[:len(quoted)]) == quoted {
			if s.at += len(quoted); s.Eat(':') {
				return number
			}
			return -1
		}
	}
	return -1
}

// unescaped gives what a text with escapes means; quoted is the text with its
// quotes.
func unescaped(quoted []byte) ([]byte, bool) {
	var text string
	if !utf8.Valid(quoted) || json.Unmarshal(quoted, &text) != nil {
		return nil, false
	}
	return []byte(text), true
}
