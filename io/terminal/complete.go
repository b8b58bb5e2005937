package terminal

import (
	"fmt"
	"slices"
	"strings"

	"licet/io/language"

	"github.com/urfave/cli/v2"
)

// Candidate is a word that could stand where somebody is typing.
type Candidate struct{ Word, About string }

// Files says what a shell may complete of its own.
type Files string

// What a shell may complete besides.
const (
	NoFiles  Files = "none"
	AnyFiles Files = "files"
	Folders  Files = "dirs"
)

// Values are what only the commands of a program know of the words of a line.
type Values interface {
	// Flag gives what a flag may be set to, of which cur is written. Kind is the
	// word that stands for its value in the help.
	Flag(l *Line, flag, kind, cur string) []Candidate
	// Argument gives what the command takes behind n arguments.
	Argument(l *Line, n int) ([]Candidate, Files)
}

// CompleteWord is the hidden first word that the scripts of shells use.
const CompleteWord = "__complete"

// Complete prints what could stand in place of the last word, one a line, with
// what it is behind a tab. The last line says what the shell may add of its own.
// It never fails: an error in the middle of somebody's typing helps nobody.
func (p *Program) Complete(words []string, values Values) {
	if len(words) > 1 && words[0] == "--marked" {
		words = words[1:]
		words[len(words)-1] = strings.TrimPrefix(words[len(words)-1], ".")
	}
	if len(words) == 0 {
		words = []string{""}
	}
	c := completer{program: p, own: values, files: NoFiles}
	for _, x := range c.complete(words[:len(words)-1], words[len(words)-1]) {
		// A shell types the word: one that nobody could see is none to type.
		if language.Visible(x.Word) == x.Word {
			fmt.Fprintf(p.Console.Out, "%s\t%s\n", x.Word, language.Visible(x.About))
		}
	}
	fmt.Fprintf(p.Console.Out, ":%s\n", c.files)
}

// completer finds what could stand in place of a word.
type completer struct {
	program *Program
	own     Values
	files   Files
	line    Line
}

// complete gives what could stand in place of the word cur behind the words
// before it.
func (c *completer) complete(before []string, cur string) []Candidate {
	if slices.Contains(before, "--") {
		c.files = AnyFiles
		return nil
	}
	c.line = sorted(c.program.App, before)
	name, value, assigned := strings.Cut(cur, "=")
	switch {
	case c.line.valueMissing:
		return beginning(c.values(c.line.flags[len(c.line.flags)-1], cur), cur)
	case assigned && strings.HasPrefix(cur, "--"):
		return prefixed(name+"=", beginning(c.values(name, value), value))
	case strings.HasPrefix(cur, "-"):
		return beginning(c.flags(), cur)
	default:
		return beginning(c.words(), cur)
	}
}

// beginning keeps the candidates that begin with cur, in any case.
func beginning(all []Candidate, cur string) []Candidate {
	return slices.DeleteFunc(all, func(x Candidate) bool {
		return len(x.Word) < len(cur) || !strings.EqualFold(x.Word[:len(cur)], cur)
	})
}

// prefixed puts a text before every word.
func prefixed(prefix string, all []Candidate) []Candidate {
	for i := range all {
		all[i].Word = prefix + all[i].Word
	}
	return all
}

// Listed completes the last of several words with commas between them, of which
// cur is written.
func Listed(cur string, all []Candidate) []Candidate {
	return prefixed(cur[:strings.LastIndex(cur, ",")+1], all)
}

// Plain are words that need no explanation.
func Plain(words []string) []Candidate {
	var out []Candidate
	for _, w := range words {
		out = append(out, Candidate{Word: w})
	}
	return out
}

// values gives what a flag may be set to. The word that stands for its value in
// the help tells of which kind it is.
func (c *completer) values(word, cur string) []Candidate {
	f := FindFlag(c.line.knownFlags(), word)
	d, ok := f.(cli.DocGenerationFlag)
	if !ok {
		return nil
	}
	kind, _ := placeholder(d, d.GetUsage())
	switch chosen, ok := f.(*Choice); {
	case kind == "WORD" && ok:
		return Plain(chosen.words)
	case kind == "FILE" || kind == "PLAN.json":
		c.files = AnyFiles
	case kind == "DIR":
		c.files = Folders
	}
	return c.own.Flag(&c.line, f.Names()[0], kind, cur)
}

// flags are those of the command that were not given yet; some may be given
// again.
func (c *completer) flags() []Candidate {
	given := map[string]bool{}
	for _, word := range c.line.flags {
		if f := FindFlag(c.line.knownFlags(), word); f != nil {
			given[f.Names()[0]] = true
		}
	}
	words := c.program.Console.Words
	var out []Candidate
	if len(c.line.path) > 0 {
		for _, f := range c.line.path[len(c.line.path)-1].VisibleFlags() {
			name := f.Names()[0]
			if _, again := f.(*cli.StringSliceFlag); !given[name] || again {
				out = append(out, Candidate{"--" + name, firstClause(flagItem(f, words).Usage)})
			}
		}
	}
	return append(out, Candidate{"--help", words.Say("how it is used")}, Candidate{"--help-all", words.Say("with every flag")})
}

// firstClause is what fits beside a word in a list.
func firstClause(usage string) string {
	if i := strings.IndexAny(usage, ";:(；：（"); i > 0 {
		usage = usage[:i]
	}
	return strings.TrimRight(usage, " ,，")
}

// words are the commands, or what the command takes as its next argument.
func (c *completer) words() (found []Candidate) {
	commands := c.program.Commands
	if n := len(c.line.path); n > 0 {
		commands = c.line.path[n-1].Subcommands
	}
	if len(commands) == 0 {
		found, c.files = c.own.Argument(&c.line, len(c.line.arguments))
	}
	for _, command := range commands {
		found = append(found, Candidate{command.Name, firstClause(inWords(c.program.Console.Words, command.Usage))})
	}
	return found
}
