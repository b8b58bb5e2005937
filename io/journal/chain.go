package journal

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strings"
)

// chain hangs the lines of a journal together: each ends with the SHA-256 of the one
// before's and of its own text, so that none can be changed, left out, moved or put in
// without its being seen. The zero chain stands before the first line; nil is that of
// an earlier format, which has none.
type chain struct {
	// last is the hash of the latest line, in hex.
	last string
}

// What a line ends with: the field, the hash, and the end of the object.
const (
	chainField = `,"chain":"`
	chainEnd   = `"}`
	chainSize  = len(chainField) + 2*sha256.Size + len(chainEnd)
)

// hash gives that of a line, of which text is what stands before the field.
func (c *chain) hash(text []byte) string {
	h := sha256.New()
	_, _ = io.WriteString(h, c.last) // a hash never fails
	_, _ = h.Write(text)
	return hex.EncodeToString(h.Sum(nil))
}

// seal appends a line, an object of JSON, to dst with its hash and its end.
func (c *chain) seal(dst, text []byte) []byte {
	if c == nil {
		return append(append(dst, text...), '\n')
	}
	text = text[:len(text)-1]
	c.last = c.hash(text)
	dst = append(append(dst, text...), chainField...)
	dst = append(append(dst, c.last...), chainEnd...)
	return append(dst, '\n')
}

// open gives a line, which has no end, without its hash; ok is false where the hash is
// not that of the line in this place.
func (c *chain) open(text []byte) (body []byte, ok bool) {
	if c == nil {
		return text, true
	}
	at := len(text) - chainSize
	if at < 1 {
		return nil, false
	}
	sum := c.hash(text[:at])
	if string(text[at:]) != strings.Join([]string{chainField, sum, chainEnd}, "") {
		return nil, false
	}
	c.last = sum
	return append(text[:at:at], '}'), true
}
