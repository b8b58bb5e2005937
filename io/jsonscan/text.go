package jsonscan

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// Text takes a text; null is an empty one.
func (s *Scanner) Text() ([]byte, bool) {
	if !s.Eat('"') {
		return nil, s.literal("null")
	}
	start := s.at
	s.at += plainRun(s.data[start:])
	if s.at < len(s.data) && s.data[s.at] == '"' {
		s.at++
		return s.data[start : s.at-1], true
	}
	return s.oddText(start)
}

// oddText takes a text that is more than printable ASCII, from a place on.
func (s *Scanner) oddText(start int) ([]byte, bool) {
	escaped := false
	for {
		s.at += textRun(s.data[min(s.at, len(s.data)):])
		switch {
		case s.at >= len(s.data):
			return nil, false
		case s.data[s.at] == '\\':
			escaped = true
			s.at += 2
		case s.data[s.at] < ' ':
			return nil, false
		case escaped:
			s.at++
			return unescaped(s.data[start-1 : s.at])
		default:
			s.at++
			text := s.data[start : s.at-1]
			return text, utf8.Valid(text)
		}
	}
}

// textRun gives how many bytes of b stand before the first one that is a quote, a
// backslash or a control character. It looks at eight of them at a time.
func textRun(b []byte) int {
	n := 0
	for ; n+8 <= len(b); n += 8 {
		if ends := endBytes(binary.LittleEndian.Uint64(b[n:])); ends != 0 {
			return n + bits.TrailingZeros64(ends)/8
		}
	}
	for n < len(b) && b[n] != '"' && b[n] != '\\' && ' ' <= b[n] {
		n++
	}
	return n
}

// plainRun gives how many bytes of b stand before the first one that is a quote,
// a backslash, or no printable ASCII. It looks at eight of them at a time.
func plainRun(b []byte) int {
	n := 0
	for ; n+8 <= len(b); n += 8 {
		if odd := oddBytes(binary.LittleEndian.Uint64(b[n:])); odd != 0 {
			return n + bits.TrailingZeros64(odd)/8
		}
	}
	for n < len(b) && b[n] != '"' && b[n] != '\\' && ' ' <= b[n] && b[n] < utf8.RuneSelf {
		n++
	}
	return n
}

const (
	ones  = 0x0101010101010101
	highs = 0x80 * ones
)

// oddBytes has the highest bit of each byte of x set that ends a plain run. Above
// the lowest of them others may be set as well, since what is subtracted borrows
// from the byte above.
func oddBytes(x uint64) uint64 {
	control := x - ' '*ones
	quote := (x ^ '"'*ones) - ones
	backslash := (x ^ '\\'*ones) - ones
	return (x | control | quote | backslash) & highs
}

// endBytes is oddBytes for a run that may have bytes beyond ASCII.
func endBytes(x uint64) uint64 {
	control := x - ' '*ones
	quote := (x ^ '"'*ones) - ones
	backslash := (x ^ '\\'*ones) - ones
	return (control | quote | backslash) &^ x & highs
}

// through gives what stands from here to the end of the first mark, without
// taking it; nil where none is near.
func (s *Scanner) through(mark string) []byte {
	const near = 4 << 10
	rest := s.data[s.at:min(len(s.data), s.at+near)]
	n := bytes.Index(rest, []byte(mark))
	if n < 0 {
		return nil
	}
	return rest[:n+len(mark)]
}
