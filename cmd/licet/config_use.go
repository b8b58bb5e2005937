package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"licet/io/terminal"
)

// configName is the flag that names the configuration file.
const configName = "config"

// takeConfig reads the configuration file before there are commands, since the
// language may stand in it. An error waits for the command: help works without.
func (e *env) takeConfig(args []string) {
	named := e.Getenv("LICET_CONFIG")
	for i, word := range args {
		if word == "--" {
			break
		}
		name, value, assigned := strings.Cut(word, "=")
		if name != "--"+configName && name != "-"+configName {
			continue
		}
		if assigned {
			named = value
		} else if i+1 < len(args) {
			named = args[i+1]
		}
	}
	e.config, e.configErr = loadConfig(named, e.Getenv)
	system, lang := e.Getenv, e.config.get(languageName)
	e.Getenv = func(name string) string {
		if value := system(name); value != "" || name != "LICET_LANG" {
			return value
		}
		return lang
	}
}

// withConfig lets the configuration file give a command's flags the values that
// neither the command line nor the environment gives them.
func (e *env) withConfig(c *cli.Command) {
	for _, sub := range c.Subcommands {
		e.withConfig(sub)
	}
	if c.Name == "version" || c.Name == "completion" {
		return
	}
	path := &cli.StringFlag{Category: categorySource, Name: configName, Usage: "configuration `FILE`, or none; else licet.toml in the user's configuration folder"}
	c.Flags = append(c.Flags, path)
	then := c.Before
	c.Before = func(ctx *cli.Context) error {
		if e.configErr != nil {
			return e.configErr
		}
		if err := e.config.use(ctx, e); err != nil || then == nil {
			return err
		}
		return then(ctx)
	}
}

// use sets the flags of a command, and says which.
func (c *config) use(ctx *cli.Context, e *env) error {
	var words []string
	for _, s := range c.settings {
		f := terminal.FindFlag(ctx.Command.Flags, "--"+s.name)
		if f == nil || !configurable(f) || ctx.IsSet(s.name) || shadowed(e.Getenv, s.name) != "" || s.name == languageName {
			continue
		}
		err := ctx.Set(s.name, s.value)
		if action, ok := f.(cli.ActionableFlag); ok && err == nil {
			err = action.RunAction(ctx)
		}
		if err != nil {
			return terminal.Problemf("%s:%d: %s", c.path, s.line, err).Because(err)
		}
		words = append(words, "--"+s.name, s.value)
		markConfigured(ctx, s.name)
	}
	if len(words) > 0 {
		e.Note("%s has set %s", c.path, quoted(words))
	}
	return nil
}

// configurable reports whether a flag is the one of that name that a setting
// means: sandbox serve --tenant is a file.
func configurable(f cli.Flag) bool {
	d, ok := f.(cli.DocGenerationFlag)
	return ok && slices.Contains(d.GetEnvVars(), terminal.Variable(f.Names()[0]))
}

// shadowed gives the variable of the environment that is stronger than a
// setting, besides the one of its flag; empty if none is set.
func shadowed(getenv func(string) string, name string) string {
	variable := map[string]string{"tenant": "AZURE_TENANT_ID", "client-id": "AZURE_CLIENT_ID"}[name]
	if variable != "" && getenv(variable) != "" {
		return variable
	}
	return ""
}

// configured is the key under which the program remembers the flags that the
// file has set.
const configured = "configured"

func markConfigured(ctx *cli.Context, name string) {
	names, _ := ctx.App.Metadata[configured].([]string)
	ctx.App.Metadata[configured] = append(names, name)
}

func isConfigured(ctx *cli.Context, name string) bool {
	names, _ := ctx.App.Metadata[configured].([]string)
	return slices.Contains(names, name)
}

// configuredFlags are the flags that the file has set, each with its value, for
// a report.
func configuredFlags(ctx *cli.Context) [][]string {
	names, _ := ctx.App.Metadata[configured].([]string)
	var out [][]string
	for _, name := range names {
		out = append(out, []string{"--" + name, fmt.Sprint(ctx.Value(name))})
	}
	return out
}

// diagnosedSetting is a setting that is in force, and where it comes from.
type diagnosedSetting struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	From  string `json:"from"`
}

// inForce tells the settings that are not left to their defaults. A flag on the
// command line is stronger than the environment, and that than the file.
func (e *env) inForce(ctx *cli.Context) []diagnosedSetting {
	out := []diagnosedSetting{}
	for _, name := range settingNames() {
		value, from := e.Getenv(terminal.Variable(name)), terminal.Variable(name)
		switch i := slices.IndexFunc(e.config.settings, func(s setting) bool { return s.name == name }); {
		case onCommandLine(ctx, name):
			value, from = fmt.Sprint(ctx.Value(name)), "--"+name
		case value != "" && (i < 0 || name != languageName || value != e.config.settings[i].value):
		case shadowed(e.Getenv, name) != "":
			from = shadowed(e.Getenv, name)
			value = e.Getenv(from)
		case i >= 0:
			value, from = e.config.settings[i].value, fmt.Sprintf("%s:%d", filepath.Base(e.config.path), e.config.settings[i].line)
		}
		if value != "" {
			out = append(out, diagnosedSetting{name, value, from})
		}
	}
	return out
}

func onCommandLine(ctx *cli.Context, name string) bool {
	for _, words := range givenFlags(ctx) {
		if words[0] == "--"+name {
			return true
		}
	}
	return false
}
