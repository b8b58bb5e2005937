package main

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"licet/io/language"
	"licet/io/terminal"
)

// languageName is the flag that chooses the language of messages.
const languageName = "lang"

// languageFlag shows the flag in the help of a command and to the shells. Its
// value never gets here: takeLanguage takes it, since the help must be in the
// language, too.
func languageFlag() cli.Flag {
	return terminal.Such(&cli.StringFlag{Category: categoryOutput, Name: languageName, Usage: "language of messages, reports and this help: en or zh-CN; else that of the environment"}, "en", "zh-CN")
}

// takeLanguage finds the language that the person wants, before there are
// commands, gives e its speaker, and gives the arguments without the flag.
func (e *env) takeLanguage(args []string) ([]string, error) {
	wanted, rest, err := cutLanguage(args)
	if err != nil {
		return nil, err
	}
	var tag language.Tag
	if wanted != "" {
		tag, err = language.Parse(wanted)
	} else {
		tag, err = language.FromEnvironment(func(name string) string {
			if value := e.Getenv(name); value != "" || name != language.Variable {
				return value
			}
			return e.settings.Get(languageName)
		})
	}
	if err != nil {
		return nil, err
	}
	e.Words = language.SpeakerOf(tag)
	return rest, nil
}

// cutLanguage takes --lang and its value out of the arguments; of several the
// last counts. What follows "--" is left alone.
func cutLanguage(args []string) (value string, rest []string, err error) {
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if arg == "--" {
			return value, append(rest, args[i:]...), nil
		}
		name, own, assigned := strings.Cut(arg, "=")
		if name != "--"+languageName && name != "-"+languageName {
			rest = append(rest, arg)
			continue
		}
		if !assigned {
			if i++; i == len(args) {
				return "", nil, terminal.Problemf("--%s needs a language: en or zh-CN", languageName)
			}
			own = args[i]
		}
		if _, err := language.Parse(own); err != nil {
			return "", nil, fmt.Errorf("--%s: %w", languageName, err)
		}
		value = own
	}
	return value, rest, nil
}
