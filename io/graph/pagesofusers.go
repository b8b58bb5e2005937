package graph

import (
	"bytes"
	"context"
	"fmt"
	"net/http"

	"golang.org/x/sync/errgroup"
)

// pagesAhead is how many pages of users exist: while one is taken over, the
// next one is fetched.
const pagesAhead = 2

// listOnce reads page after page without a filter (with one, tokens are known to
// run out at once).
func (r *TenantReader) listOnce(ctx context.Context) error {
	read, free := make(chan *userPage), make(chan *userPage, pagesAhead)
	for range pagesAhead {
		free <- &userPage{}
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		defer close(read)
		return r.fetchPages(ctx, read, free)
	})
	g.Go(func() error {
		for page := range read {
			if err := r.add(page.users); err != nil {
				return err
			}
			free <- page
		}
		return nil
	})
	return g.Wait()
}

// fetchPages sends one page after the other to read, and takes those that were
// done with back from free.
func (r *TenantReader) fetchPages(ctx context.Context, read chan<- *userPage, free <-chan *userPage) error {
	c := r.client
	q := query{
		about: "the users", needs: needsUsers, method: http.MethodGet, room: &bytes.Buffer{},
		url: c.address(fmt.Sprintf("/users?$select=%s&$top=%d", r.fields(), r.pageSize())),
	}
	for {
		var page *userPage
		select {
		case page = <-free:
		case <-ctx.Done():
			return ctx.Err()
		}
		err := c.read(ctx, q, func(a *answer) error { return page.read(r.scanner, a.body) })
		if err != nil {
			return err
		}
		next, err := c.following(q, page.next)
		if err != nil {
			return err
		}
		select {
		case read <- page:
		case <-ctx.Done():
			return ctx.Err()
		}
		if next == "" {
			return nil
		}
		q.url = next
	}
}
