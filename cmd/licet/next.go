package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"licet/io/terminal"
)

// nextCommand says what to type after a plan: the same with apply in place of
// plan, or the saved plan where there is one. There is none for a plan that
// cannot be applied.
func (o *planOptions) nextCommand(out *planned) string {
	switch {
	case out.plan.HasErrors() || out.plan.Removals.Exceeded() || len(out.plan.Changes) == 0 || o.source.current != "":
		return ""
	case o.out != "":
		return "licet apply " + quoted(append(o.sourceWords(), o.out))
	default:
		return "licet apply " + quoted(append(o.sameWords(), o.paths...))
	}
}

// planned says what to type to plan from a sheet that was made of the tenant: on
// the sandbox or the file, if it is one.
func (f *sourceFlags) planned(sheet string) string {
	words := []string{"licet", "plan"}
	switch {
	case f.sandbox != "":
		words = append(words, "--sandbox", f.sandbox)
	case f.current != "":
		words = append(words, "--current", f.current)
	}
	return quoted(append(words, sheet))
}

// sourceWords repeats the flags that say where the tenant is.
func (o *planOptions) sourceWords() []string {
	online := map[string]bool{}
	for _, f := range (&sourceFlags{}).online() {
		online["--"+f.Names()[0]] = true
	}
	var words []string
	for _, w := range o.given {
		if online[w[0]] || w[0] == "--"+configName {
			words = append(words, w...)
		}
	}
	return words
}

// sameWords repeats the flags of the plan command that apply has too.
func (o *planOptions) sameWords() []string {
	var words []string
	for _, w := range o.given {
		if !planOnly[strings.TrimPrefix(w[0], "--")] {
			words = append(words, w...)
		}
	}
	return words
}

// givenFlags gives the flags that stand on the command line, by name, each with
// its value. Those from the environment are there for the next command anyway.
func givenFlags(c *cli.Context) [][]string {
	var given [][]string
	for _, name := range c.LocalFlagNames() {
		if _, set := os.LookupEnv(terminal.Variable(name)); set || len(name) == 1 || isConfigured(c, name) {
			continue
		}
		switch value := c.Value(name).(type) {
		case bool:
			if value {
				given = append(given, []string{"--" + name})
			}
		case cli.StringSlice:
			for _, v := range value.Value() {
				given = append(given, []string{"--" + name, v})
			}
		default:
			given = append(given, []string{"--" + name, fmt.Sprint(value)})
		}
	}
	slices.SortFunc(given, func(a, b []string) int { return strings.Compare(a[0], b[0]) })
	return given
}

// planOnly are the flags of plan that apply has not.
var planOnly = map[string]bool{"out": true, "from": true, "explain": true, "json": true, "detailed-exitcode": true, "report": true}

// quoted writes words so that a shell reads them as they are.
func quoted(words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = w
		if w == "" || strings.ContainsAny(w, " \t\"'$&|;<>()*?!#~`\\") {
			out[i] = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`").Replace(w) + `"`
		}
	}
	return strings.Join(out, " ")
}
