package settings

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"licet/io/terminal"
)

// FlagName is the flag that names the configuration file.
const FlagName = "config"

// Use lets the configuration file give a command's flags the values that neither
// the command line nor the environment gives them, and says which flags the file
// and the environment have set. Flags that are taken before there are commands are
// taken.
func (s *Settings) Use(ctx *cli.Context, console *terminal.Console, taken ...string) error {
	if s.err != nil {
		return s.err
	}
	ctx.App.Metadata[used] = s
	var words []string
	for _, x := range s.list {
		f := terminal.FindFlag(ctx.Command.Flags, "--"+x.name)
		if !settable(f) || OriginOf(ctx, x.name) != Unset || s.shadow(x.name) != "" || slices.Contains(taken, x.name) {
			continue
		}
		err := ctx.Set(x.name, x.value)
		if action, ok := f.(cli.ActionableFlag); ok && err == nil {
			err = action.RunAction(ctx)
		}
		if err != nil {
			return terminal.Problemf("%s:%d: %s", s.Path, x.number, err).Because(err)
		}
		words = append(words, "--"+x.name, x.value)
		s.fromFile = append(s.fromFile, x.name)
	}
	if len(words) > 0 {
		console.Note("%s has set %s", s.Path, terminal.Quoted(words))
	}
	noteEnvironment(ctx, console)
	return nil
}

// settable reports whether a flag is the one of that name that a setting means:
// sandbox serve --tenant is a file.
func settable(f cli.Flag) bool {
	d, ok := f.(cli.DocGenerationFlag)
	return ok && slices.Contains(d.GetEnvVars(), terminal.Variable(f.Names()[0]))
}

// shadow gives the variable of the environment that is stronger than a setting,
// besides the one of its flag; empty if none is set.
func (s *Settings) shadow(name string) string {
	variable := map[string]string{"tenant": "AZURE_TENANT_ID", "client-id": "AZURE_CLIENT_ID"}[name]
	if variable != "" && s.getenv(variable) != "" {
		return variable
	}
	return ""
}

// Configured are the flags that the file has set, each with its value.
func Configured(ctx *cli.Context) [][]string {
	var out [][]string
	for _, name := range inUse(ctx).fromFile {
		out = append(out, []string{"--" + name, fmt.Sprint(ctx.Value(name))})
	}
	return out
}

// Given are the flags that stand on the command line, by name, each with its
// value. Those from the environment are there for the next command anyway.
func Given(ctx *cli.Context) [][]string {
	var given [][]string
	for _, f := range ctx.Command.Flags {
		if name := f.Names()[0]; OriginOf(ctx, name) == Typed {
			given = append(given, wordsOf(ctx, name)...)
		}
	}
	slices.SortStableFunc(given, func(a, b []string) int { return strings.Compare(a[0], b[0]) })
	return given
}

// Setting is one that is not left to its default, and where it comes from.
type Setting struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	From  string `json:"from"`
}

// InForce tells the settings that are not left to their defaults.
func (s *Settings) InForce(ctx *cli.Context) []Setting {
	out := []Setting{}
	given := Given(ctx)
	for _, name := range Names() {
		from := terminal.Variable(name)
		value := s.getenv(from)
		switch i := s.index(name); {
		case slices.ContainsFunc(given, func(words []string) bool { return words[0] == "--"+name }):
			value, from = fmt.Sprint(ctx.Value(name)), "--"+name
		case value != "":
		case s.shadow(name) != "":
			from = s.shadow(name)
			value = s.getenv(from)
		case i >= 0:
			value, from = s.list[i].value, fmt.Sprintf("%s:%d", filepath.Base(s.Path), s.list[i].number)
		}
		if value != "" {
			out = append(out, Setting{name, value, from})
		}
	}
	return out
}
