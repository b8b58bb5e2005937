package terminal

import (
	"reflect"
	"strings"

	"github.com/urfave/cli/v2"

	"licet/reconcile"
)

// Program is a program of commands, with what is told of it as a whole.
type Program struct {
	*cli.App
	Console *Console
	// Rare are flags that are used seldom: a page of help that is too long for a
	// screen only names them.
	Rare map[string]bool
	// Synonyms are what people who come from other tools type for a command or
	// a flag.
	Synonyms map[string]string
	// Try are commands to begin with.
	Try []string
	// Codes say what each exit code means.
	Codes []ExitCode
}

// ExitCode is how a command ends, as scripts see it.
type ExitCode struct {
	Code  int
	Means reconcile.Word
}

// Each calls do with every command, and then with its subcommands.
func (p *Program) Each(do func(*cli.Command)) {
	for _, c := range p.Commands {
		do(c)
		for _, sub := range c.Subcommands {
			do(sub)
		}
	}
}

// Equip gives the program and its commands what all of them have: usage errors in
// one line with what was meant, help of its own, and for each flag an
// environment variable.
func (p *Program) Equip() {
	p.HideHelp, p.OnUsageError, p.Action = true, p.usageError, p.unknownCommand
	p.Each(func(c *cli.Command) {
		c.HideHelp, c.OnUsageError = true, p.usageError
		for _, f := range c.Flags {
			addVariable(f)
		}
		if own := c.Action; len(c.Subcommands) > 0 {
			c.Action = func(ctx *cli.Context) error {
				if own == nil || ctx.NArg() > 0 {
					return p.unknownSubcommand(ctx)
				}
				return own(ctx)
			}
		}
	})
}

// addVariable lets LICET_SOME_FLAG stand for --some-flag. A flag that brings a
// variable of its own keeps that one alone.
func addVariable(f cli.Flag) {
	// Every kind of flag has this field, and the library has no method that sets it.
	variables := reflect.ValueOf(f).Elem().FieldByName("EnvVars")
	if variables.Len() == 0 {
		variables.Set(reflect.ValueOf([]string{Variable(f.Names()[0])}))
	}
}

func (p *Program) usageError(c *cli.Context, err error, _ bool) error {
	problem := Problemf("%s", err)
	if name, ok := strings.CutPrefix(err.Error(), "flag provided but not defined: -"); ok {
		name = strings.TrimPrefix(name, "-")
		problem = Problemf("there is no flag --%s%s", name, p.suggestFlag(c, name))
	}
	if name, ok := strings.CutPrefix(err.Error(), "flag needs an argument: -"); ok {
		problem = Problemf("the flag --%s needs a value", strings.TrimPrefix(name, "-"))
	}
	return problem.Hint("`%s -h` shows how it is used.", calledAs(c)).Because(err)
}

// calledAs gives the words by which a command is called: those of a command
// in a group have the group's.
func calledAs(c *cli.Context) string {
	if name := c.Command.HelpName; strings.HasPrefix(name, "licet") {
		return name
	}
	return strings.TrimSpace("licet " + strings.TrimPrefix(c.Command.FullName(), "licet"))
}

func (p *Program) unknownCommand(c *cli.Context) error {
	if c.NArg() == 0 {
		return p.Help(Line{})
	}
	return p.suggestCommand(c.Args().First(), p.Commands).Hint("`licet -h` lists the commands.")
}

func (p *Program) unknownSubcommand(c *cli.Context) error {
	commands := c.Command.Subcommands
	problem := Problemf("`licet %s` needs one of: %s", c.Command.Name, strings.Join(commandNames(commands), ", "))
	if c.NArg() > 0 {
		problem = p.suggestCommand(c.Args().First(), commands)
	}
	return problem.Hint("`licet %s -h` lists its commands.", c.Command.Name)
}

func commandNames(cs []*cli.Command) []string {
	var names []string
	for _, c := range cs {
		names = append(names, c.Name)
	}
	return names
}

// Taking is the action of a command that takes so many arguments; most is negative
// for any number, and what names them.
func Taking(least, most int, what reconcile.Word, then cli.ActionFunc) cli.ActionFunc {
	return func(c *cli.Context) error {
		if n := c.NArg(); n < least || most >= 0 && n > most {
			return Problemf("`%s` takes %s; %d given", calledAs(c), what, n).
				Hint("`%s -h` shows how it is used.", calledAs(c))
		}
		return then(c)
	}
}

// Examples writes the end of a command's help.
func Examples(lines ...string) string {
	return "Examples:\n  " + strings.Join(lines, "\n  ")
}
