package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"licet/io/language"
)

// page is text on its way to a terminal, in the language of its style. After the
// first error it does nothing more; close gives that error.
type page struct {
	language.Speaker
	w     *bufio.Writer
	style Style
}

func newPage(w io.Writer, s Style) *page {
	return &page{Speaker: s.Speaker, w: bufio.NewWriter(w), style: s}
}

// line prints one line. Foreign text in args must have been made visible.
func (p *page) line(format string, args ...any) {
	fmt.Fprintf(p.w, format+"\n", args...)
}

// paragraph prints an empty line and a line.
func (p *page) paragraph(text string) { p.line("\n%s", text) }

// wrapped prints text in lines that fit the width, the first of which begins
// with head and the others with as many blanks.
func (p *page) wrapped(head, text string) {
	width := max(20, p.style.width()-cells(head))
	for i, line := range p.Wrap(text, width, width) {
		if i > 0 {
			head = strings.Repeat(" ", cells(head))
		}
		p.line("%s", strings.TrimRight(head+line, " "))
	}
}

// title prints an empty line and a title.
func (p *page) title(text string) {
	p.paragraph(p.style.paint(bold, text))
}

// next prints the command to type next, if there is one.
func (p *page) next(command string) {
	if command != "" {
		p.line("%s", p.Say("Next: %s", p.style.painted(bold, command)))
	}
}

func (p *page) close() error {
	if err := p.w.Flush(); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}
