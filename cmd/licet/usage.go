package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"licet/io/terminal"
	"licet/reconcile"
)

// finishCommand gives a command what all of them have: the flag for the
// language, an environment variable for each flag, one-line usage errors, examples at the end of its help.
func finishCommand(c *cli.Command) {
	c.OnUsageError = usageError
	c.HideHelp = true
	c.Flags = append(c.Flags, languageFlag())
	if len(c.Subcommands) == 0 {
		profiled(c)
	}
	for _, f := range c.Flags {
		addVariable(f)
	}
	for _, sub := range c.Subcommands {
		finishCommand(sub)
	}
	if len(c.Subcommands) > 0 {
		if c.Action == nil {
			c.Action = unknownSubcommand
		}
	}
}

// addVariable lets LICET_SOME_FLAG stand for --some-flag. A flag that brings a
// variable of its own keeps that one alone.
func addVariable(f cli.Flag) {
	if d, ok := f.(cli.DocGenerationFlag); ok && len(d.GetEnvVars()) > 0 {
		return
	}
	name := variableOf(f.Names()[0])
	switch f := f.(type) {
	case *choice:
		f.EnvVars = append(f.EnvVars, name)
	case *cli.StringFlag:
		f.EnvVars = append(f.EnvVars, name)
	case *cli.BoolFlag:
		f.EnvVars = append(f.EnvVars, name)
	case *cli.IntFlag:
		f.EnvVars = append(f.EnvVars, name)
	case *cli.Float64Flag:
		f.EnvVars = append(f.EnvVars, name)
	case *cli.DurationFlag:
		f.EnvVars = append(f.EnvVars, name)
	case *cli.StringSliceFlag:
		f.EnvVars = append(f.EnvVars, name)
	default:
		panic(fmt.Sprintf("flag %s has a kind without environment variable", name))
	}
}

func usageError(c *cli.Context, err error, _ bool) error {
	p := terminal.Problemf("%s", err)
	if name, ok := strings.CutPrefix(err.Error(), "flag provided but not defined: -"); ok {
		name = strings.TrimPrefix(name, "-")
		p = terminal.Problemf("there is no flag --%s%s", name, suggestFlag(c, name))
	}
	if name, ok := strings.CutPrefix(err.Error(), "flag needs an argument: -"); ok {
		p = terminal.Problemf("the flag --%s needs a value", strings.TrimPrefix(name, "-"))
	}
	return p.Hint("`%s -h` shows how it is used.", calledAs(c)).Because(err)
}

// calledAs gives the words by which a command is called: those of a command
// in a group have the group's.
func calledAs(c *cli.Context) string {
	if name := c.Command.HelpName; strings.HasPrefix(name, "licet") {
		return name
	}
	return strings.TrimSpace("licet " + strings.TrimPrefix(c.Command.FullName(), "licet"))
}

func (e *env) unknownCommand(c *cli.Context) error {
	if c.NArg() == 0 {
		return e.help(c.App, commandLine{})
	}
	name := c.Args().First()
	return unknownCommand(name, commandNames(c.App.Commands)).Hint("`licet -h` lists the commands.")
}

func unknownSubcommand(c *cli.Context) error {
	names := commandNames(c.Command.Subcommands)
	p := terminal.Problemf("`licet %s` needs one of: %s", c.Command.Name, strings.Join(names, ", "))
	if c.NArg() > 0 {
		p = unknownCommand(c.Args().First(), names)
	}
	return p.Hint("`licet %s -h` lists its commands.", c.Command.Name)
}

func commandNames(cs []*cli.Command) []string {
	var names []string
	for _, c := range cs {
		names = append(names, c.Name)
	}
	return names
}

// errArguments is for a command that was given too many or too few.
var errArguments = errors.New("wrong arguments")

// wantArguments checks how many arguments there are.
func wantArguments(c *cli.Context, least, most int, what reconcile.Text) error {
	n := c.NArg()
	if n >= least && (most < 0 || n <= most) {
		return nil
	}
	return terminal.Problemf("`%s` takes %s; %d given", calledAs(c), what, n).
		Hint("`%s -h` shows how it is used.", calledAs(c)).Because(errArguments)
}
