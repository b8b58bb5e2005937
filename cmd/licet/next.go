package main

import (
	"slices"
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
	case o.out.path != "":
		return "licet apply " + terminal.Quoted(append(o.words(sourceFlag), o.out.path))
	default:
		return "licet apply " + terminal.Quoted(append(o.words(applyFlag), o.paths...))
	}
}

// nextSaved says what to type after a saved plan was shown: apply under the same limit
// on removals. There is none for a plan that cannot be applied.
func (o *planOptions) nextSaved(out *planned) string {
	if out.plan.HasErrors() || out.plan.Removals.Exceeded() || len(out.plan.Changes) == 0 {
		return ""
	}
	words := []string{"licet", "apply"}
	if o.rules.maxRemovals != "" {
		words = append(words, "--"+limitFlag, o.rules.maxRemovals)
	}
	return terminal.Quoted(append(words, o.from))
}

// words repeats those of the given flags that are wanted.
func (o *planOptions) words(wanted func(flag string) bool) []string {
	var words []string
	for _, w := range o.given {
		if wanted(strings.TrimPrefix(w[0], "--")) {
			words = append(words, w...)
		}
	}
	return words
}

// sourceFlag reports whether a flag says where the tenant is.
func sourceFlag(name string) bool {
	return name == settings.FlagName || terminal.FindFlag((&sourceFlags{}).online(), name) != nil
}

// applyFlag reports whether apply has a flag of plan.
func applyFlag(name string) bool {
	return !slices.Contains([]string{"out", "from", "explain", "json", "detailed-exitcode", "report"}, name)
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
