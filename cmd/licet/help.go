package main

import (
	"fmt"
	"io"
	"strings"

	terminal "github.com/jedib0t/go-pretty/v6/text"
	"github.com/urfave/cli/v2"

	"licet/reconcile"
)

// A page of help fits a screen: the program's own 24 lines of 80 columns, a
// command's 50 lines, for which seldom used flags are only named where there are
// too many. --help-all tells all of them.

// rareFlags are those that are used seldom.
var rareFlags = map[string]bool{
	"graph-url": true, "cloud": true, "client-id": true, "verbose": true, "verbose-names": true, "har": true, "resume-first": true, "lang": true, "config": true, "sandbox-quota": true, "faults": true,
	"layout": true, "worksheet": true, "delimiter": true, "encoding": true, "column": true, "catalog": true,
	"apps": true, "drop-redundant": true, "strict": true, "allow-gap": true, "partial-seats": true, "explain": true,
	"concurrency": true, "batch-size": true, "rate": true, "quota-share": true, "stop-after": true, "progress": true, "no-verify": true, "runs-dir": true,
}

// help prints what the command line asks help on.
func (e *env) help(app *cli.App, l commandLine) error {
	path := l.path
	if len(path) == 0 && len(l.arguments) > 0 && l.arguments[0] != "help" {
		return unknownCommand(l.arguments[0], commandNames(app.Commands)).Hint("`licet -h` lists the commands.")
	}
	if len(path) == 0 {
		p := page{words: e.Words, width: e.HelpWidth(), all: l.helpAll}
		p.program(app)
		return p.print(e.Out)
	}
	p := page{words: e.Words, width: e.HelpWidth(), all: true}
	p.command(path)
	if !l.helpAll && strings.Count(p.String(), "\n") > screenful {
		p = page{words: e.Words, width: e.HelpWidth()}
		p.command(path)
	}
	return p.print(e.Out)
}

// screenful is how many lines a command's help may have before seldom used flags
// are only named.
const screenful = 50

func (p *page) print(w io.Writer) error {
	_, err := io.WriteString(w, p.String())
	return err
}

// askedForHelp makes `licet help apply` of `licet apply -h`.
func (l commandLine) askedForHelp(app *cli.App) commandLine {
	if len(l.path) > 0 || len(l.arguments) == 0 || l.arguments[0] != "help" {
		return l
	}
	asked := readCommandLine(app, l.arguments[1:])
	asked.help, asked.helpAll = true, l.helpAll
	return asked
}

// page is a page of help in the making.
type page struct {
	strings.Builder
	words reconcile.Phrases
	width int
	// all tells seldom used flags as well.
	all bool
}

func (p *page) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

// said writes a line in the language of the person.
func (p *page) said(format string, args ...any) { p.line("%s", p.words.Say(format, args...)) }

// inWords translates what commands and flags say of themselves. The test of the
// catalogue finds it in the fields of their literals.
func (p *page) inWords(english string) string {
	if translated, ok := p.words[english]; ok {
		return translated
	}
	return english
}

// program is the page of the program itself.
func (p *page) program(app *cli.App) {
	p.line("licet - %s", p.inWords(app.Usage))
	p.said("Usage: %s", app.UsageText)
	p.line("")
	var items []item
	for _, c := range app.Commands {
		if p.all || c.Name != "version" {
			items = append(items, item{c.Name, p.inWords(c.Usage)})
		}
	}
	p.items(items)
	p.line("")
	if p.all {
		p.everything()
	}
	try := p.words.Say("Try:")
	p.line("%s  licet apply --sandbox contoso.json testdata/onboarding.csv", try)
	p.line("%*s  licet plan --out plan.json staff.xlsx", terminal.StringWidthWithoutEscSequences(try), "")
	p.said("More: licet COMMAND -h, licet --help-all (exit codes, environment)")
}

// everything is what only --help-all tells of the program.
func (p *page) everything() {
	p.said("Exit codes:")
	for _, x := range exitCodes {
		p.line("  %3d  %s", x.code, p.words.Text(x.means))
	}
	p.line("")
	p.wrap(p.words.Say("Every flag can be set by an environment variable: --max-removals is LICET_MAX_REMOVALS. NO_COLOR=1, CLICOLOR=0 and CLICOLOR_FORCE=1 turn colours off and on, COLUMNS is the width of the terminal."), 0, 0)
	p.line("")
}

// command is the page of a command.
func (p *page) command(path []*cli.Command) {
	c := path[len(path)-1]
	p.wrap("licet "+strings.Join(commandNames(path), " ")+" - "+p.inWords(c.Usage), 0, 2)
	p.line("")
	p.usage(c)
	if len(c.Subcommands) > 0 {
		p.line("\n%s", p.words.Say("Commands:"))
		var items []item
		for _, sub := range c.Subcommands {
			items = append(items, item{sub.Name, p.inWords(sub.Usage)})
		}
		p.items(items)
	}
	p.line("")
	p.flags(c)
	p.description(c.Description)
}

// description writes paragraphs in the width of the page, and the examples at
// their end as they are.
func (p *page) description(text string) {
	words, examples, _ := strings.Cut("\n"+text, "\nExamples:")
	for paragraph := range strings.SplitSeq(strings.TrimSpace(words), "\n\n") {
		if paragraph != "" {
			p.line("")
			p.wrap(p.inWords(strings.Join(strings.Fields(paragraph), " ")), 0, 0)
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
			head = strings.Repeat(" ", terminal.StringWidthWithoutEscSequences(head))
		}
		p.wrap(head+p.inWords(way), 0, 9)
	}
}

// flags tells the flags of a command by category.
func (p *page) flags(c *cli.Command) {
	var rare []string
	for _, g := range p.groupFlags(c.Flags) {
		var items []item
		for _, f := range g.flags {
			if !p.all && rareFlags[f.Names()[0]] {
				rare = append(rare, "--"+f.Names()[0])
				continue
			}
			items = append(items, p.flagItem(f))
		}
		if len(items) > 0 {
			p.said("%s:", g.title)
			p.items(items)
		}
	}
	if len(rare) > 0 {
		p.wrap(p.words.Say("More flags, told by --help-all: %s", strings.Join(rare, ", ")), 0, 2)
	}
}
