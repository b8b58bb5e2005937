package terminal

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
