package graph

import (
	"context"
	"errors"
	"net/http"
)

// errDelta marks an answer of a delta query that has no end.
var errDelta = errors.New("cannot follow what changed: the last page has no delta link")

// ErrStartOver says that what changed since a snapshot cannot be told any more:
// the whole tenant has to be read (Graph: delta query, tokens live 7 days).
var ErrStartOver = errors.New("the tenant no longer says what changed since then")

// deltaFields are those that a delta query of users tracks; it does not track
// licenseAssignmentStates (Graph: user: delta).
const deltaFields = "id,userPrincipalName,displayName,mail,accountEnabled,userType,usageLocation,onPremisesSyncEnabled,assignedLicenses"

// Changes are what became of users since a delta link.
type Changes struct {
	// Users are the ids of those that are new or not as they were.
	Users []string
	// Deleted are the ids of those that can be restored, Gone of those that
	// cannot.
	Deleted, Gone []string
	// Link asks for what changes from now on.
	Link string
}

// DeltaLink gives the link that asks for what changes from now on.
func (c *Client) DeltaLink(ctx context.Context) (string, error) {
	changes, err := c.changes(ctx, c.address("/users/delta?$deltatoken=latest&$select="+deltaFields))
	if err != nil {
		return "", err
	}
	return changes.Link, nil
}

// Changed asks what changed since a link was made. ErrStartOver is wrapped where
// Graph refuses the link, or it is that of another server.
func (c *Client) Changed(ctx context.Context, link string) (*Changes, error) {
	if _, err := c.nextAddress(link); err != nil {
		return nil, errors.Join(ErrStartOver, err)
	}
	changes, err := c.changes(ctx, link)
	var e *Error
	if errors.As(err, &e) && (e.Status == http.StatusGone || e.Status == http.StatusBadRequest || e.Status == http.StatusNotFound) {
		return nil, errors.Join(ErrStartOver, err)
	}
	return changes, err
}

// changes reads all pages. A user may come more than once, and what came last
// counts.
func (c *Client) changes(ctx context.Context, link string) (*Changes, error) {
	all, next, err := readList[wireChanged](ctx, c, query{about: "what changed", needs: needsUsers, url: link})
	if err != nil {
		return nil, err
	}
	if next == "" {
		return nil, errDelta
	}
	last := map[string]string{}
	for _, u := range all {
		last[u.ID] = u.Removed.Reason
	}
	out := &Changes{Link: next}
	for _, u := range all {
		reason, open := last[u.ID]
		delete(last, u.ID)
		switch {
		case !open: // it has come before
		case reason == "":
			out.Users = append(out.Users, u.ID)
		case reason == "changed":
			out.Deleted = append(out.Deleted, u.ID)
		default:
			out.Gone = append(out.Gone, u.ID)
		}
	}
	return out, nil
}
