package graph

import (
	"fmt"
	"net"
	"net/url"
	"strings"
)

const version = "/v1.0"

// parseRoot checks the address of Graph. A trailing slash and a trailing
// version are taken off, since people copy addresses with both.
func parseRoot(text string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	switch {
	case err != nil:
		return nil, fmt.Errorf("the Graph address %q is no URL; write it like https://graph.microsoft.com", text)
	case u.Scheme != "https" && u.Scheme != "http" || u.Host == "":
		return nil, fmt.Errorf("the Graph address %q needs a scheme and a host; write it like https://graph.microsoft.com", text)
	case u.User != nil:
		return nil, fmt.Errorf("the Graph address for %s must not hold a user name or password", u.Host)
	case u.RawQuery != "" || u.Fragment != "":
		return nil, fmt.Errorf("the Graph address %q must end with the host or a path", text)
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		return nil, fmt.Errorf("the Graph address %q is plain http, over which anybody could read the access token: use https (http is for loopback addresses only)", text)
	}
	u.Path = strings.TrimSuffix(strings.TrimRight(u.Path, "/"), version)
	return u, nil
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// sameOrigin reports whether two addresses lead to the same server.
func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "https":
		return "443"
	default:
		return "80"
	}
}

// address gives the full address of a path below the version.
func (c *Client) address(path string) string { return c.root.String() + version + path }

// nextAddress checks a nextLink: the token goes with every request, so it must
// not lead to another server. It is used whole, never rebuilt (Graph: Paging).
func (c *Client) nextAddress(link string) (string, error) {
	u, err := url.Parse(link)
	if err != nil {
		return "", fmt.Errorf("the next page has an address that is no URL: %w", err)
	}
	if !sameOrigin(u, c.root) {
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
