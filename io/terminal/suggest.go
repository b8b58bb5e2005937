package terminal

import (
	"slices"
	"strings"

	"licet/reconcile"

	"github.com/agext/levenshtein"
	"github.com/urfave/cli/v2"
)

// likeEnough is how much alike two words must be for one to be suggested for
// the other: "aply" and "apply" are 0.8 alike, "tenant" and "current" 0.43.
const likeEnough = 0.6

// Nearest gives the known word that is most like another; empty if none is.
// Letters that changed places count once, and a word's beginning stands for it.
func Nearest(word string, known []string) string {
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

// suggestCommand says that there is no such command, and which may be meant.
func (p *Program) suggestCommand(word string, commands []*cli.Command) *Problem {
	known := commandNames(commands)
	near := Nearest(word, known)
	if other := p.Synonyms[strings.ToLower(word)]; near == "" && slices.Contains(known, other) {
		near = other
	}
	if near == "" {
		return Problemf("there is no command %q", word)
	}
	return Problemf("there is no command %q; did you mean %q?", word, near)
}

// suggestFlag says which flag an unknown one may be: one that is written
// nearly so, else one of that name that another command has.
func (p *Program) suggestFlag(c *cli.Context, name string) reconcile.Sentence {
	if near := Nearest(name, flagNames(c.Command)); near != "" {
		return reconcile.Say("; did you mean --%s?", near)
	}
	var has []string
	for _, other := range p.Commands {
		if slices.Contains(flagNames(other), name) {
			has = append(has, "`licet "+other.Name+"`")
		}
	}
	switch {
	case len(has) == 0 && p.Command(p.Synonyms[name]) != nil:
		return reconcile.Say("; did you mean the command `licet %s`?", p.Synonyms[name])
	case len(has) == 0:
		return reconcile.Sentence{}
	default:
		return reconcile.Say("; it is a flag of %s", reconcile.ListOf(has))
	}
}

func flagNames(c *cli.Command) []string {
	var names []string
	for _, f := range c.VisibleFlags() {
		for _, name := range f.Names() {
			// A single letter is like every other one.
			if len(name) > 1 {
				names = append(names, name)
			}
		}
	}
	return names
}
