package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"
)

// block is a fenced block of a page.
type block struct {
	language, text string
	line           int
}

var fence = regexp.MustCompile("(?m)^( *)(```+)([a-z]*)\n((?s:.*?))^ *(```+)$")

// blocks gives the fenced blocks of a page, in order.
func blocks(text string) []block {
	var found []block
	for _, m := range fence.FindAllStringSubmatchIndex(text, -1) {
		found = append(found, block{language: text[m[6]:m[7]], text: text[m[8]:m[9]], line: 1 + strings.Count(text[:m[0]], "\n")})
	}
	return found
}

// The languages of blocks that are run, and of those that hold no command.
var (
	runLanguages   = []string{"console", "sh", "zsh", "fish", "powershell", "yaml"}
	quietLanguages = []string{"", "csv", "json", "toml", "mermaid", "dockerfile", "text"}
)

func (b block) runnable() bool { return slices.Contains(runLanguages, b.language) }

// command finds a line that somebody would type.
var command = regexp.MustCompile(`(?m)^\s*(\$ |(go run \./cmd/)?licet [a-z])`)

var typed = regexp.MustCompile(`\blicet [a-z]+`)

// wantsTenant says whether a block has a command that signs in to a tenant.
func (b block) wantsTenant() bool {
	for _, line := range strings.Split(b.text, "\n") {
		if b.language == "console" && !strings.HasPrefix(line, "$ ") {
			continue // what is printed
		}
		if typed.MatchString(line) && !strings.Contains(line, "--sandbox") && !strings.Contains(line, "--current") {
			return b.runnable()
		}
	}
	return false
}

// A page that shows a command in a block that nobody runs promises what nobody
// has seen: commands stand in blocks of the languages that are run.
func TestEveryCommandShownIsRun(t *testing.T) {
	shown := 0
	for _, path := range documents(t) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Count(string(text), "\n```")%2 != 0 {
			t.Errorf("%s: a block is not closed", pageName(path))
		}
		for _, b := range blocks(string(text)) {
			switch {
			case b.runnable():
				shown++
			case !slices.Contains(quietLanguages, b.language):
				t.Errorf("%s, line %d: nobody knows what to do with a block of %q", pageName(path), b.line, b.language)
			case command.MatchString(b.text):
				t.Errorf("%s, line %d: a command in a block of %q is never run", pageName(path), b.line, b.language)
			}
		}
	}
	if shown < 40 {
		t.Errorf("only %d blocks are run", shown)
	}
}

var span = regexp.MustCompile("`([^`\n]+)`")

// spans gives what stands between backticks in the prose of a page.
func spans(text string) []string {
	var found []string
	for _, m := range span.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
		found = append(found, m[1])
	}
	return found
}

// A command or a flag that a sentence names is one that licet has: whoever
// types it is not told that there is none.
func TestCommandsAndFlagsInProseExist(t *testing.T) {
	app := newProgram(systemEnv())
	flags := map[string]bool{"help": true, "version": true, "generate-bash-completion": true}
	gatherFlags(app.Commands, flags)
	for _, f := range app.Flags {
		for _, n := range f.Names() {
			flags[n] = true
		}
	}
	seen := 0
	for _, path := range documents(t) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range spans(string(text)) {
			words := strings.Fields(s)
			switch {
			case len(words) > 1 && words[0] == "licet" && words[1][0] != '-':
				seen++
				checkWords(t, pageName(path), s, app.Commands, words[1:])
			case strings.HasPrefix(s, "--"):
				seen++
				if name := flagName(words[0]); !flags[name] {
					t.Errorf("%s: `%s`: there is no flag --%s", pageName(path), s, name)
				}
			}
		}
	}
	if seen < 100 {
		t.Errorf("only %d commands and flags were looked at", seen)
	}
}

func gatherFlags(commands []*cli.Command, into map[string]bool) {
	for _, c := range commands {
		for _, f := range c.Flags {
			for _, n := range f.Names() {
				into[n] = true
			}
		}
		gatherFlags(c.Subcommands, into)
	}
}

// flagName is the name in a word such as --mode=add or --max-removals.
func flagName(word string) string {
	name, _, _ := strings.Cut(strings.TrimLeft(word, "-"), "=")
	return strings.TrimRight(name, ".,;:)")
}

// checkWords looks at the command and the flags of a span. Words in capitals
// stand for something, and so does a list as in plan|apply.
func checkWords(t *testing.T, where, span string, commands []*cli.Command, words []string) {
	t.Helper()
	name := words[0]
	if strings.ToUpper(name) == name || strings.ContainsAny(name, "|…") {
		return
	}
	c := (&cli.Command{Subcommands: commands}).Command(name)
	if c == nil {
		t.Errorf("%s: `%s`: there is no command %s", where, span, name)
		return
	}
	words = words[1:]
	if len(words) > 0 {
		if sub := c.Command(words[0]); sub != nil {
			c, words = sub, words[1:]
		}
	}
	known := map[string]bool{"help": true, "h": true}
	gatherFlags([]*cli.Command{c}, known)
	for _, w := range words {
		if strings.HasPrefix(w, "-") && w != "-" && !known[flagName(w)] {
			t.Errorf("%s: `%s`: %s has no flag %s", where, span, c.Name, w)
		}
	}
}
