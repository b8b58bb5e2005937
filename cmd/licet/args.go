package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// flagsFirst moves the flags of a command before its arguments, since the
// flag parser stops at the first argument and people write them in any order.
// What follows "--" is left alone, and "-" is an argument.
func flagsFirst(app *cli.App, args []string) []string {
	if len(args) < 2 {
		return args
	}
	out := args[:1:1]
	rest := args[1:]
	command := findCommand(app.Commands, rest[0])
	if command == nil {
		return args
	}
	out, rest = append(out, rest[0]), rest[1:]
	for len(rest) > 0 {
		sub := findCommand(command.Subcommands, rest[0])
		if sub == nil {
			break
		}
		command = sub
		out, rest = append(out, rest[0]), rest[1:]
	}
	flags, arguments, complete := sortArguments(command.Flags, rest)
	if n := len(flags); n > 0 && takesValue(command.Flags, flags[n-1]) && !valueOf(command.Flags, flags, n-1) {
		// A flag at the end without its value must not eat what is put behind it.
		return append(out, flags...)
	}
	if slices.Contains(flags, "-h") || slices.Contains(flags, "--help") {
		return append(out, "--help")
	}
	out = append(out, flags...)
	if len(arguments) > 0 {
		out = append(append(out, "--"), arguments...)
	}
	if complete {
		out = append(out, completionFlag)
	}
	return out
}

// completionFlag must stand last for the library to see it.
const completionFlag = "--generate-bash-completion"

func findCommand(commands []*cli.Command, name string) *cli.Command {
	for _, c := range commands {
		if c.HasName(name) {
			return c
		}
	}
	return nil
}

// sortArguments tells flags, with their values, from arguments.
func sortArguments(known []cli.Flag, args []string) (flags, arguments []string, complete bool) {
	for i := 0; i < len(args); i++ {
		arg := args[i]
		switch {
		case arg == completionFlag && i == len(args)-1:
			complete = true
		case arg == "--":
			return flags, append(arguments, args[i+1:]...), complete
		case arg == "-" || !strings.HasPrefix(arg, "-"):
			arguments = append(arguments, arg)
		default:
			flags = append(flags, arg)
			if takesValue(known, arg) && i+1 < len(args) {
				i++
				flags = append(flags, args[i])
			}
		}
	}
	return flags, arguments, complete
}

// valueOf reports whether word i is the value of the flag before it.
func valueOf(known []cli.Flag, words []string, i int) bool {
	isValue := false
	for j := range words[:i] {
		isValue = !isValue && takesValue(known, words[j])
	}
	return isValue
}

// takesValue reports whether the value of a flag is the next word.
func takesValue(known []cli.Flag, arg string) bool {
	name := strings.TrimLeft(arg, "-")
	if strings.Contains(name, "=") {
		return false
	}
	for _, f := range known {
		if slices.Contains(f.Names(), name) {
			d, ok := f.(cli.DocGenerationFlag)
			return ok && d.TakesValue()
		}
	}
	return false
}
