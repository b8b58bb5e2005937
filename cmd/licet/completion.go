package main

import (
	"context"
	_ "embed"
	"io"
	"os"

	"github.com/urfave/cli/v2"

	"licet/io/language"
	"licet/io/tenant"
	"licet/io/terminal"
	"licet/reconcile"
)

// The scripts hand the words of a command line to `licet __complete` and show
// what it answers; all that is known of commands, flags and values is in Go.
var (
	//go:embed completion/licet.bash
	bashScript string
	//go:embed completion/licet.zsh
	zshScript string
	//go:embed completion/licet.fish
	fishScript string
	//go:embed completion/licet.ps1
	powershellScript string
)

// shells are those that there is a completion for, with where people put it.
var shells = []struct {
	name   string
	file   reconcile.Word
	script string
}{
	{"bash", "~/.local/share/bash-completion/completions/licet", bashScript},
	{"zsh", "a folder of $fpath, as _licet", zshScript},
	{"fish", "~/.config/fish/completions/licet.fish", fishScript},
	{"powershell", "licet.ps1, which $PROFILE dot-sources", powershellScript},
}

func completionCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:      "completion",
		Usage:     "the script that completes licet's words in a shell",
		UsageText: "licet completion bash|zsh|fish|powershell",
		Description: e.Say("Commands, flags, their values, licences and runs are completed. "+
			"Bash keeps it in %s, zsh in %s, fish in %s, PowerShell in %s.",
			shells[0].file, shells[1].file, shells[2].file, shells[3].file) + "\n\n" + terminal.Examples(
			"licet completion bash > ~/.local/share/bash-completion/completions/licet",
			"licet completion zsh > ~/.zfunc/_licet"),
		Action: terminal.Taking(1, 1, "one shell", func(c *cli.Context) error {
			for _, s := range shells {
				if s.name == c.Args().First() {
					_, err := io.WriteString(e.Out, s.script)
					return err
				}
			}
			return unknownShell(c.Args().First())
		}),
	}
}

func unknownShell(name string) error {
	problem := terminal.Problemf("there is no completion for the shell %q", name)
	if near := terminal.Nearest(name, shellNames()); near != "" {
		problem = terminal.Problemf("there is no completion for the shell %q; did you mean %q?", name, near)
	}
	return problem.Hint("There is one for bash, zsh, fish and powershell.")
}

func shellNames() []string {
	var names []string
	for _, s := range shells {
		names = append(names, s.name)
	}
	return names
}

// answerShell prints what could stand where somebody is typing.
func (e *env) answerShell(ctx context.Context, words []string) int {
	if tag, err := language.FromEnvironment(e.Getenv); err == nil {
		e.Words = language.SpeakerOf(tag)
	}
	load := func(path string, c *reconcile.Catalog) (*reconcile.Tenant, error) { return tenant.Load(ctx, path, c) }
	newProgram(e).Complete(words, &values{env: e, load: load})
	return exitDone
}

// homeFile is a path as a shell would have read it: with the home folder for ~.
func homeFile(path string) string {
	if home, err := os.UserHomeDir(); err == nil && len(path) > 1 && path[:2] == "~/" {
		return home + path[1:]
	}
	return path
}
