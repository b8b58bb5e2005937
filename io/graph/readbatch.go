package graph

import (
	"context"
	"errors"
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

// getAll reads paths below the version in batches, several at once, and hands
// each reply to take by the index of its path. Only replies that are settled
// arrive there: success, or a refusal that would come again. take is called
// from several goroutines, with another index each time.
func (c *Client) getAll(ctx context.Context, q query, paths []string, take func(i int, r *reply) error) error {
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
			err := c.getChunk(ctx, q, chunk, func(i int, r *reply) error { return take(at+i, r) })
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
func (c *Client) getChunk(ctx context.Context, q query, paths []string, take func(int, *reply) error) error {
	open := make([]int, len(paths))
	for i := range open {
		open[i] = i
	}
	start := c.clock.Now()
	for tries := 1; ; tries++ {
		replies, err := c.postReads(ctx, q, paths, open)
		if err != nil {
			return err
		}
		left, s, failed := sortReplies(open, replies, c.clock.Now())
		for k, i := range open {
			if !slices.Contains(left, i) {
				if err := take(i, replies[k]); err != nil {
					return err
				}
			}
		}
		if len(left) == 0 {
			return nil
		}
		open = left
		if !c.pause(ctx, s, tries, start) {
			return ended(ctx, q, explain(failed, q, tries))
		}
	}
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

// sortReplies finds what has to be asked again, and the setback and error that
// stand for all of it.
func sortReplies(open []int, replies []*reply, now time.Time) (left []int, s setback, failed *Error) {
	for k, r := range replies {
		again, err := itemSetback(r, now)
		if again.trouble == final {
			continue
		}
		if left == nil {
			s, failed = again, err
		}
		s = s.or(again)
		left = append(left, open[k])
	}
	return left, s, failed
}

// itemSetback judges one item of a batch; final means that it is settled.
func itemSetback(r *reply, now time.Time) (setback, *Error) {
	if r == nil {
		return setback{trouble: busy}, &Error{Reason: apply.Dropped, Message: "the answer leaves it out"}
	}
	o := classify(*r, now)
	return readSetback(r.status, o), errorOf(r.status, o)
}
