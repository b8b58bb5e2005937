package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	terminal "github.com/jedib0t/go-pretty/v6/text"
	"github.com/urfave/cli/v2"
)

// item is a word or a flag, and what it is.
type item struct{ name, usage string }

// widestName is how wide the column of names may become.
const widestName = 24

// items writes a list of two columns; a name that is too wide for its column
// has a line of its own.
func (p *page) items(items []item) {
	column := 0
	for _, it := range items {
		if n := len(it.name); n <= widestName {
			column = max(column, n)
		}
	}
	indent := column + 4
	for _, it := range items {
		if len(it.name) > column {
			p.line("  %s", it.name)
			p.wrap(it.usage, indent, indent)
			continue
		}
		p.wrap(fmt.Sprintf("  %-*s  %s", column, it.name, it.usage), 0, indent)
	}
}

// wrap writes text over as many lines as it needs, the first one indented by
// first and the others by rest. Wide characters count as two columns and may
// end a line anywhere.
func (p *page) wrap(s string, first, rest int) {
	line := strings.Repeat(" ", first)
	for i, word := range breakable(s) {
		if i > 0 && terminal.StringWidthWithoutEscSequences(line+strings.TrimRight(word, " ")) > p.width {
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
		if space || terminal.RuneWidth(r) == 2 && !strings.ContainsRune("（《“‘", r) && (i+1 == len(runes) || !strings.ContainsRune("，。；：、！？）》”’", runes[i+1])) {
			parts = append(parts, string(runes[start:i+1]))
			start = i + 1
		}
	}
	return append(parts, string(runes[start:]))
}

// flagGroup are the flags of a category.
type flagGroup struct {
	title string
	flags []cli.Flag
}

// groupFlags sorts flags by category, and keeps their order within one.
func (p *page) groupFlags(flags []cli.Flag) []flagGroup {
	category := func(f cli.Flag) string {
		if c, ok := f.(cli.CategorizableFlag); ok {
			return c.GetCategory()
		}
		return ""
	}
	sorted := shown(flags)
	slices.SortStableFunc(sorted, func(a, b cli.Flag) int { return cmp.Compare(category(a), category(b)) })
	var groups []flagGroup
	for i, f := range sorted {
		if i == 0 || category(f) != category(sorted[i-1]) {
			_, title, numbered := strings.Cut(p.inWords(category(f)), ". ")
			groups = append(groups, flagGroup{title: orElse(numbered, title, p.words.Say("Flags"))})
		}
		g := &groups[len(groups)-1]
		g.flags = append(g.flags, f)
	}
	return groups
}

// shown are the flags that people are told of.
func shown(flags []cli.Flag) []cli.Flag {
	return slices.DeleteFunc(slices.Clone(flags), func(f cli.Flag) bool {
		v, ok := f.(cli.VisibleFlag)
		return ok && !v.IsVisible()
	})
}

// flagItem says what is told of a flag: its names, the kind of its value, what
// it does, and what holds without it.
func (p *page) flagItem(f cli.Flag) item {
	d, ok := f.(cli.DocGenerationFlag)
	if !ok {
		return item{name: "--" + f.Names()[0]}
	}
	value, usage := placeholder(d, p.inWords(d.GetUsage()))
	if c, ok := f.(*choice); ok {
		usage = c.list(p.words, usage)
	}
	var names []string
	for _, name := range f.Names() {
		names = append([]string{orElse(len(name) == 1, "-", "--") + name}, names...)
	}
	name := strings.Join(names, ", ")
	if value != "" {
		name += " " + value
	}
	if without := defaultOf(d); without != "" {
		usage = p.words.Say("%s (default %s)", usage, without)
	}
	return item{name, usage}
}

// defaultOf is the value of a flag that nobody gave, where it says something.
func defaultOf(d cli.DocGenerationFlag) string {
	text := d.GetDefaultText()
	if plain, err := strconv.Unquote(text); err == nil {
		text = plain
	}
	if !d.TakesValue() || text == "0" || text == "0s" {
		return ""
	}
	return text
}

// placeholder gives the word for a flag's value, which stands between backquotes
// in its usage, and the usage without them.
func placeholder(d cli.DocGenerationFlag, text string) (value, usage string) {
	usage = text
	before, rest, found := strings.Cut(usage, "`")
	if word, after, closed := strings.Cut(rest, "`"); found && closed {
		return word, before + word + after
	}
	switch d.(type) {
	case *cli.BoolFlag:
		return "", usage
	case *cli.IntFlag, *cli.Float64Flag:
		return "N", usage
	case *choice:
		return "WORD", usage
	default:
		return "TEXT", usage
	}
}

// examples writes the end of a command's help.
func examples(lines ...string) string {
	return "Examples:\n  " + strings.Join(lines, "\n  ")
}
