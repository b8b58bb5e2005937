package tenant

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// valueLimit bounds one JSON value (a user, a SKU): a file that is one endless
// value must not fill the memory.
const valueLimit = 16 << 20

var errTooLarge = fmt.Errorf("one value is larger than %d MB", valueLimit>>20)

// cutter cuts a JSON text into values by encoding/json, and knows the lines.
type cutter struct {
	*json.Decoder
	in *counted
	// open is what stood before the text, to have the decoder where the text goes
	// on.
	open string
}

// newCutter cuts what in reads from the line with a number on, as if open stood
// before it.
func newCutter(in io.Reader, line int, open string) *cutter {
	c := &cutter{in: &counted{in: in, line: line}, open: open}
	c.Decoder = json.NewDecoder(io.MultiReader(strings.NewReader(open), c.in))
	for c.InputOffset() < int64(len(strings.TrimSuffix(open, ","))) {
		if _, err := c.Token(); err != nil {
			panic(err) // open is the beginning of JSON
		}
	}
	return c
}

// counted reads a text and knows where its lines end.
type counted struct {
	in io.Reader
	// line is the number of the line at mark, ends are the ends of lines behind it.
	line    int
	mark, n int64
	ends    []int64
}

func (c *counted) Read(b []byte) (int, error) {
	if c.n-c.mark > valueLimit {
		return 0, errTooLarge
	}
	n, err := c.in.Read(b)
	for at := 0; ; at++ {
		next := bytes.IndexByte(b[at:n], '\n')
		if next < 0 {
			break
		}
		at += next
		c.ends = append(c.ends, c.n+int64(at))
	}
	c.n += int64(n)
	return n, err
}

// goOn moves mark on, and gives the number of the line there.
func (c *counted) goOn(to int64) int {
	past, _ := slices.BinarySearch(c.ends, to)
	c.line += past
	c.ends = c.ends[past:]
	c.mark = max(c.mark, to)
	return c.line
}

// line gives the number of the line in which the next thing stands.
func (c *cutter) line() int {
	c.More()
	_, space := c.next(" \t\r\n,")
	return c.in.goOn(max(0, c.InputOffset()-int64(len(c.open))+space))
}

// next gives the byte that stands next behind those of over, how many these are,
// and 0 at the end.
func (c *cutter) next(over string) (next byte, passed int64) {
	buffered := bufio.NewReaderSize(c.Buffered(), 16)
	for {
		b, err := buffered.ReadByte()
		if err != nil || strings.IndexByte(over, b) < 0 {
			return b, passed
		}
		passed++
	}
}

// rest gives what has not been cut. The cutter must not be used afterwards.
func (c *cutter) rest() io.Reader { return io.MultiReader(c.Buffered(), c.in.in) }

// decode reads the next value.
func (c *cutter) decode(v any) error {
	start := c.InputOffset()
	c.in.goOn(max(0, start-int64(len(c.open))))
	err := c.Decode(v)
	if err == nil && c.InputOffset()-start > valueLimit {
		return errTooLarge
	}
	return err
}

// openList takes the opening bracket. It is false for null, which has no entries.
func (c *cutter) openList(name string) (bool, error) {
	token, err := c.Token()
	if err == nil && token != nil && token != json.Delim('[') {
		err = fmt.Errorf("%q is no list", name)
	}
	return err == nil && token != nil, err
}

// entries hands over the entries of a list, of which some have been read, to its
// end.
func (c *cutter) entries(name string, read int, each func(text []byte) error) error {
	for c.More() {
		read++
		line := c.line()
		var text json.RawMessage
		err := c.decode(&text)
		if err == nil {
			err = each(text)
		}
		if err != nil {
			return &placedError{line, name, read, cutOff(err)}
		}
	}
	if _, err := c.Token(); err != nil {
		return &placedError{c.line(), name, read + 1, cutOff(err)}
	}
	return nil
}

func cutOff(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF { //nolint:errorlint // wrapped ones have been told
		return fmt.Errorf("the file was cut off here, make or copy it again: %w", io.ErrUnexpectedEOF)
	}
	return err
}
