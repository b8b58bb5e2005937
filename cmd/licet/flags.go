package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"licet/io/terminal"
	"licet/reconcile"
)

// Categories of flags, in the order in which the help shows them.
const (
	categorySource = "1. Where current assignments come from"
	categorySheet  = "2. How sheets are read"
	categoryPlan   = "3. What the plan may do"
	categoryOutput = "4. What is written"
	categoryApply  = "5. How it is applied"
)

// choice is a flag whose value is one of a few words, or may be.
type choice struct {
	*cli.StringFlag
	words []string
	// closed says that there are no other words.
	closed bool
}

// words gives a flag whose value is one of a few words; the first is the default.
func words(category, name, usage string, into *string, allowed ...string) *choice {
	return &choice{words: allowed, closed: true, StringFlag: &cli.StringFlag{Category: category, Name: name, Usage: usage, Value: allowed[0], Destination: into,
		Action: func(_ *cli.Context, value string) error {
			if !slices.Contains(allowed, value) {
				return terminal.Problemf("--%s %q is none of %s", name, value, strings.Join(allowed, ", "))
			}
			return nil
		}}}
}

// list puts the words into what is said of the flag: behind it where there are no
// others, else in the place of %s.
func (c *choice) list(words reconcile.Phrases, usage string) string {
	all := strings.Join(c.words, ", ")
	if c.closed {
		return words.Say("%s: %s", usage, all)
	}
	return strings.Replace(usage, "%s", all, 1)
}

// such names words that the value of a flag may be, for completion.
func such(f *cli.StringFlag, as ...string) *choice { return &choice{StringFlag: f, words: as} }

func text(category, name, usage string, into *string) *cli.StringFlag {
	return &cli.StringFlag{Category: category, Name: name, Usage: usage, Destination: into}
}

func toggle(category, name, usage string, into *bool) *cli.BoolFlag {
	return &cli.BoolFlag{Category: category, Name: name, Usage: usage, Destination: into}
}

// splitList splits a flag that lists licences by commas. Part numbers may hold
// commas themselves, so whole keeps a value that is one licence as it is.
func splitList(value string, whole func(string) bool) []string {
	var out []string
	rest := strings.TrimSpace(value)
	for rest != "" {
		part := rest
		for {
			if !strings.Contains(part, ",") || whole(strings.TrimSpace(part)) {
				break
			}
			part = part[:strings.LastIndex(part, ",")]
		}
		if p := strings.TrimSpace(part); p != "" {
			out = append(out, p)
		}
		rest = strings.TrimPrefix(rest[len(part):], ",")
	}
	return out
}
