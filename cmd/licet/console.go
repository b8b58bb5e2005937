package main

import (
	"strconv"
	"strings"
)

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

// helpWidth is how wide help may be: that of the terminal, within what reads
// well; 80 columns where it is not known.
func (e *env) helpWidth() int {
	width, _ := isTerminal(e.stdout)
	if width = widthOf(e.getenv, width); width == 0 {
		return 80
	}
	return min(max(width, 40), 100)
}

// The bits of a Windows console's output mode (Console API, SetConsoleMode).
const (
	processedOutput        = 0x1
	virtualTerminal        = 0x4
	utf8CodePage    uint32 = 65001
)

// consoleChange is what must be set on a Windows console before colours and
// names in any script are shown right, and what to set back at the end.
type consoleChange struct {
	mode, page       uint32
	setMode, setPage bool
}

// changeConsole decides about a console from its output mode and code page.
func changeConsole(mode, page uint32) consoleChange {
	c := consoleChange{mode: mode | processedOutput | virtualTerminal, page: utf8CodePage}
	c.setMode, c.setPage = c.mode != mode, c.page != page
	return c
}
