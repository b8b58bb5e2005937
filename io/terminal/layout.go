package terminal

import (
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
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
		if len(it.Name) > column {
			p.line("  %s", it.Name)
			p.wrap(it.Usage, indent, indent)
			continue
		}
		p.wrap(fmt.Sprintf("  %-*s  %s", column, it.Name, it.Usage), 0, indent)
	}
}

// wrap writes text over as many lines as it needs, the first one indented by
// first and the others by rest. Wide characters count as two columns and may
// end a line anywhere.
func (p *page) wrap(s string, first, rest int) {
	line := strings.Repeat(" ", first)
	for i, word := range breakable(s) {
		if i > 0 && text.StringWidthWithoutEscSequences(line+strings.TrimRight(word, " ")) > p.width {
			p.line("%s", strings.TrimRight(line, " "))
			line, word = strings.Repeat(" ", rest), strings.TrimLeft(word, " ")
		}
		line += word
	}
	p.line("%s", strings.TrimRight(line, " "))
}

// breakable cuts text where a line may end: behind spaces, and behind each wide
// character, but not before a mark that closes something or behind one that opens
// something.
func breakable(s string) []string {
	var parts []string
	start := 0
	runes := []rune(s)
	for i, r := range runes {
		space := r == ' ' && i+1 < len(runes) && runes[i+1] != ' ' && strings.TrimSpace(string(runes[:i])) != ""
		if space || text.RuneWidth(r) == 2 && !strings.ContainsRune("（《“‘", r) && (i+1 == len(runes) || !strings.ContainsRune("，。；：、！？）》”’", runes[i+1])) {
			parts = append(parts, string(runes[start:i+1]))
			start = i + 1
		}
	}
	return append(parts, string(runes[start:]))
}
