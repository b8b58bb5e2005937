package tenant

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// valueLimit bounds one JSON value (a user, a SKU): a file that is one endless
// value must not fill the memory.
const valueLimit = 16 << 20

var errTooLarge = fmt.Errorf("one value is larger than %d MB", valueLimit>>20)

// text is JSON that encoding/json cuts into values, of which the lines are known.
type text struct {
	*json.Decoder
	in *counted
}

// newText cuts what in reads from the line with a number on, as if open stood
// before it.
func newText(in io.Reader, line int, open string) text {
	c := &counted{Reader: in, line: line, left: valueLimit}
	t := text{json.NewDecoder(io.MultiReader(strings.NewReader(open), c)), c}
	for t.InputOffset() < int64(len(strings.TrimSuffix(open, ","))) {
		if _, err := t.Token(); err != nil {
			panic(err) // open is the beginning of JSON
		}
	}
	return t
}

// counted reads a text and counts its lines.
type counted struct {
	io.Reader
	line int // that has been read up to
	left int // of valueLimit
}

func (c *counted) Read(b []byte) (int, error) {
	if c.left <= 0 {
		return 0, errTooLarge
	}
	n, err := c.Reader.Read(b[:min(len(b), windowSize)])
	c.left -= n
	c.line += bytes.Count(b[:n], []byte("\n"))
	return n, err
}

// ahead gives what has been read and not been cut, without the bytes of over that
// it begins with.
func (t *text) ahead(over string) []byte {
	t.More() // reads on to the next thing
	ahead, _ := io.ReadAll(t.Buffered())
	return bytes.TrimLeft(ahead, over)
}

// line gives the number of the line in which the next thing stands.
func (t *text) line() int { return t.in.line - bytes.Count(t.ahead(" \t\r\n,"), []byte("\n")) }

// rest gives what has not been cut. The text must not be used afterwards.
func (t *text) rest() io.Reader { return io.MultiReader(t.Buffered(), t.in.Reader) }

// decode reads the next value.
func (t *text) decode(v any) error {
	t.in.left = valueLimit
	return t.Decode(v)
}

// openList takes the opening bracket. It is false for null, which has no entries.
func (t *text) openList(name string) (bool, error) {
	token, err := t.Token()
	if err == nil && token != nil && token != json.Delim('[') {
		err = fmt.Errorf("%q is not a list", name)
	}
	return err == nil && token != nil, err
}

// entries hands over the entries of a list, of which some have been read, to its
// end. They are good until each returns.
func (t *text) entries(name string, read int, each func(entry []byte) error) error {
	var entry json.RawMessage
	for t.More() {
		read++
		line := t.line()
		err := t.decode(&entry)
		if err == nil {
			err = each(entry)
		}
		if err != nil {
			return inEntry(line, name, read, err)
		}
	}
	if _, err := t.Token(); err != nil {
		return inEntry(t.line(), name, read+1, err)
	}
	return nil
}

// placed is an error that says where in the file it is.
type placed struct{ error }

func (p placed) Unwrap() error { return p.error }

func inEntry(line int, list string, entry int, err error) error {
	return placed{fmt.Errorf("line %d (%s, entry %d): %w", line, list, entry, cutOff(err))}
}

// inLine gives an error that has no place yet that of a line.
func inLine(line int, err error) error {
	var there placed
	if errors.As(err, &there) {
		return err
	}
	return placed{fmt.Errorf("line %d: %w", line, cutOff(err))}
}

func cutOff(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF { //nolint:errorlint // wrapped ones have been told
		return fmt.Errorf("the file was cut off here, make or copy it again: %w", io.ErrUnexpectedEOF)
	}
	return err
}
