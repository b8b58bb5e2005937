package main

import (
	"strings"

	"github.com/urfave/cli/v2"

	"licet/io/terminal"
)

// Categories of flags, in the order in which the help shows them.
const (
	categorySource = "1. Where current assignments come from"
	categorySheet  = "2. How sheets are read"
	categoryPlan   = "3. What the plan may do"
	categoryOutput = "4. What is written"
	categoryApply  = "5. How it is applied"
)

// words gives a flag whose value is one of a few words; the first is the default.
func words(category, name, usage string, into *string, allowed ...string) *terminal.Choice {
	return terminal.OneOf(text(category, name, usage, into), allowed...)
}

func text(category, name, usage string, into *string) *cli.StringFlag {
	return &cli.StringFlag{Category: category, Name: name, Usage: usage, Destination: into}
}

// preset is text with a value that holds where nobody gives another.
func preset(category, name, usage, value string, into *string) *cli.StringFlag {
	return &cli.StringFlag{Category: category, Name: name, Usage: usage, Value: value, Destination: into}
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
		for strings.Contains(part, ",") && !whole(strings.TrimSpace(part)) {
			part = part[:strings.LastIndex(part, ",")]
		}
		if p := strings.TrimSpace(part); p != "" {
			out = append(out, p)
		}
		rest = strings.TrimPrefix(rest[len(part):], ",")
	}
	return out
}
