package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"golang.org/x/term"

	"licet/io/journal"
	"licet/io/report"
	"licet/reconcile"
)

// env is what surrounds the program. Nothing else ever joins it.
type env struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	// phrases are the language that people are spoken to in; nil is English.
	phrases reconcile.Phrases
	// plain says that the console does not understand escape sequences.
	plain bool
	// config is the configuration file, configErr why it cannot be used.
	config    *config
	configErr error
	// journal is for tests of what happens at the worst moment.
	journal journal.Options
	// silence and verifyFor are those of apply.Limits; tests have not the time
	// for them.
	silence, verifyFor time.Duration
	// between stands between the client of Graph and the network; nil is nothing.
	// Tests hold there what passes to the contract of Graph.
	between func(http.RoundTripper) http.RoundTripper
	// exit ends the process at once, for the fault that kills it.
	exit func(code int)
	// abort is closed when everything must stop at once.
	abort <-chan struct{}
}

func systemEnv() *env {
	return &env{config: &config{}, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, getenv: os.Getenv}
}

// isTerminal reports whether a stream is one, and how wide.
func isTerminal(stream any) (width int, ok bool) {
	f, isFile := stream.(*os.File)
	if !isFile || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0, true
	}
	return width, true
}

// style says how to lay text out on standard output (no-color.org).
func (e *env) style() report.Style {
	width, ok := isTerminal(e.stdout)
	if ok {
		width = widthOf(e.getenv, width)
	}
	return report.Style{Width: width, Phrases: e.phrases, Color: wantsColor(e.getenv, ok && !e.plain)}
}

// say writes a message in the language of the person.
func (e *env) say(format string, args ...any) string { return e.phrases.Say(format, args...) }

// restored puts the console back as it was.
func (e *env) restored(restore func() error) {
	if err := restore(); err != nil {
		e.note("the console could not be put back as it was: %v", err)
	}
}

// note tells something on standard error that is not the result.
func (e *env) note(format string, args ...any) {
	fmt.Fprintf(e.stderr, "licet: %s\n", e.say(format, args...))
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
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range signals {
			if ctx.Err() != nil {
				close(abort)
				return
			}
			e.note("stopping: what is in flight is finished first; once more stops at once")
			cancel()
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		close(signals)
		<-done
		cancel()
	}
}
