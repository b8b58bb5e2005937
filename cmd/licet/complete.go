package main

import (
	"strings"

	"github.com/urfave/cli/v2"

	"licet/reconcile"
)

// candidate is a word that could stand where somebody is typing.
type candidate struct{ word, about string }

// What a shell may complete besides: files, folders, or nothing.
const (
	noFiles  = "none"
	anyFiles = "files"
	folders  = "dirs"
)

// completer finds what could stand in place of a word.
type completer struct {
	env *env
	app *cli.App
	// files says what the shell may complete of its own.
	files string
	line  commandLine
	// load reads a tenant file.
	load func(path string, c *reconcile.Catalog) (*reconcile.Tenant, error)
}

// complete gives what could stand in place of the word cur behind the words
// before it.
func (c *completer) complete(before []string, cur string) []candidate {
	c.files = noFiles
	for _, word := range before {
		if word == "--" {
			c.files = anyFiles
			return nil
		}
	}
	c.line = readCommandLine(c.app, before)
	name, value, assigned := strings.Cut(cur, "=")
	switch {
	case c.line.valueMissing:
		return beginning(c.values(findFlag(c.line.knownFlags(), c.line.flags[len(c.line.flags)-1]), cur), cur)
	case assigned && strings.HasPrefix(cur, "--"):
		return prefixed(name+"=", beginning(c.values(findFlag(c.line.knownFlags(), name), value), value))
	case strings.HasPrefix(cur, "-"):
		return beginning(c.flags(), cur)
	default:
		return beginning(c.words(), cur)
	}
}

// beginning keeps the candidates that begin with cur, in any case.
func beginning(all []candidate, cur string) []candidate {
	var fit []candidate
	for _, x := range all {
		if len(x.word) >= len(cur) && strings.EqualFold(x.word[:len(cur)], cur) {
			fit = append(fit, x)
		}
	}
	return fit
}

func prefixed(prefix string, all []candidate) []candidate {
	for i := range all {
		all[i].word = prefix + all[i].word
	}
	return all
}

// flags are those of the command that were not given yet; some may be given
// again.
func (c *completer) flags() []candidate {
	given := map[string]bool{}
	for _, word := range c.line.flags {
		if f := findFlag(c.line.knownFlags(), word); f != nil {
			given[f.Names()[0]] = true
		}
	}
	p := &page{words: c.env.Words}
	var out []candidate
	for _, f := range shown(c.line.knownFlags()) {
		name := f.Names()[0]
		if _, again := f.(*cli.StringSliceFlag); !given[name] || again {
			out = append(out, candidate{"--" + name, firstClause(p.flagItem(f).usage)})
		}
	}
	return append(out, candidate{"--help", p.words.Say("how it is used")}, candidate{"--help-all", p.words.Say("with every flag")})
}

// firstClause is what fits beside a word in a list.
func firstClause(usage string) string {
	if i := strings.IndexAny(usage, ";:(；：（"); i > 0 {
		usage = usage[:i]
	}
	return strings.TrimRight(usage, " ,，")
}

// words are the commands, or what the command takes as its next argument.
func (c *completer) words() []candidate {
	if len(c.line.path) == 0 {
		return c.commands(c.app.Commands)
	}
	command := c.line.path[len(c.line.path)-1]
	if len(command.Subcommands) > 0 {
		return c.commands(command.Subcommands)
	}
	return c.argument(strings.Join(commandNames(c.line.path), " "), len(c.line.arguments))
}

func (c *completer) commands(cs []*cli.Command) []candidate {
	p := &page{words: c.env.Words}
	var out []candidate
	for _, c := range cs {
		out = append(out, candidate{c.Name, firstClause(p.inWords(c.Usage))})
	}
	return out
}
