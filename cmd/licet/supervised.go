package main

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"

	"licet/io/settings"
	"licet/io/supervisor"
	"licet/io/terminal"
	"licet/reconcile"
)

// ownFiles is how many files any command must be able to open besides its
// connections: those of a run, and what Go itself opens.
const ownFiles = 24

// enoughFiles gives an error where a process cannot open what it needs for so many
// calls at once: a sandbox is the other end of each of them as well.
func enoughFiles(calls int) error {
	if n := ownFiles + 2*calls; !supervisor.Descriptors(n) {
		return terminal.Problemf("this process may open too few files, and licet needs %d more than it has", n).
			Hint("Raise the limit (`ulimit -n`), lower --concurrency, or close what else is open.")
	}
	return nil
}

// leastSpace is how much address space two processes of Go need to come to the
// point at which they could say that it is too little.
const leastSpace = 1 << 31

// supervised runs the program as a worker and its supervisor, and gives the exit
// code of whichever of the two this process is.
func supervised(args []string, program func([]string, *env) int) int {
	e := systemEnv()
	if e.worker = supervisor.Join(); e.worker != nil {
		e.Err = e.worker.Stderr()
		shows, restore := terminal.Prepare()
		e.Plain = !shows
		e.exit = func(code int) {
			e.restored(restore)
			e.worker.Exit(code)
		}
		e.exit(program(args, e))
	}
	return e.supervise(args, program)
}

// supervise has a worker run the program, and tells of its end where it is a crash.
func (e *env) supervise(args []string, program func([]string, *env) int) (code int) {
	defer func() {
		if r := recover(); r != nil {
			code = e.crashed(args, &supervisor.Crash{State: fmt.Sprint("panic: ", r), Trace: debug.Stack()})
		}
	}()
	if err := enoughFiles(usualConcurrency); err != nil {
		return e.failed(args, err)
	}
	if !supervisor.AddressSpace(leastSpace) {
		return e.failed(args, terminal.Problemf("this process may have too little memory; licet needs %d MB of addresses", leastSpace>>20).
			Hint("Raise the limit (`ulimit -v`)."))
	}
	if isBrief(args) {
		return program(args, e)
	}
	// What a worker did to the console is undone here, however it ends.
	_, restore := terminal.Prepare()
	defer e.restored(restore)
	code, crash, err := supervisor.Run()
	switch {
	case err != nil:
		return e.failed(args, terminal.Problemf("licet could not be started: %v", err).Because(err))
	case crash != nil:
		return e.crashed(args, crash)
	default:
		return code
	}
}

// isBrief reports whether a command only says what it is, or what could be typed:
// it is not worth a second process, for whose start somebody would wait.
func isBrief(args []string) bool {
	return len(args) > 1 && (args[1] == terminal.CompleteWord || args[1] == "version" || args[1] == "--version")
}

// restored puts the console back as it was.
func (e *env) restored(restore func() error) {
	if err := restore(); err != nil {
		e.Note("the console could not be put back as it was: %v", err)
	}
}

// failed tells an error before there is a program that could.
func (e *env) failed(args []string, err error) int {
	// The settings are not read: it may be a file that cannot be opened. A language
	// that nobody speaks is an error that comes second.
	e.settings = &settings.Settings{}
	e.Guard()
	_, _ = e.takeLanguage(args)
	e.printError(err)
	return exitError
}

// crashed tells of a crash, and puts what Go says of it where it frightens nobody.
func (e *env) crashed(args []string, c *supervisor.Crash) int {
	problem := terminal.Problemf("licet itself has crashed, which no file of yours is to blame for: %s", c.Summary())
	path := ""
	file, err := os.CreateTemp("", "licet-crash-*.txt")
	if err == nil {
		path = file.Name()
		_, err = fmt.Fprintf(file, "licet %s, %s\n\n%s", version(), c.State, c.Trace)
		err = errors.Join(err, file.Close())
	}
	details := reconcile.Say("the details are in %s", path)
	if err != nil {
		details = reconcile.Say("the details could not be written: %v", err)
	}
	return e.failed(args, problem.Hint("Changes that were being made are finished by `licet resume`. Report it, please, "+
		"at the issues of licet's repository; %s.", details))
}
