package terminal

import (
	"fmt"
	"strings"

	"licet/io/language"
)

// widestName is how wide the column of names may become.
const widestName = 24

// items writes a list of two columns; a name that is too wide for its column
// has a line of its own.
func (p *page) items(items []Item) {
	column := 0
	for _, it := range items {
		if n := len(it.Name); n <= widestName {
			column = max(column, n)
		}
	}
	indent := column + 4
	for _, it := range items {
		head := fmt.Sprintf("  %-*s  ", column, it.Name)
		if len(it.Name) > column {
			p.line("  %s", it.Name)
			head = strings.Repeat(" ", indent)
		}
		p.wrap(head, it.Usage, indent)
	}
}

// wrap writes text over as many lines as it needs, the first one behind head and the
// others indented by rest.
func (p *page) wrap(head, s string, rest int) {
	for _, line := range p.words.Wrap(s, p.width-language.Cells(head), p.width-rest) {
		p.line("%s", strings.TrimRight(head+line, " "))
		head = strings.Repeat(" ", rest)
	}
}
