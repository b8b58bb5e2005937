package terminal

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"licet/io/language"

	"github.com/urfave/cli/v2"
)

// A page of help fits a screen: the program's own 24 lines of 80 columns, a
// command's 50 lines, for which seldom used flags are only named where there are
// too many. --help-all tells all of them.

// Help prints what the command line asks help on.
func (p *Program) Help(l Line) error {
	if len(l.path) == 0 && len(l.arguments) > 0 && l.arguments[0] != "help" {
		return p.suggestCommand(l.arguments[0], p.Commands).Hint("`licet -h` lists the commands.")
	}
	write := func(all bool) string {
		page := page{program: p, words: p.Console.Words, width: p.Console.helpWidth(), all: all}
		if len(l.path) == 0 {
			page.main()
		} else {
			page.command(l.path)
		}
		return page.String()
	}
	text := write(l.helpAll || len(l.path) > 0)
	if !l.helpAll && strings.Count(text, "\n") > screenful {
		text = write(false)
	}
	_, err := io.WriteString(p.Console.Out, text)
	return err
}

// screenful is how many lines a command's help may have before seldom used flags
// are only named.
const screenful = 50

// page is a page of help in the making.
type page struct {
	strings.Builder
	program *Program
	words   language.Speaker
	width   int
	// all tells seldom used flags as well.
	all bool
}

func (p *page) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

// said writes a line in the language of the person.
func (p *page) said(format string, args ...any) { p.line("%s", p.words.Say(format, args...)) }

func (p *page) inWords(english string) string { return inWords(p.words, english) }

// inWords translates what commands and flags say of themselves. The test of the
// catalogue finds it in the fields of their literals.
func inWords(words language.Speaker, english string) string {
	if translated, ok := words[english]; ok {
		return translated
	}
	return english
}

// main is the page of the program itself.
func (p *page) main() {
	app := p.program
	p.line("licet - %s", p.inWords(app.Usage))
	p.said("Usage: %s", app.UsageText)
	p.line("")
	p.commands(slices.DeleteFunc(slices.Clone(app.Commands), func(c *cli.Command) bool { return !p.all && c.Name == "version" }))
	p.line("")
	if p.all {
		p.everything()
	}
	head := p.words.Say("Try:")
	for _, command := range app.Try {
		p.line("%s  %s", head, command)
		head = blank(head)
	}
	p.said("More: licet COMMAND -h, licet --help-all (exit codes, environment)")
}

// everything is what only --help-all tells of the program.
func (p *page) everything() {
	p.said("Exit codes:")
	for _, x := range p.program.Codes {
		p.line("  %3d  %s", x.Code, p.words.Word(x.Means))
	}
	p.line("")
	p.wrap("", p.words.Say("Every flag can be set by an environment variable: --max-removals is LICET_MAX_REMOVALS. "+
		"NO_COLOR=1, CLICOLOR=0 and CLICOLOR_FORCE=1 turn colours off and on, COLUMNS is the width of the terminal."), 0)
	p.line("")
}

// command is the page of a command.
func (p *page) command(path []*cli.Command) {
	c := path[len(path)-1]
	p.wrap("", "licet "+strings.Join(commandNames(path), " ")+" - "+p.inWords(c.Usage), 2)
	p.line("")
	p.usage(c)
	if len(c.Subcommands) > 0 {
		p.line("\n%s", p.words.Say("Commands:"))
		p.commands(c.Subcommands)
	}
	p.line("")
	p.flags(c)
	p.description(c.Description)
}

func (p *page) commands(all []*cli.Command) {
	var items []Item
	for _, c := range all {
		items = append(items, Item{Name: c.Name, Usage: p.inWords(c.Usage)})
	}
	p.items(items)
}

// description writes paragraphs in the width of the page, and the examples at
// their end as they are.
func (p *page) description(text string) {
	words, examples, _ := strings.Cut("\n"+text, "\nExamples:")
	for paragraph := range strings.SplitSeq(strings.TrimSpace(words), "\n\n") {
		if paragraph != "" {
			p.line("")
			p.wrap("", p.inWords(strings.Join(strings.Fields(paragraph), " ")), 0)
		}
	}
	if examples != "" {
		p.line("\n%s%s", p.words.Say("Examples:"), examples)
	}
}

func (p *page) usage(c *cli.Command) {
	if c.UsageText == "" {
		p.said("Usage: licet %s COMMAND", c.Name)
	}
	for i, way := range strings.Split(c.UsageText, "\n") {
		if way = strings.TrimSpace(way); way == "" {
			continue
		}
		head := p.words.Say("Usage: %s", "")
		if i > 0 {
			head = blank(head)
		}
		p.wrap(head, p.inWords(way), 9)
	}
}

// blank is as wide as a text.
func blank(s string) string { return strings.Repeat(" ", language.Cells(s)) }

// flags tells the flags of a command by category.
func (p *page) flags(c *cli.Command) {
	var rare []string
	for _, g := range FlagGroups(c, p.words) {
		var items []Item
		for _, it := range g.Items {
			if !p.all && p.program.Rare[it.Flag] {
				rare = append(rare, "--"+it.Flag)
				continue
			}
			items = append(items, it)
		}
		if len(items) > 0 {
			p.said("%s:", g.Title)
			p.items(items)
		}
	}
	if len(rare) > 0 {
		p.wrap("", p.words.Say("More flags, shown by --help-all: %s", strings.Join(rare, ", ")), 2)
	}
}
