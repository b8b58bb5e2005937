package sandbox

import (
	"context"
	"time"
)

// Clock is the time that a Server goes by: quotas, Retry-Afters, dates, latency,
// lag and faults. With one of its own it answers in the goroutine of whoever
// asks through Transport, so that a clock which knows who waits can jump.
type Clock interface {
	// Now gives the time, which never goes back.
	Now() time.Time
	// Sleep returns when the time is over, or with the error of the context.
	Sleep(ctx context.Context, d time.Duration) error
}

// wall is the clock of the machine.
type wall struct{ exact bool }

func (wall) Now() time.Time { return time.Now() }

func (w wall) Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	if w.exact && d < exactBelow {
		if done, err := sleepExactly(ctx, d); done {
			return err
		}
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// exactBelow is what a wait must be shorter than for a millisecond to matter.
const exactBelow = time.Second

func (s *Server) now() time.Time { return s.options.Clock.Now() }

// sleep waits; false when the client went away before.
func (s *Server) sleep(ctx context.Context, d time.Duration) bool {
	return s.options.Clock.Sleep(ctx, d) == nil
}
