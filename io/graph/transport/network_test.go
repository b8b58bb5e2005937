package transport_test

import (
	"bytes"
	"crypto/tls"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"licet/io/graph/transport"
)

// Old TLS can be broken by whoever sits between: nothing below 1.2 is spoken.
func TestOldTLSIsNotSpoken(t *testing.T) {
	var heard bytes.Buffer
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
	server.Config.ErrorLog = log.New(&heard, "", 0)
	server.StartTLS()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = transport.Client(transport.Network()).Do(req)
	server.Close()
	if err == nil || !strings.Contains(heard.String(), "unsupported versions") {
		t.Errorf("the server saw %q, the client %v", heard.String(), err)
	}
}

// The token is for one server, and a POST that is led on would become a GET.
func TestOnlyReadsAreLedAroundAndOnTheSameServer(t *testing.T) {
	other := httptest.NewServer(http.NotFoundHandler())
	defer other.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/here":
			http.Redirect(w, r, "/there", http.StatusFound)
		case "/round":
			http.Redirect(w, r, "/round", http.StatusFound)
		case "/away":
			http.Redirect(w, r, other.URL, http.StatusFound)
		}
	}))
	defer server.Close()
	for _, c := range []struct {
		method, path string
		want         int
	}{
		{http.MethodGet, "/here", http.StatusOK},
		{http.MethodPost, "/here", http.StatusFound},
		{http.MethodGet, "/round", http.StatusFound},
		{http.MethodGet, "/away", http.StatusFound},
	} {
		req, err := http.NewRequestWithContext(t.Context(), c.method, server.URL+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := transport.Client(nil).Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != c.want {
			t.Errorf("%s %s: status %d, want %d", c.method, c.path, resp.StatusCode, c.want)
		}
	}
}
