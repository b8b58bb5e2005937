package main

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"licet/io/sandbox"
)

// A company network lets nothing out but through its proxy.
func TestTheProxyOfTheEnvironmentIsTaken(t *testing.T) {
	t.Parallel()
	c := newCloud(t, sandbox.Options{})
	var through atomic.Int32
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect || r.Host != "example.com:443" {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		through.Add(1)
		tunnel(t, w, c.Listener.Addr().String())
	}))
	t.Cleanup(proxy.Close)
	// The address is no loopback one, which no proxy is asked for.
	env := append(application(appSecret), "HTTPS_PROXY="+proxy.URL, "LICET_GRAPH_URL=https://example.com", "AZURE_AUTHORITY_HOST=https://example.com/")
	out, code := c.run(t, env, "doctor")
	if code != exitDone || through.Load() < 2 || !strings.Contains(out, "through the proxy "+proxy.URL) {
		t.Errorf("exit %d, %d connections through the proxy:\n%s", code, through.Load(), out)
	}
}

// A proxy that lets nobody through without a name, and a hotel that answers for
// everybody, are told by their names.
func TestAProxyInTheWayIsNamed(t *testing.T) {
	t.Parallel()
	c := newCloud(t, sandbox.Options{})
	guarded := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusProxyAuthRequired) }))
	t.Cleanup(guarded.Close)
	hotel := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "<html>Please accept our terms")
	}))
	t.Cleanup(hotel.Close)
	host := strings.TrimPrefix(guarded.URL, "http://")
	elsewhere := append(application(appSecret), "HTTPS_PROXY=http://somebody:pass-word@"+host, "LICET_GRAPH_URL=https://example.com")
	atLogin := append(slices.Clone(elsewhere), "AZURE_AUTHORITY_HOST=https://example.com/")
	for name, tc := range map[string]struct {
		env  []string
		want []string
	}{
		"before Graph":       {elsewhere, []string{"the proxy " + host + " does not let it through (407 Proxy Authentication Required)", "HTTPS_PROXY=http://USER:PASSWORD@" + host}},
		"before the sign-in": {atLogin, []string{"the sign-in service cannot be reached", "the proxy " + host + " does not let it through"}},
		"HTML for an answer": {append(application(appSecret), "LICET_GRAPH_URL="+hotel.URL), []string{"the answer is not Graph's (a proxy?): \"<html>Please accept our terms\"", "sign in to the network if it has a page for that"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, code := c.run(t, tc.env, "skus")
			for _, want := range tc.want {
				if code != exitError || !strings.Contains(out, want) || strings.Contains(out, "pass-word") {
					t.Errorf("exit %d, want %q:\n%s", code, want, out)
				}
			}
		})
	}
}

// tunnel joins a client of a proxy with the server behind it.
func tunnel(t *testing.T, w http.ResponseWriter, address string) {
	server, err := net.Dial("tcp", address)
	if err != nil {
		t.Error(err)
		return
	}
	defer server.Close()
	w.WriteHeader(http.StatusOK)
	client, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	defer client.Close()
	go func() {
		_, _ = io.Copy(server, client)
		server.Close()
	}()
	_, _ = io.Copy(client, server)
}
