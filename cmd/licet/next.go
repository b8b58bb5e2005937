package main

import (
	"strings"

	"licet/io/settings"
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
		return "licet apply " + terminal.Quoted(append(o.sourceWords(), o.out))
	default:
		return "licet apply " + terminal.Quoted(append(o.sameWords(), o.paths...))
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
	return terminal.Quoted(append(words, sheet))
}

// sourceWords repeats the flags that say where the tenant is.
func (o *planOptions) sourceWords() []string {
	online := map[string]bool{}
	for _, f := range (&sourceFlags{}).online() {
		online["--"+f.Names()[0]] = true
	}
	var words []string
	for _, w := range o.given {
		if online[w[0]] || w[0] == "--"+settings.FlagName {
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

// planOnly are the flags of plan that apply has not.
var planOnly = map[string]bool{"out": true, "from": true, "explain": true, "json": true, "detailed-exitcode": true, "report": true}
