package terminal

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"licet/io/language"

	"golang.org/x/term"
)

// Console is what the program has of the person: streams, environment, language.
type Console struct {
	In       io.Reader
	Out, Err io.Writer
	Getenv   func(string) string
	// Words are the language that people are spoken to in; nil is English.
	Words language.Speaker
	// Plain says that the console does not understand escape sequences.
	Plain bool
}

// Say writes a message in the language of the person.
func (c *Console) Say(format string, args ...any) string { return c.Words.Say(format, args...) }

// Note tells something on standard error that is not the result.
func (c *Console) Note(format string, args ...any) {
	fmt.Fprintf(c.Err, "licet: %s\n", c.Say(format, args...))
}

// Fault tells an error on standard error.
func (c *Console) Fault(err error) { fmt.Fprintf(c.Err, "licet: %s\n", Hung(c.Words, err)) }

// Width is that of a terminal on standard output; 0 is not known, or no terminal.
func (c *Console) Width() int {
	width, ok := isTerminal(c.Out)
	if !ok {
		return 0
	}
	return widthOf(c.Getenv, width)
}

// Color reports whether standard output is to have colours.
func (c *Console) Color() bool {
	_, ok := isTerminal(c.Out)
	return wantsColor(c.Getenv, ok && !c.Plain)
}

// helpWidth is how wide help may be: that of the terminal, within what reads
// well; 80 columns where it is not known.
func (c *Console) helpWidth() int {
	width, _ := isTerminal(c.Out)
	if width = widthOf(c.Getenv, width); width == 0 {
		return 80
	}
	return min(max(width, 40), 100)
}

// isTerminal reports whether a stream is one, and how wide; 0 is not known.
func isTerminal(stream any) (width int, ok bool) {
	f, isFile := behind(stream).(*os.File)
	if !isFile || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	width, _, _ = term.GetSize(int(f.Fd()))
	return max(width, 0), true
}

// wantsColor decides about colours on a stream, by no-color.org and
// bixense.com/clicolors: NO_COLOR turns them off whatever else is set,
// CLICOLOR_FORCE on also where nothing shows them, CLICOLOR=0 off. Else a
// terminal that understands them has them.
func wantsColor(getenv func(string) string, terminal bool) bool {
	force := getenv("CLICOLOR_FORCE")
	switch {
	case getenv("NO_COLOR") != "":
		return false
	case force != "" && force != "0":
		return true
	case getenv("CLICOLOR") == "0" || getenv("TERM") == "dumb":
		return false
	default:
		return terminal
	}
}

// widthOf is the width of a terminal: COLUMNS where that is a number, else what
// the terminal says; 0 is not known.
func widthOf(getenv func(string) string, terminal int) int {
	if n, err := strconv.Atoi(strings.TrimSpace(getenv("COLUMNS"))); err == nil && n > 0 {
		return n
	}
	return terminal
}
