package main

import (
	"fmt"
	"runtime"

	"github.com/urfave/cli/v2"

	"licet/io/terminal"
)

func versionCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:        "version",
		Usage:       "print the version",
		UsageText:   "licet version",
		Description: terminal.Examples("licet version", "licet --version"),
		Action: terminal.Taking(0, 0, "no argument", func(c *cli.Context) error {
			_, err := fmt.Fprintf(e.Out, "licet %s %s %s/%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		}),
	}
}
