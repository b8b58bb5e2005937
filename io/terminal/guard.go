package terminal

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"sync"
	"unicode/utf16"
	"unicode/utf8"

	"licet/io/language"
)

// guard is a stream to people. Whatever is written to it, nothing reaches them but
// characters that they see, licet's own ends of lines and tabs, and its colours: text
// that nobody made visible on its way is made so here.
type guard struct {
	to io.Writer
	// colors lets licet's own colours through.
	colors bool
	// lock lets one writer in at a time: requests are told beside the progress.
	lock sync.Mutex
	// held is the beginning of a character or a colour whose rest is still to come.
	held []byte
}

// Guard puts a guard before the streams to people. What programs read goes around
// it, by JSON and Table.
func (c *Console) Guard() {
	if _, guarded := c.Out.(*guard); !guarded {
		c.Out, c.Err = &guard{to: c.Out, colors: c.Color()}, &guard{to: c.Err}
	}
}

// behind gives the stream itself.
func behind(stream any) any {
	if g, ok := stream.(*guard); ok {
		return g.to
	}
	return stream
}

// Stream gives standard output or standard error as the system knows it, for who
// asks what kind of file it is.
func Stream(w io.Writer) any { return behind(w) }

func (g *guard) Write(p []byte) (int, error) {
	g.lock.Lock()
	defer g.lock.Unlock()
	text := append(g.held, p...)
	out := make([]byte, 0, len(text))
	for len(text) > 0 && utf8.FullRune(text) && !g.begins(text) {
		if n := cmp.Or(language.Plain(text), g.own(text)); n > 0 {
			out, text = append(out, text[:n]...), text[n:]
			continue
		}
		r, size := utf8.DecodeRune(text)
		if language.IsHidden(r) {
			out = append(out, language.Mark(r)...)
		} else {
			out = append(out, text[:size]...)
		}
		text = text[size:]
	}
	g.held = bytes.Clone(text)
	if _, err := g.to.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// ownStyles are the colours that licet uses.
var ownStyles = [][]byte{[]byte("\x1b[0m"), []byte("\x1b[1m"), []byte("\x1b[2m"), []byte("\x1b[31m"), []byte("\x1b[32m"), []byte("\x1b[33m")}

// own gives how much of the beginning of a text is a mark of licet's own; 0 is none.
func (g *guard) own(text []byte) int {
	if text[0] == '\n' || text[0] == '\t' {
		return 1
	}
	for _, style := range ownStyles {
		if g.colors && bytes.HasPrefix(text, style) {
			return len(style)
		}
	}
	return 0
}

// begins reports whether a text is the beginning of a colour.
func (g *guard) begins(text []byte) bool {
	return g.colors && slices.ContainsFunc(ownStyles, func(style []byte) bool {
		return len(text) < len(style) && bytes.HasPrefix(style, text)
	})
}

// JSON is standard output for JSON. A character that a terminal would not show is
// written as JSON's own escape, which any reader takes for that character.
func (c *Console) JSON() io.Writer { return &escaper{to: behind(c.Out).(io.Writer)} }

// Table is standard output for lines of cells. Programs get them as they are; a
// terminal is read by people.
func (c *Console) Table() io.Writer {
	if _, ok := isTerminal(c.Out); ok {
		return c.Out
	}
	return behind(c.Out).(io.Writer)
}

// escaper writes JSON without characters that a terminal would not show. Such stand
// in texts alone.
type escaper struct {
	to   io.Writer
	held []byte
}

func (e *escaper) Write(p []byte) (int, error) {
	text := append(e.held, p...)
	out := make([]byte, 0, len(text))
	for len(text) > 0 && utf8.FullRune(text) {
		if n := language.Plain(text); n > 0 {
			out, text = append(out, text[:n]...), text[n:]
			continue
		}
		r, size := utf8.DecodeRune(text)
		switch {
		case r == '\n' || r == '\t' || r == utf8.RuneError || !language.IsHidden(r):
			out = append(out, text[:size]...)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		text = text[size:]
	}
	e.held = bytes.Clone(text)
	if _, err := e.to.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}
