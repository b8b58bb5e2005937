package tenant

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

const (
	// windowSize is how much of a file is looked at in one go.
	windowSize = 256 << 10
	// valueLimit bounds one JSON value (a user, a SKU): a file that is one
	// endless value must not fill the memory.
	valueLimit = 16 << 20
)

// splitter cuts a JSON text into values without decoding them, and counts
// lines. It finds the end of a value by its brackets and quotes alone; whether
// the value is sound, the decoder says.
type splitter struct {
	in   *bufio.Reader
	line int
	// piece is how much text of a long array is cut into lines and decoded in
	// one go; 0 cuts all arrays with care.
	piece int
}

// next passes over white space and gives the next byte without taking it.
func (s *splitter) next() (byte, error) {
	c, err := s.skip()
	return c, cutOff(err)
}

// skip is next with the bare io.EOF at the end of the source.
func (s *splitter) skip() (byte, error) {
	for {
		c, err := s.in.ReadByte()
		if err != nil {
			return 0, err
		}
		switch c {
		case '\n':
			s.line++
		case ' ', '\t', '\r':
		default:
			return c, s.in.UnreadByte()
		}
	}
}

// take passes over white space and takes the next byte.
func (s *splitter) take() (byte, error) {
	c, err := s.next()
	if err != nil {
		return 0, err
	}
	_, err = s.in.ReadByte()
	return c, err
}

// expect takes the next byte, which must be want.
func (s *splitter) expect(want byte) error {
	c, err := s.take()
	if err == nil && c != want {
		return fmt.Errorf("found %q where %q belongs", c, want)
	}
	return err
}

// end makes sure that nothing but white space is left. It reads to the end, so
// that a checksum behind the text is checked.
func (s *splitter) end() error {
	c, err := s.skip()
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return err
	default:
		return fmt.Errorf("found %q after the end of the document", c)
	}
}

// value appends the next value, as it is written, to dst.
func (s *splitter) value(dst []byte) ([]byte, error) {
	if _, err := s.next(); err != nil {
		return dst, err
	}
	start := len(dst)
	var end valueEnd
	for {
		window, err := s.window()
		if err != nil {
			return dst, err
		}
		n, lines, done := findEnd(&end, window)
		dst = append(dst, window[:n]...)
		s.line += lines
		if _, err := s.in.Discard(n); err != nil {
			return dst, err
		}
		if done && len(dst) == start {
			return dst, fmt.Errorf("found %q where a value belongs", window[0])
		}
		if done {
			return dst, nil
		}
		if len(dst)-start > valueLimit {
			return dst, fmt.Errorf("one value is larger than %d MB", valueLimit>>20)
		}
	}
}

// window gives what is buffered, at least one byte.
func (s *splitter) window() ([]byte, error) {
	if _, err := s.in.Peek(1); err != nil {
		return nil, cutOff(err)
	}
	return s.in.Peek(s.in.Buffered())
}

func cutOff(err error) error {
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("the file was cut off here, make or copy it again: %w", io.ErrUnexpectedEOF)
	}
	return err
}

// valueEnd looks for the end of one JSON value over any number of windows.
type valueEnd struct {
	depth             int
	inString, escaped bool
	scalar            bool
}

// findEnd gives how many bytes of b belong to the value, the line ends among
// them, and whether the value ends there.
func findEnd[T string | []byte](v *valueEnd, b T) (n, lines int, done bool) {
	for i := range len(b) {
		switch c := b[i]; {
		case v.escaped:
			v.escaped = false
		case v.inString:
			switch c {
			case '\\':
				v.escaped = true
			case '"':
				v.inString = false
				if v.depth == 0 {
					return i + 1, lines, true
				}
			}
		case c == '"' && !v.scalar:
			v.inString = true
		case c == '{' || c == '[':
			v.depth++
		case (c == '}' || c == ']') && v.depth > 0:
			if v.depth--; v.depth == 0 {
				return i + 1, lines, true
			}
		case v.depth == 0 && isDelimiter(c):
			return i, lines, true
		case v.depth == 0:
			v.scalar = true
		case c == '\n':
			lines++
		}
	}
	return len(b), lines, false
}

func isDelimiter(c byte) bool {
	switch c {
	case ',', ':', ']', '}', ' ', '\t', '\r', '\n':
		return true
	}
	return false
}
