package graph

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"
)

// Clock is the time that a Client goes by.
type Clock interface {
	// Now gives the time, which never goes back.
	Now() time.Time
	// Sleep returns when the time is over, or with the error of the context.
	Sleep(ctx context.Context, d time.Duration) error
	// Together carries tasks out side by side, limit of them at once, and
	// returns when all are done.
	Together(limit int, tasks []func())
}

// wall is the clock of the machine.
type wall struct{}

func (wall) Now() time.Time { return time.Now() }

func (wall) Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

func (wall) Together(limit int, tasks []func()) {
	var g errgroup.Group
	g.SetLimit(limit)
	for _, task := range tasks {
		g.Go(func() error {
			task()
			return nil
		})
	}
	_ = g.Wait() // the tasks keep their errors
}
