package graph

import (
	"context"
	"sync"
	"time"
)

// quiet holds all reads back while one of them was told to wait: they share one
// quota, and a request that comes too early counts against it as well (Graph:
// Throttling guidance).
type quiet struct {
	mu    sync.Mutex
	until time.Time
}

// keep holds reads back until a time, or longer if they are already.
func (q *quiet) keep(until time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if until.After(q.until) {
		q.until = until
	}
}

// wait returns when nobody asks to wait any more, or with the context's error.
func (q *quiet) wait(ctx context.Context, c Clock) error {
	for {
		q.mu.Lock()
		left := q.until.Sub(c.Now())
		q.mu.Unlock()
		if left <= 0 {
			return ctx.Err()
		}
		if err := c.Sleep(ctx, left); err != nil {
			return err
		}
	}
}
