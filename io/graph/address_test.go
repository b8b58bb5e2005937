package graph_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"licet/io/graph"
	"licet/io/graph/signin"
)

func TestTheVersionIsAddedOnce(t *testing.T) {
	for root, want := range map[string]string{
		"":                               "https://graph.microsoft.com/v1.0/subscribedSkus",
		"https://graph.microsoft.us/":    "https://graph.microsoft.us/v1.0/subscribedSkus",
		"https://p.example/a/v1.0":       "https://p.example/a/v1.0/subscribedSkus",
		"http://localhost:8080/v1.0/":    "http://localhost:8080/v1.0/subscribedSkus",
		" https://graph.microsoft.com  ": "https://graph.microsoft.com/v1.0/subscribedSkus",
	} {
		s := &script{answers: []canned{{status: 200, body: oneSKU}}}
		c, err := graph.New(graph.Options{Root: root, Credential: signin.StaticToken("t"), Transport: inMemory(s)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Seats(t.Context()); err != nil {
			t.Fatal(err)
		}
		u := *s.got[0].URL
		u.RawQuery = ""
		if u.String() != want {
			t.Errorf("%q leads to %s, want %s", root, u.String(), want)
		}
	}
}

// TestTheTokenStaysOnItsServer covers the two ways in which a server could
// lead it away.
func TestTheTokenStaysOnItsServer(t *testing.T) {
	stolen := 0
	thief := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { stolen++ }))
	defer thief.Close()
	t.Run("next link", func(t *testing.T) {
		s := &script{answers: []canned{{status: 200, body: fmt.Sprintf(`{"value":[],"@odata.nextLink":"%s/v1.0/subscribedSkus?$skiptoken=x"}`, thief.URL)}}}
		_, err := newClient(t, inMemory(s)).Seats(t.Context())
		if err == nil || !strings.Contains(err.Error(), "another server") || s.requests() != 1 {
			t.Errorf("%v, %d requests", err, s.requests())
		}
	})
	t.Run("redirect", func(t *testing.T) {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, thief.URL, http.StatusFound) }))
		defer srv.Close()
		c, err := graph.New(graph.Options{Root: srv.URL, Credential: signin.StaticToken("t")})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Seats(t.Context()); err == nil {
			t.Error("no error")
		}
	})
	if stolen > 0 {
		t.Errorf("the other server was asked %d times", stolen)
	}
}

func TestAReadMayBeRedirectedOnTheSameServer(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/moved") {
			http.Redirect(w, r, "/moved"+r.URL.Path, http.StatusPermanentRedirect)
			return
		}
		if r.Header.Get("Authorization") != "Bearer t" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		fmt.Fprint(w, oneSKU)
	}))
	defer srv.Close()
	c, err := graph.New(graph.Options{Root: srv.URL, Credential: signin.StaticToken("t")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Seats(t.Context()); err != nil {
		t.Error(err)
	}
}
