package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// page is text on its way to a terminal. After the first error it does nothing
// more; close gives that error.
type page struct {
	w     *bufio.Writer
	style Style
}

func newPage(w io.Writer, s Style) *page {
	return &page{w: bufio.NewWriter(w), style: s}
}

// line prints one line. Foreign text in args must have been made visible.
func (p *page) line(format string, args ...any) {
	fmt.Fprintf(p.w, format+"\n", args...)
}

// wrapped prints text in lines that fit the width, the first of which begins
// with head and the others with as many blanks.
func (p *page) wrapped(head, text string) {
	for i, line := range wrap(text, max(20, p.style.width()-cells(head))) {
		if i > 0 {
			head = strings.Repeat(" ", cells(head))
		}
		p.line("%s", strings.TrimRight(head+line, " "))
	}
}

// title prints an empty line and a title.
func (p *page) title(text string) {
	p.line("")
	p.line("%s", p.style.paint(bold, text))
}

func (p *page) close() error {
	if err := p.w.Flush(); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

// wrap breaks text at blanks into lines of at most width cells. A word that is
// longer gets a line of its own, unbroken.
func wrap(text string, width int) []string {
	var lines []string
	var line strings.Builder
	used := 0
	for word := range strings.SplitSeq(text, " ") {
		n := cells(word)
		if used > 0 && used+1+n > width {
			lines = append(lines, line.String())
			line.Reset()
			used = 0
		}
		if used > 0 {
			line.WriteByte(' ')
			used++
		}
		line.WriteString(word)
		used += n
	}
	return append(lines, line.String())
}
