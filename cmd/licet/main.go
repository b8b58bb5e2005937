// Command licet brings a Microsoft 365 tenant's licences in line with a
// spreadsheet. Each command is one file that reads flags, calls one thing and
// prints; what they share stands in env.go, flags.go, source.go and
// planning.go.
package main

import (
	"context"
	"log"
	"os"
	"runtime"

	"github.com/urfave/cli/v2"

	"licet/io/settings"
	"licet/io/terminal"
)

func main() { os.Exit(supervised(os.Args, run)) }

// collectorFloor is a block that nobody writes to, so that it takes no memory. The
// collector lets garbage grow to as much as is in use: with the block it need not look
// through the catalogue every few megabytes while a sheet is read.
const collectorFloor = 32 << 20

// run is the whole program but for the processes around it. It gives the exit
// code.
func run(args []string, e *env) int {
	defer runtime.KeepAlive(make([]byte, collectorFloor))
	keepThrifty()
	e.Guard()
	log.SetOutput(e.Err) // of the libraries
	if len(args) > 1 && args[1] == terminal.CompleteWord {
		return e.answerShell(context.Background(), args[2:])
	}
	e.settings = settings.Read(args, e.Getenv)
	args, err := e.takeLanguage(args)
	if err != nil {
		e.printError(err)
		return exitCode(err)
	}
	ctx, stop := withSignals(context.Background(), e)
	defer stop()
	p := newProgram(e)
	line := terminal.ReadLine(p.App, args[min(1, len(args)):])
	e.settings.Line = line
	if line.Help {
		err = p.Help(line)
	} else {
		err = p.RunContext(ctx, line.FlagsFirst(args))
	}
	e.printError(err)
	return exitCode(err)
}

func newProgram(e *env) *terminal.Program {
	p := &terminal.Program{Console: &e.Console, Rare: rareFlags, Synonyms: synonyms, Codes: exitCodes,
		Try: []string{"licet apply --sandbox contoso.json testdata/onboarding.csv", "licet plan --out plan.json staff.xlsx"},
		App: &cli.App{
			Name:                      "licet",
			Usage:                     "bring a Microsoft 365 tenant's licences in line with a spreadsheet",
			UsageText:                 "licet COMMAND [flags] [arguments]",
			Version:                   version(),
			Commands:                  commands(e),
			Reader:                    e.In,
			Writer:                    e.Out,
			ErrWriter:                 e.Err,
			DisableSliceFlagSeparator: true,
			ExitErrHandler:            func(*cli.Context, error) {},
		}}
	p.Each(func(c *cli.Command) {
		c.Flags = append(c.Flags, languageFlag())
		if len(c.Subcommands) == 0 {
			profiled(c)
			e.withFiles(c)
		}
	})
	p.Each(e.withSettings)
	p.Equip()
	return p
}

// synonyms are what people who come from other tools type for a command or
// a flag of licet.
var synonyms = map[string]string{
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

// rareFlags are those that are used seldom, which the help of a command with many
// flags only names.
var rareFlags = map[string]bool{
	"graph-url": true, "cloud": true, "client-id": true, "verbose": true, "verbose-names": true, "har": true,
	"resume-first": true, "skip-drifted": true, "lang": true, "config": true, "sandbox-quota": true, "faults": true,
	"layout": true, "worksheet": true, "delimiter": true, "encoding": true, "column": true, "catalog": true,
	"apps": true, "drop-redundant": true, "strict": true, "allow-gap": true, "partial-seats": true, "explain": true,
	"concurrency": true, "batch-size": true, "rate": true, "quota-share": true, "stop-after": true, "progress": true, "no-verify": true,
	"runs-dir": true,
}

// withSettings lets the configuration file set a command's flags.
func (e *env) withSettings(c *cli.Command) {
	if c.Name == "version" || c.Name == "completion" {
		return
	}
	c.Flags = append(c.Flags, text(categorySource, settings.FlagName,
		"configuration `FILE`, or none; else licet.toml in the user's configuration folder", nil))
	then := c.Before
	c.Before = func(ctx *cli.Context) error {
		if err := e.settings.Use(ctx, &e.Console, languageName); err != nil || then == nil {
			return err
		}
		return then(ctx)
	}
}

// commands lists every command, in the order in which people meet them.
func commands(e *env) []*cli.Command {
	return []*cli.Command{
		planCommand(e),
		applyCommand(e),
		checkCommand(e),
		rehearseCommand(e),
		resumeCommand(e),
		undoCommand(e),
		runsCommand(e),
		exportCommand(e),
		templateCommand(e),
		swapCommand(e),
		skusCommand(e),
		auditCommand(e),
		snapshotCommand(e),
		doctorCommand(e),
		sandboxCommand(e),
		completionCommand(e),
		versionCommand(e),
	}
}
