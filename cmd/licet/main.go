// Command licet brings a Microsoft 365 tenant's licences in line with a
// spreadsheet. Each command is one file that reads flags, calls one thing and
// prints; what they share stands in env.go, flags.go, source.go and
// planning.go.
package main

import (
	"context"
	"os"

	"github.com/urfave/cli/v2"

	"licet/io/terminal"
)

func main() {
	e := systemEnv()
	shows, restore := terminal.Prepare()
	e.Plain = !shows
	e.exit = func(code int) {
		e.restored(restore)
		os.Exit(code)
	}
	e.exit(run(os.Args, e))
}

// run is the whole program but for the process around it. It gives the exit
// code.
func run(args []string, e *env) int {
	if len(args) > 1 && args[1] == completeWord {
		return e.answerShell(context.Background(), args[2:])
	}
	e.takeConfig(args)
	args, err := e.takeLanguage(args)
	if err != nil {
		e.printError(err)
		return exitCode(err)
	}
	ctx, stop := withSignals(context.Background(), e)
	defer stop()
	app := newApp(e)
	line := readCommandLine(app, args[min(1, len(args)):]).askedForHelp(app)
	if line.help {
		err := e.help(app, line)
		e.printError(err)
		return exitCode(err)
	}
	err = app.RunContext(ctx, line.flagsFirst(args))
	e.printError(err)
	return exitCode(err)
}

func newApp(e *env) *cli.App {
	app := &cli.App{
		Name:                      "licet",
		Usage:                     "bring a Microsoft 365 tenant's licences in line with a spreadsheet",
		UsageText:                 "licet COMMAND [flags] [arguments]",
		Version:                   version(),
		Commands:                  commands(e),
		Reader:                    e.In,
		Writer:                    e.Out,
		ErrWriter:                 e.Err,
		HideHelp:                  true,
		DisableSliceFlagSeparator: true,
		ExitErrHandler:            func(*cli.Context, error) {},
		OnUsageError:              usageError,
		Action:                    e.unknownCommand,
	}
	for _, c := range app.Commands {
		finishCommand(c)
		e.withConfig(c)
	}
	return app
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
