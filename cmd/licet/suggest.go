package main

import (
	"slices"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/urfave/cli/v2"

	"licet/io/terminal"
	"licet/reconcile"
)

// likeEnough is how much alike two words must be for one to be suggested for
// the other: "aply" and "apply" are 0.8 alike, "tenant" and "current" 0.43.
const likeEnough = 0.6

// otherWords are what people who come from other tools type for a command or
// a flag of licet.
var otherWords = map[string]string{
	"diff": "plan", "preview": "plan", "dry-run": "plan", "whatif": "plan",
	"sync": "apply", "push": "apply", "run": "apply", "import": "apply", "assign": "apply",
	"validate": "check", "lint": "check",
	"simulate": "rehearse", "test": "rehearse",
	"continue": "resume", "retry": "resume",
	"rollback": "undo", "revert": "undo", "restore": "undo",
	"history": "runs", "log": "runs", "list": "skus", "licenses": "skus", "licences": "skus",
	"dump": "snapshot", "backup": "snapshot", "new": "template", "replace": "swap",
	"login": "doctor", "status": "doctor", "report": "audit",
}

// nearest gives the known word that is most like another; empty if none is.
// Letters that changed places count once, and a word's beginning stands for it.
func nearest(word string, known []string) string {
	word = strings.ToLower(word)
	best, score := "", likeEnough
	for _, k := range known {
		s := levenshtein.Similarity(word, k, nil)
		if swapped(word, k) {
			s = max(s, 1-1/float64(len(k)))
		}
		if len(word) >= 3 && strings.HasPrefix(k, word) {
			s = max(s, 0.8)
		}
		if s > score {
			best, score = k, s
		}
	}
	return best
}

// swapped reports whether two neighbouring letters of a word changed places.
func swapped(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := 0; i+1 < len(a); i++ {
		if a[i] != b[i] {
			return a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
		}
	}
	return false
}

func unknownCommand(word string, known []string) *terminal.Problem {
	near := nearest(word, known)
	if other := otherWords[strings.ToLower(word)]; near == "" && slices.Contains(known, other) {
		near = other
	}
	if near == "" {
		return terminal.Problemf("there is no command %q", word)
	}
	return terminal.Problemf("there is no command %q; did you mean %q?", word, near)
}

// suggestFlag says which flag an unknown one may be: one that is written
// nearly so, else one of that name that another command has.
func suggestFlag(c *cli.Context, name string) terminal.Message {
	if near := nearest(name, flagNames(c.Command)); near != "" {
		return terminal.Later("; did you mean --%s?", near)
	}
	var has []string
	for _, other := range c.App.Commands {
		if slices.Contains(flagNames(other), name) {
			has = append(has, "`licet "+other.Name+"`")
		}
	}
	switch {
	case len(has) == 0 && findCommand(c.App.Commands, otherWords[name]) != nil:
		return terminal.Later("; did you mean the command `licet %s`?", otherWords[name])
	case len(has) == 0:
		return terminal.Later("")
	default:
		return func(words reconcile.Phrases) string { return words.Say("; it is a flag of %s", words.List(has)) }
	}
}

func flagNames(c *cli.Command) []string {
	var names []string
	for _, f := range shown(c.Flags) {
		for _, name := range f.Names() {
			// A single letter is like every other one.
			if len(name) > 1 {
				names = append(names, name)
			}
		}
	}
	return names
}
