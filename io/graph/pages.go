package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// errNoPage marks an answer that is no page of a list: an empty object must
// never be taken for an empty list.
var errNoPage = errors.New("no page of a list")

// eachPage reads a list. page understands the body of one answer and gives the
// address of the next one, empty after the last; take gets what it understood. A
// page may be empty and still have a next one (Graph: Paging).
func (c *Client) eachPage(ctx context.Context, q query, page func(body []byte) (next string, err error), take func() error) error {
	for {
		var next string
		err := c.read(ctx, q, func(a *answer) (err error) {
			next, err = page(a.body)
			return err
		})
		if err != nil {
			return err
		}
		if next, err = c.following(q, next); err != nil {
			return err
		}
		if err := take(); err != nil || next == "" {
			return err
		}
		q.url = next
	}
}

// following checks what the page that q asked for names as the next one; empty
// after the last.
func (c *Client) following(q query, link string) (string, error) {
	if link == "" {
		return "", nil
	}
	next, err := c.nextAddress(link)
	switch {
	case err != nil:
		return "", fmt.Errorf("cannot read %s: %w", q.about, err)
	case next == q.url:
		return "", fmt.Errorf("cannot read %s: a page names itself as the next one", q.about)
	}
	return next, nil
}

// readList reads a list that is short. The delta link is that of a delta query.
func readList[T any](ctx context.Context, c *Client, q query) (all []T, deltaLink string, err error) {
	var page wirePage[T]
	err = c.eachPage(ctx, q, func(body []byte) (string, error) {
		page = wirePage[T]{}
		if err := json.Unmarshal(body, &page); err != nil {
			return "", err
		}
		if page.Value == nil {
			return "", errNoPage
		}
		return page.NextLink, nil
	}, func() error {
		all = append(all, *page.Value...)
		return nil
	})
	return all, page.DeltaLink, err
}
