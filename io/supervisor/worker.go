package supervisor

import (
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// variable tells a worker what its parent handed to it.
const variable = "LICET_WORKER"

// Worker is what a worker has of its parent. Of a program that nobody supervises
// it is nil, which works as well.
type Worker struct {
	// line brings a byte for each interruption, and ends when the parent does.
	line, stderr *os.File
}

// Join gives the worker that this process is, or nil.
func Join() *Worker {
	told := os.Getenv(variable)
	if told == "" {
		return nil
	}
	line, stderr, ok := handed(told)
	if !ok {
		return nil
	}
	// Programs that this one starts are no workers.
	if err := os.Unsetenv(variable); err != nil {
		return nil
	}
	return &Worker{line: line, stderr: stderr}
}

// Stderr is where people are told things. The worker's own standard error is
// for what Go writes when it crashes.
func (w *Worker) Stderr() *os.File {
	if w == nil {
		return os.Stderr
	}
	return w.stderr
}

// Exit ends the process with the exit code, as one that was chosen.
func (w *Worker) Exit(code int) {
	if w == nil {
		os.Exit(code)
	}
	os.Exit(code + chosen)
}

// Interruptions gives a value for each Ctrl-C and SIGTERM. Some come to this
// process, some to its parent, and those of a terminal or of a service manager to
// both: of these each counts once. A worker whose parent has died ends with it.
func (w *Worker) Interruptions() (<-chan struct{}, func()) {
	c := &counter{out: make(chan struct{}, 16)}
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	var hearing sync.WaitGroup
	hearing.Go(func() {
		for range signals {
			c.count(&c.direct)
		}
	})
	if w != nil {
		go w.listen(c)
	}
	return c.out, func() {
		signal.Stop(signals)
		close(signals)
		hearing.Wait()
		c.close()
	}
}

// listen counts what the parent hands on.
func (w *Worker) listen(c *counter) {
	var b [1]byte
	for {
		if n, err := w.line.Read(b[:]); n == 0 || err != nil {
			w.Exit(orphaned)
		}
		c.count(&c.handedOn)
	}
}

// orphaned is the code of a worker whose parent was killed; nobody reads it.
const orphaned = 1

// counter counts interruptions by the two ways on which they come.
type counter struct {
	mu                     sync.Mutex
	direct, handedOn, told int
	closed                 bool
	out                    chan struct{}
}

func (c *counter) count(way *int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	*way++
	if max(c.direct, c.handedOn) == c.told || c.closed {
		return
	}
	c.told++
	select {
	case c.out <- struct{}{}:
	default: // nobody presses it so often and still waits
	}
}

func (c *counter) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	close(c.out)
}
