package transport_test

import (
	"strings"
	"testing"

	"licet/io/graph/transport"
)

func TestPlainHTTPIsForLoopbackOnly(t *testing.T) {
	for root, ok := range map[string]bool{
		"https://graph.microsoft.com":       true,
		"https://graph.microsoft.com/v1.0/": true,
		"https://proxy.example/graph":       true,
		"http://127.0.0.1:8080":             true,
		"http://127.8.8.8":                  true,
		"http://localhost:1":                true,
		"http://LOCALHOST:1":                true,
		"http://[::1]:8080":                 true,
		"http://graph.microsoft.com":        false,
		"http://10.0.0.1":                   false,
		"http://localhost.evil.example":     false,
		"http://127.0.0.1.evil.example":     false,
		"http://127.0.0.1@evil.example":     false,
		"https://user:pw@graph.example":     false,
		"https://graph.example?x=1":         false,
		"ftp://graph.example":               false,
		"graph.microsoft.com":               false,
		"://":                               false,
	} {
		_, err := transport.ParseRoot(root)
		if (err == nil) != ok {
			t.Errorf("%s: %v", root, err)
		}
		if err != nil && strings.Contains(err.Error(), "pw") {
			t.Errorf("%s: the error shows the password: %v", root, err)
		}
	}
}
