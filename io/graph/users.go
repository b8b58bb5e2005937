package graph

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"licet/io/users"
	"licet/reconcile"
)

const (
	// pageSize is the largest that Graph takes (Graph: List users).
	pageSize = 999
	// maxBeginnings bounds how often a list is begun anew because a page token
	// ran out, and maxListings how often because it came out short.
	maxBeginnings = 4
	maxListings   = 2

	userFields = "id,userPrincipalName,displayName,mail,accountEnabled,userType,usageLocation," +
		"onPremisesSyncEnabled,assignedLicenses,licenseAssignmentStates"
)

// errCount marks an answer that is no number.
var errCount = errors.New("no count")

// readCount asks how many users there are. That needs an index which not every
// sign-in may use; then the list is taken at its word.
func (r *TenantReader) readCount(ctx context.Context) error {
	c := r.client
	q := query{about: "the number of users", needs: needsUsers, url: c.address("/users/$count"), count: true}
	err := c.read(ctx, q, func(a *answer) error {
		text := strings.TrimSpace(strings.TrimPrefix(string(a.body), "\ufeff"))
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			return errCount
		}
		r.told.Count = n
		return nil
	})
	if isRefused(err) {
		r.note("The number of users could not be read, so the list of users was not checked against it.")
		return nil
	}
	return err
}

// spellingPages is up to how many pages of users are read for somebody who was
// not found: whom a misspelt name may mean is told from the names that there
// are. It is a matter of seconds; a larger tenant is not read for it.
const spellingPages = 5

// readUsers takes the cheaper way.
func (r *TenantReader) readUsers(ctx context.Context) error {
	names := foldNames(r.names)
	fresh := r.options.Fresh
	if r.names != nil && (fresh || namedIsCheaper(len(names), r.told.Count)) {
		r.told.Way = NamedUsers
		err := r.readNamed(ctx, names)
		switch {
		case fresh:
			return err
		case errors.Is(err, errNoMailFilter):
			r.note("Users could not be looked up by mail, so all users were read.")
		case err != nil || len(r.missing) == 0 || r.told.Count > spellingPages*pageSize:
			return err
		}
	}
	r.told.Way = WholeTenant
	r.announce()
	return r.readAll(ctx)
}

// readAll reads the list of all users and holds it against the count. Neither
// is of one moment, so a few may be missing: 5 users or one in 2,000, whichever
// is more, which is less than a page.
func (r *TenantReader) readAll(ctx context.Context) error {
	for listing := 1; ; listing++ {
		if err := r.listUsers(ctx); err != nil {
			return err
		}
		slack := max(5, r.told.Count/2000)
		if r.told.Users+slack >= r.told.Count {
			return nil
		}
		if listing == maxListings {
			return fmt.Errorf("cannot read the users: Graph listed %d, but counts %d; "+
				"a plan made from a part would be wrong. Try again in a few minutes", r.told.Users, r.told.Count)
		}
		if err := r.readCount(ctx); err != nil {
			return err
		}
	}
}

// listUsers begins anew when a page token has run out (Directory_ExpiredPageToken,
// for which no lifetime is documented); users that come twice count once.
func (r *TenantReader) listUsers(ctx context.Context) error {
	for beginning := 1; ; beginning++ {
		err := r.listOnce(ctx)
		var e *Error
		expired := errors.As(err, &e) && strings.EqualFold(e.Code, "Directory_ExpiredPageToken")
		switch {
		case r.signIns && !expired && isRefused(err):
			r.withoutSignIns()
		case !expired || beginning == maxBeginnings:
			return err
		}
	}
}

// listOnce reads page after page without a filter (with one, tokens are known to
// run out at once).
func (r *TenantReader) listOnce(ctx context.Context) error {
	path := fmt.Sprintf("/users?$select=%s&$top=%d", r.fields(), r.pageSize())
	return r.client.eachUsers(ctx, query{about: "the users", needs: needsUsers, url: r.client.address(path)}, r.add)
}

// eachUsers reads a list of users, page by page. A page is good until each returns.
func (c *Client) eachUsers(ctx context.Context, q query, each func([]reconcile.UserRecord) error) error {
	q.buffer = &bytes.Buffer{}
	d := users.NewDecoder()
	var page []reconcile.UserRecord
	return c.eachPage(ctx, q, func(body []byte) (next string, err error) {
		page, next, err = d.Page(body, page)
		return next, err
	}, func() error { return each(page) })
}
