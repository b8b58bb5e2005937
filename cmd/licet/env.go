package main

import (
	"context"
	"net/http"
	"os"
	"runtime/debug"
	"time"

	"licet/io/journal"
	"licet/io/report"
	"licet/io/settings"
	"licet/io/supervisor"
	"licet/io/terminal"
)

// env is what surrounds the program. Nothing else ever joins it.
type env struct {
	terminal.Console
	settings *settings.Settings
	// files are those that the command reads and writes, as far as they are known.
	files files
	// journal is for tests of what happens at the worst moment.
	journal journal.Options
	// breakAfter and verifyFor are those of apply.Limits; tests have not the time
	// for them.
	breakAfter, verifyFor time.Duration
	// between stands between the client of Graph and the network; nil is nothing.
	// Tests hold there what passes to the contract of Graph.
	between func(http.RoundTripper) http.RoundTripper
	// exit ends the process at once, for the fault that kills it.
	exit func(code int)
	// abort is closed when everything must stop at once.
	abort <-chan struct{}
	// worker is what it has of its supervisor; nil where nobody supervises it.
	worker *supervisor.Worker
}

func systemEnv() *env {
	return &env{Console: terminal.Console{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv}}
}

// style says how to lay text out on standard output.
func (e *env) style() report.Style {
	return report.Style{Width: e.Width(), Speaker: e.Words, Color: e.Color()}
}

func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// withSignals gives a context that ends with the first Ctrl-C or SIGTERM, when
// what is in flight is finished, and closes e.abort with the second, when
// everything stops at once.
func withSignals(parent context.Context, e *env) (context.Context, func()) {
	ctx, cancel := context.WithCancel(parent)
	abort := make(chan struct{})
	e.abort = abort
	interruptions, hear := e.worker.Interruptions()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range interruptions {
			if ctx.Err() != nil {
				close(abort)
				return
			}
			e.Note("stopping: what is in flight is finished first; once more stops at once")
			cancel()
		}
	}()
	return ctx, func() {
		hear()
		<-done
		cancel()
	}
}
