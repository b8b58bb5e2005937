package settings

import (
	"fmt"
	"slices"

	"github.com/urfave/cli/v2"

	"licet/io/terminal"
)

// Origin says where a flag has its value from.
type Origin uint8

const (
	// Unset: nobody gave it one.
	Unset Origin = iota
	// Typed: it stands on the command line.
	Typed
	// Environment: its variable is set.
	Environment
	// File: the configuration file has it.
	File
)

// used is the key under which the program remembers the settings that are in use.
const used = "settings"

func inUse(ctx *cli.Context) *Settings {
	s, _ := ctx.App.Metadata[used].(*Settings)
	if s == nil {
		return &Settings{}
	}
	return s
}

// OriginOf gives the origin of a flag of the command, once Use has been called. A
// variable that is empty, or turns off what is off, sets nothing.
func OriginOf(ctx *cli.Context, name string) Origin {
	s := inUse(ctx)
	switch {
	case s.Line.Gives(name):
		return Typed
	case slices.Contains(s.fromFile, name):
		return File
	case ctx.IsSet(name) && len(wordsOf(ctx, name)) > 0:
		return Environment
	default:
		return Unset
	}
}

// looks are the flags that only say how licet looks and where it keeps its own files,
// signs those that have no effect where a file stands for the tenant.
var (
	looks = []string{FlagName, "lang", "progress", "json", "verbose", "verbose-names", "runs-dir"}
	signs = []string{"graph-url", "cloud", "auth", "tenant", "client-id"}
)

// noteEnvironment tells which flags the environment has set: who looks at the command
// alone does not see that it is for the whole tenant, or asks nobody. The value of a
// secret is never told.
func noteEnvironment(ctx *cli.Context, console *terminal.Console) {
	var words []string
	onFile := OriginOf(ctx, "sandbox") != Unset || OriginOf(ctx, "current") != Unset
	for _, f := range ctx.Command.Flags {
		name := f.Names()[0]
		if slices.Contains(looks, name) || onFile && slices.Contains(signs, name) || OriginOf(ctx, name) != Environment {
			continue
		}
		if name == "token" {
			words = append(words, "--token", "...")
			continue
		}
		for _, w := range wordsOf(ctx, name) {
			words = append(words, w...)
		}
	}
	if len(words) > 0 {
		console.Note("%s has set %s", console.Say("the environment"), terminal.Quoted(words))
	}
}

// wordsOf writes a flag as it would stand on the command line, as often as it is
// given; a flag that is set to nothing, or turned off, is not.
func wordsOf(ctx *cli.Context, name string) (words [][]string) {
	switch value := ctx.Value(name).(type) {
	case bool:
		if value {
			words = append(words, []string{"--" + name})
		}
	case cli.StringSlice:
		for _, v := range value.Value() {
			words = append(words, []string{"--" + name, v})
		}
	default:
		if text := fmt.Sprint(value); text != "" {
			words = append(words, []string{"--" + name, text})
		}
	}
	return words
}
