package transport

import (
	"fmt"
	"net"
	"net/url"
	"strings"
)

// Version is the part of every address that follows its root.
const Version = "/v1.0"

// ParseRoot checks the address of Graph. A trailing slash and a trailing
// version are taken off, since people copy addresses with both.
func ParseRoot(text string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	switch {
	case err != nil:
		return nil, fmt.Errorf("the Graph address %q is not a URL; write it like https://graph.microsoft.com", text)
	case u.Scheme != "https" && u.Scheme != "http" || u.Host == "":
		return nil, fmt.Errorf("the Graph address %q needs a scheme and a host; write it like https://graph.microsoft.com", text)
	case u.User != nil:
		return nil, fmt.Errorf("the Graph address for %s must not contain a user name or password", u.Host)
	case u.RawQuery != "" || u.Fragment != "":
		return nil, fmt.Errorf("the Graph address %q must end with the host or a path", text)
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		return nil, fmt.Errorf("the Graph address %q is plain http, over which anybody could read the access token: "+
			"use https (http is for loopback addresses only)", text)
	}
	u.Path = strings.TrimSuffix(strings.TrimRight(u.Path, "/"), Version)
	return u, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// SameOrigin reports whether two addresses lead to the same server.
func SameOrigin(a, b *url.URL) bool {
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
