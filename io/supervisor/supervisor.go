// Package supervisor runs the program twice: a small parent, which is what a shell
// knows of it, and the worker, which is the parent's child and does everything. The
// parent waits, hands signals on, and says how the worker ended. Go ends with 2
// whatever it crashes of (a panic in any goroutine, no more memory, a stack that
// overflows), and only another process can tell such an end from a code that the
// program chose.
package supervisor

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// chosen is what a worker adds to the exit code that it chose. What ends with a
// lower one did not choose it.
const (
	chosen  = 64
	highest = 255 - chosen
)

// longestTrace is how much is kept of what a crash tells: its beginning says
// what happened.
const longestTrace = 1 << 20

// Crash is the end of a worker that it did not choose.
type Crash struct {
	// State says how the process ended, as in "exit status 2" or "signal: killed".
	State string
	// Trace is what Go wrote, empty where the worker had no time for it.
	Trace []byte
}

// Summary is what happened, in a line as Go has it.
func (c *Crash) Summary() string {
	line, _, _ := bytes.Cut(bytes.TrimSpace(c.Trace), []byte("\n"))
	if len(line) == 0 {
		return c.State
	}
	return string(line)
}

// Run runs the program once more as a worker and gives the exit code that it
// chose, or how it crashed. What the worker is interrupted by ends both. The error
// says that there is no worker: nothing was done then.
func Run() (code int, crash *Crash, err error) {
	// The worker is told of the death of the thread that made it.
	runtime.LockOSThread()
	program, err := os.Executable()
	if err != nil {
		return 0, nil, err
	}
	line, held, err := os.Pipe()
	if err != nil {
		return 0, nil, err
	}
	trace := &beginning{most: longestTrace}
	cmd := &exec.Cmd{Path: program, Args: os.Args, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: trace, WaitDelay: time.Second}
	if err := hand(cmd, line, os.Stderr); err != nil {
		return 0, nil, errors.Join(err, line.Close(), held.Close())
	}
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, append(fatal, os.Interrupt, syscall.SIGTERM)...)
	if err := cmd.Start(); err != nil {
		return 0, nil, errors.Join(err, line.Close(), held.Close())
	}
	line.Close()
	ended := make(chan struct{})
	go handOn(signals, ended, held, cmd.Process)
	// How it ended stands in the state of the process.
	_ = cmd.Wait()
	close(ended)
	code, crash = judge(cmd.ProcessState, trace)
	return code, crash, nil
}

// handOn tells the worker of signals until it has ended: of interruptions by a byte,
// which the worker counts, and of those that end a program by themselves.
func handOn(signals <-chan os.Signal, ended <-chan struct{}, held *os.File, worker *os.Process) {
	// The worker ends when nobody holds this any more.
	defer held.Close()
	for {
		select {
		case <-ended:
			return
		case s := <-signals:
			// A worker that is gone has no use for either.
			if s == os.Interrupt || s == syscall.SIGTERM {
				_, _ = held.Write([]byte{'\n'})
			} else {
				_ = worker.Signal(s)
			}
		}
	}
}

// judge tells a code that was chosen from a crash.
func judge(state *os.ProcessState, trace *beginning) (int, *Crash) {
	if code := state.ExitCode(); code >= chosen && code <= chosen+highest {
		return code - chosen, nil
	}
	if code, ok := quiet(state); ok {
		return code, nil
	}
	return 0, &Crash{State: state.String(), Trace: trace.bytes()}
}

// beginning keeps the beginning of what is written to it.
type beginning struct {
	mu   sync.Mutex
	kept []byte
	most int
}

func (b *beginning) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.kept = append(b.kept, p[:min(len(p), b.most-len(b.kept))]...)
	return len(p), nil
}

func (b *beginning) bytes() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.kept
}
