package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// errNoPage marks an answer that is no page of a list: an empty object must
// never be taken for an empty list.
var errNoPage = errors.New("no page of a list")

// getPage reads one page of a list and gives the address of the next one, empty
// after the last. A page may be empty and still have a next one (Graph: Paging).
func getPage[T any](ctx context.Context, c *Client, q query) (items []T, next string, err error) {
	var page wirePage[T]
	q.method = http.MethodGet
	err = c.read(ctx, q, func(a *answer) error {
		page = wirePage[T]{}
		if err := json.Unmarshal(a.body, &page); err != nil {
			return err
		}
		if page.Value == nil {
			return errNoPage
		}
		return nil
	})
	if err != nil {
		return nil, "", err
	}
	next, err = c.following(q, page.NextLink)
	return *page.Value, next, err
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

// collect reads a list that is short.
func collect[T any](ctx context.Context, c *Client, q query) ([]T, error) {
	var all []T
	for {
		items, next, err := getPage[T](ctx, c, q)
		if err != nil {
			return nil, err
		}
		all = append(all, items...)
		if next == "" {
			return all, nil
		}
		q.url = next
	}
}
