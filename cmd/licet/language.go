package main

import (
	"fmt"

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
	values, rest, missing := terminal.CutFlag(args, languageName)
	var tag language.Tag
	var err error
	for _, value := range values { // of several the last counts
		if tag, err = language.Parse(value); err != nil {
			return nil, fmt.Errorf("--%s: %w", languageName, err)
		}
	}
	if missing {
		return nil, terminal.Problemf("--%s needs a language: en or zh-CN", languageName)
	}
	if len(values) == 0 {
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
