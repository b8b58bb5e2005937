package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// commandLine is what somebody typed, sorted: which command, its flags with
// their values, and its arguments.
type commandLine struct {
	// path are the command and its subcommand; empty for the program itself.
	path []*cli.Command
	// names are the words that named them.
	names            []string
	flags, arguments []string
	// valueMissing says that the last flag lacks its value.
	valueMissing bool
	// help is asked for, and helpAll: help with every flag.
	help, helpAll bool
}

// readCommandLine sorts the words behind the program's name. Flags stand before
// or behind the arguments; what follows "--" is an argument, and so is "-".
func readCommandLine(app *cli.App, words []string) commandLine {
	var l commandLine
	commands := app.Commands
	for len(words) > 0 {
		c := findCommand(commands, words[0])
		if c == nil {
			break
		}
		l.path, l.names = append(l.path, c), append(l.names, words[0])
		words, commands = words[1:], c.Subcommands
	}
	l.sort(l.knownFlags(), words)
	return l
}

// knownFlags are the flags of the command.
func (l *commandLine) knownFlags() []cli.Flag {
	if len(l.path) == 0 {
		return nil
	}
	return l.path[len(l.path)-1].Flags
}

// sort tells flags, with their values, from arguments.
func (l *commandLine) sort(known []cli.Flag, words []string) {
	for i := 0; i < len(words); i++ {
		switch word := words[i]; {
		case word == "--":
			l.arguments = append(l.arguments, words[i+1:]...)
			return
		case word == "-" || !strings.HasPrefix(word, "-"):
			l.arguments = append(l.arguments, word)
		case word == "-h" || word == "-help" || word == "--help":
			l.help = true
		case word == "-help-all" || word == "--help-all":
			l.help, l.helpAll = true, true
		default:
			l.flags = append(l.flags, word)
			if !takesValue(known, word) {
				continue
			}
			if l.valueMissing = i+1 == len(words); !l.valueMissing {
				i++
				l.flags = append(l.flags, words[i])
			}
		}
	}
}

// flagsFirst moves the flags of a command before its arguments, since the
// flag parser stops at the first argument and people write them in any order.
func (l *commandLine) flagsFirst(args []string) []string {
	if len(l.path) == 0 {
		return args
	}
	out := slices.Concat(args[:1:1], l.names, l.flags)
	// A flag at the end without its value must not eat what is put behind it.
	if len(l.arguments) > 0 && !l.valueMissing {
		out = append(append(out, "--"), l.arguments...)
	}
	return out
}

func findCommand(commands []*cli.Command, name string) *cli.Command {
	for _, c := range commands {
		if c.HasName(name) {
			return c
		}
	}
	return nil
}

// takesValue reports whether the value of a flag is the next word.
func takesValue(known []cli.Flag, word string) bool {
	if strings.Contains(word, "=") {
		return false
	}
	d, ok := findFlag(known, word).(cli.DocGenerationFlag)
	return ok && d.TakesValue()
}

// findFlag gives the flag of a word such as --out or -v; nil if there is none.
func findFlag(known []cli.Flag, word string) cli.Flag {
	name, _, _ := strings.Cut(strings.TrimLeft(word, "-"), "=")
	for _, f := range known {
		if slices.Contains(f.Names(), name) {
			return f
		}
	}
	return nil
}
