package main

import (
	"context"
	"errors"
	"fmt"

	"licet/io/terminal"
)

// Exit codes, as scripts see them.
const (
	exitDone        = 0
	exitError       = 1
	exitChanges     = 2
	exitFailed      = 3
	exitLimit       = 4
	exitDrift       = 5
	exitPartly      = 6
	exitInterrupted = 130
)

// exitCodes says what each code means; the help and the documentation show it.
var exitCodes = []terminal.ExitCode{
	{Code: exitDone, Means: "done; or nothing to do"},
	{Code: exitError, Means: "an error: bad sheet, no sign-in, bad flag; nothing was changed, unless it says that licet crashed"},
	{Code: exitChanges, Means: "with --detailed-exitcode: there are changes"},
	{Code: exitFailed, Means: "applied, but some changes failed; the results say which"},
	{Code: exitLimit, Means: "a safety limit stopped it before the first change"},
	{Code: exitDrift, Means: "a saved plan no longer fits the tenant; nothing was changed"},
	{Code: exitPartly, Means: "done as far as it goes: users or rows were left out"},
	{Code: exitInterrupted, Means: "interrupted; `licet resume` goes on"},
}

// exit is an outcome with a code of its own. A nil err says that everything
// there is to tell has been printed.
type exit struct {
	code int
	err  error
}

func (x *exit) Error() string {
	if x.err == nil {
		return fmt.Sprintf("exit code %d", x.code)
	}
	return x.err.Error()
}

func (x *exit) Unwrap() error { return x.err }

// exitCode gives the code for an error; it is the only place that decides.
func exitCode(err error) int {
	var x *exit
	switch {
	case err == nil, errors.Is(err, terminal.ErrDeclined):
		return exitDone
	case errors.As(err, &x):
		return x.code
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	default:
		return exitError
	}
}

// printError tells an error on standard error, unless it was told already.
func (e *env) printError(err error) {
	var x *exit
	if exitCode(err) == exitDone || errors.As(err, &x) && x.err == nil {
		return
	}
	if errors.Is(err, context.Canceled) && exitCode(err) == exitInterrupted && x == nil {
		e.Note("interrupted; nothing was changed")
		return
	}
	e.Fault(err)
}
