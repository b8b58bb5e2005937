package terminal

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// Line is what somebody typed, sorted: which command, its flags with their
// values, and its arguments.
type Line struct {
	// path are the command and its subcommand; empty for the program itself.
	path []*cli.Command
	// names are the words that named them.
	names            []string
	flags, arguments []string
	// valueMissing says that the last flag lacks its value.
	valueMissing bool
	// Help is asked for, and helpAll: help with every flag.
	Help    bool
	helpAll bool
}

// ReadLine sorts the words behind the program's name. Flags stand before or
// behind the arguments; what follows "--" is an argument, and so is "-".
// `licet help apply` is `licet apply -h`.
func ReadLine(app *cli.App, words []string) Line {
	l := sorted(app, words)
	if len(l.path) > 0 || len(l.arguments) == 0 || l.arguments[0] != "help" {
		return l
	}
	asked := sorted(app, l.arguments[1:])
	asked.Help, asked.helpAll = true, l.helpAll
	return asked
}

func sorted(app *cli.App, words []string) Line {
	var l Line
	for find := app.Command; len(words) > 0; words = words[1:] {
		c := find(words[0])
		if c == nil {
			break
		}
		l.path, l.names, find = append(l.path, c), append(l.names, words[0]), c.Command
	}
	l.sort(words)
	return l
}

// Command names the command, with its group; empty for the program itself.
func (l *Line) Command() string { return strings.Join(l.names, " ") }

// Value is what the line gives a flag, if it does.
func (l *Line) Value(flag string) (value string, given bool) {
	for i, word := range l.flags {
		name, value, assigned := strings.Cut(strings.TrimLeft(word, "-"), "=")
		switch {
		case name != flag || !strings.HasPrefix(word, "-"):
		case assigned:
			return value, true
		case i+1 < len(l.flags):
			return l.flags[i+1], true
		}
	}
	return "", false
}

// Gives reports whether a flag stands on the line, by whichever of its names.
func (l *Line) Gives(name string) bool {
	known := l.knownFlags()
	for i := 0; i < len(l.flags); i++ {
		if f := FindFlag(known, l.flags[i]); f != nil && f.Names()[0] == name {
			return true
		}
		if takesValue(known, l.flags[i]) {
			i++
		}
	}
	return false
}

// knownFlags are the flags of the command.
func (l *Line) knownFlags() []cli.Flag {
	if len(l.path) == 0 {
		return nil
	}
	return l.path[len(l.path)-1].Flags
}

// sort tells flags, with their values, from arguments.
func (l *Line) sort(words []string) {
	known := l.knownFlags()
	for i := 0; i < len(words); i++ {
		switch word := words[i]; {
		case word == "--":
			l.arguments = append(l.arguments, words[i+1:]...)
			return
		case word == "-" || !strings.HasPrefix(word, "-"):
			l.arguments = append(l.arguments, word)
		case word == "-h" || word == "-help" || word == "--help":
			l.Help = true
		case word == "-help-all" || word == "--help-all":
			l.Help, l.helpAll = true, true
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

// FlagsFirst moves the flags of a command before its arguments, since the
// flag parser stops at the first argument and people write them in any order.
func (l *Line) FlagsFirst(args []string) []string {
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

// takesValue reports whether the value of a flag is the next word.
func takesValue(known []cli.Flag, word string) bool {
	if strings.Contains(word, "=") {
		return false
	}
	d, ok := FindFlag(known, word).(cli.DocGenerationFlag)
	return ok && d.TakesValue()
}

// FindFlag gives the flag of a word such as --out or -v; nil if there is none.
func FindFlag(known []cli.Flag, word string) cli.Flag {
	name, _, _ := strings.Cut(strings.TrimLeft(word, "-"), "=")
	for _, f := range known {
		if slices.Contains(f.Names(), name) {
			return f
		}
	}
	return nil
}

// CutFlag takes a flag with its values out of the arguments, before there are
// commands. What follows "--" is left alone. missing says that one has no value.
func CutFlag(args []string, name string) (values, rest []string, missing bool) {
	for i := 0; i < len(args); i++ {
		flag, value, assigned := strings.Cut(args[i], "=")
		switch {
		case args[i] == "--":
			return values, append(rest, args[i:]...), missing
		case flag != "--"+name && flag != "-"+name:
			rest = append(rest, args[i])
		case assigned:
			values = append(values, value)
		case i+1 == len(args):
			missing = true
		default:
			i++
			values = append(values, args[i])
		}
	}
	return values, rest, missing
}
