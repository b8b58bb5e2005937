package graph

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"licet/reconcile/apply"
)

// readsInFlight is how many batches of reads are under way at once: enough to
// hide the way there and back.
const readsInFlight = 4

// errNoBatch marks an answer that is none to a batch.
var errNoBatch = errors.New("no answer to a batch")

// getAll reads paths below the version in batches, several at once, and hands the
// body of each answer to take by the index of its path, from several goroutines,
// with another index each time. Where q.none says that there is nothing take is not
// called; any other refusal is an error.
func (c *Client) getAll(ctx context.Context, q query, paths []string, take func(i int, body []byte) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var (
		tasks  []func()
		failed error
		once   sync.Once
	)
	for chunk := range slices.Chunk(paths, maxBatch) {
		at := maxBatch * len(tasks)
		tasks = append(tasks, func() {
			err := c.getChunk(ctx, q, chunk, func(i int, body []byte) error { return take(at+i, body) })
			if err != nil {
				once.Do(func() { failed = err })
				cancel()
			}
		})
	}
	c.clock.Together(readsInFlight, tasks)
	return failed
}

// getChunk repeats of one batch what was not settled, and nothing else.
func (c *Client) getChunk(ctx context.Context, q query, paths []string, take func(int, []byte) error) error {
	open := make([]int, len(paths))
	for i := range open {
		open[i] = i
	}
	for b := c.newBackoff(); ; {
		replies, err := c.postReads(ctx, q, paths, open)
		if err != nil {
			return err
		}
		left, failed := unsettled(open, replies, c.clock.Now())
		for k, i := range open {
			if !slices.Contains(left, i) {
				if err := c.settle(q, i, replies[k], take); err != nil {
					return err
				}
			}
		}
		if len(left) == 0 {
			return nil
		}
		open = left
		if !b.pause(ctx, failed) {
			return ended(ctx, q, explain(failed, q, b.tries))
		}
	}
}

// settle hands on what a reply says, once it would say the same again.
func (c *Client) settle(q query, i int, r *reply, take func(int, []byte) error) error {
	switch {
	case slices.Contains(q.none, r.status):
		return nil
	case !isSuccess(r.status):
		return explain(errorOf(*r, c.clock.Now()), q, 1)
	}
	if err := take(i, r.body); err != nil {
		return fmt.Errorf("read %s: %w", q.about, err)
	}
	return nil
}

// postReads sends the open paths as one batch and gives their replies in order.
func (c *Client) postReads(ctx context.Context, q query, paths []string, open []int) ([]*reply, error) {
	steps := make([]wireStep, len(open))
	for k, i := range open {
		steps[k] = wireStep{Method: http.MethodGet, URL: paths[i]}
	}
	b := c.batchQuery(steps)
	b.about, b.needs = q.about, q.needs
	var replies []*reply
	err := c.read(ctx, b, func(a *answer) error {
		var ok bool
		if replies, ok = readBatch(a, len(open)); !ok {
			return errNoBatch
		}
		return nil
	})
	return replies, err
}

// unsettled finds what has to be asked again, and the error that stands for all
// of it; the longest wait that was asked for counts.
func unsettled(open []int, replies []*reply, now time.Time) (left []int, failed *Error) {
	for k, r := range replies {
		e := &Error{Reason: apply.Dropped, Message: "the answer leaves it out", retry: retry{tries: triesBusy}}
		if r != nil {
			e = errorOf(*r, now)
		}
		switch {
		case e.retry.tries == 0:
			continue
		case failed == nil:
			failed = e
		case e.retry.asked && (!failed.retry.asked || e.retry.after > failed.retry.after):
			failed.retry = e.retry
		}
		left = append(left, open[k])
	}
	return left, failed
}
