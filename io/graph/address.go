package graph

import (
	"fmt"
	"net/url"
	"strings"

	"licet/io/graph/transport"
)

// address gives the full address of a path below the version.
func (c *Client) address(path string) string { return c.root.String() + transport.Version + path }

// nextAddress checks a nextLink: the token goes with every request, so it must
// not lead to another server. It is used whole, never rebuilt (Graph: Paging).
func (c *Client) nextAddress(link string) (string, error) {
	u, err := url.Parse(link)
	if err != nil {
		return "", fmt.Errorf("the next page has an address that is not a URL: %w", err)
	}
	if !transport.SameOrigin(u, c.root) {
		return "", fmt.Errorf("the next page lies on another server (%s://%s), to which the access token is not sent; is there a proxy between that rewrites addresses?", u.Scheme, u.Host)
	}
	return link, nil
}

// userPath gives the path of a user by id or user principal name. A name that
// begins with $ would be taken for an option and has a form of its own (Graph:
// Get a user).
func userPath(key string) string {
	if strings.HasPrefix(key, "$") {
		return "/users('" + url.PathEscape(strings.ReplaceAll(key, "'", "''")) + "')"
	}
	return "/users/" + url.PathEscape(key)
}

// Rebase gives the address that a link has on the server of this client, for
// servers that come back under another address: a sandbox has a new port with
// every command.
func (c *Client) Rebase(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return link
	}
	u.Scheme, u.Host = c.root.Scheme, c.root.Host
	return u.String()
}
