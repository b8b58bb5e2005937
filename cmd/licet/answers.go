package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"licet/io/graph"
	"licet/io/graph/recording"
)

// defaultLatency is what a call is assumed to take as long as none was measured.
const defaultLatency = 800 * time.Millisecond

// answers are what those of a tenant tell besides what was asked: how fast it is,
// and what time it is there.
type answers struct {
	mu    sync.Mutex
	calls []time.Duration
	// clockOff is how far this machine's clock is from Graph's, as the last answer
	// told that named a time; heard is false where none did.
	clockOff time.Duration
	heard    bool
	// close ends the recording of --har.
	close func() error
}

// listen gives the options of a client whose answers are kept, logged with
// --verbose, and recorded with --har, in a file that is readable by its owner only:
// it holds what Graph tells of people.
func (e *env) listen(f *sourceFlags) (*answers, graph.Options, error) {
	a := &answers{close: func() error { return nil }}
	o := graph.Options{Log: a.measure(e.requestLog(f)), LogNames: f.verboseNames, Version: version(), Between: e.between}
	if f.har == "" {
		return a, o, nil
	}
	file, err := os.OpenFile(f.har, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, o, fmt.Errorf("--har: %w", err)
	}
	o.Recorder = recording.New(file, version())
	a.close = func() error {
		if err := errors.Join(o.Recorder.Close(), file.Close()); err != nil {
			return fmt.Errorf("--har: %w", err)
		}
		return nil
	}
	return a, o, nil
}

// measure notes every call, and passes it on to next, which may be nil.
func (a *answers) measure(next func(graph.RequestLog)) func(graph.RequestLog) {
	return func(l graph.RequestLog) {
		a.mu.Lock()
		a.calls = append(a.calls, l.Duration)
		if !l.ServerTime.IsZero() {
			a.clockOff, a.heard = l.ClockOff(), true
		}
		a.mu.Unlock()
		if next != nil {
			next(l)
		}
	}
}

// latency is what a call takes by those that were measured. measured is false where
// there were none; nil answers are none.
func (a *answers) latency() (took time.Duration, measured bool) {
	if a == nil {
		return defaultLatency, false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.calls) == 0 {
		return defaultLatency, false
	}
	sorted := slices.Sorted(slices.Values(a.calls))
	return sorted[len(sorted)/2], true
}
