package main

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// A tenant file is in use, and the sentence says what to do about that.
func TestATenantFileInUseSaysTheWayOut(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "tenant.json")
	c := clientOn(dir)
	c.want(t, exitDone, "sandbox", "create", "--users", "50", file)
	serveSandbox(t, "licet", "--tenant", file)
	for _, args := range [][]string{{"skus", "--sandbox", file}, {"sandbox", "serve", "--tenant", file}} {
		p := c.want(t, exitError, args...)
		for _, text := range []string{file + " is open in another sandbox", "Ctrl-C", "--graph-url", file + ".log"} {
			if !strings.Contains(p.err, text) {
				t.Errorf("nothing is said of %q: %v", text, p)
			}
		}
	}
}

// A sandbox with a secret of its own gives it to nobody, and nobody else gets in.
func TestServeWithATokenKeepsIt(t *testing.T) {
	t.Parallel()
	const secret = "a-token-of-my-own"
	s := serveSandbox(t, "licet", "--token", secret)
	ask := func(method, path, bearer, host string) int {
		r, err := http.NewRequestWithContext(t.Context(), method, s.url+path, strings.NewReader("grant_type=client_credentials&client_id=x&client_secret=y&scope=/.default"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Authorization", "Bearer "+bearer)
		r.Host = host
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		return answer.StatusCode
	}
	for _, c := range []struct {
		method, path, bearer, host string
		want                       int
	}{
		{http.MethodPost, "/contoso/oauth2/v2.0/token", "", "localhost", http.StatusBadRequest},
		{http.MethodGet, "/sandbox/stats", "any", "localhost", http.StatusUnauthorized},
		{http.MethodPost, "/sandbox/stats/reset", "any", "localhost", http.StatusUnauthorized},
		{http.MethodGet, "/v1.0/users", "any", "localhost", http.StatusUnauthorized},
		{http.MethodGet, "/v1.0/users", secret, "evil.example", http.StatusForbidden},
		{http.MethodGet, "/v1.0/users", secret, "localhost", http.StatusOK},
		{http.MethodGet, "/sandbox/stats", secret, "localhost", http.StatusOK},
	} {
		if got := ask(c.method, c.path, c.bearer, c.host); got != c.want {
			t.Errorf("%s %s with the token %q as %s: %d, want %d", c.method, c.path, c.bearer, c.host, got, c.want)
		}
	}
	c := onServer(t.TempDir(), s)
	c.env = append(c.env, "LICET_ACCESS_TOKEN="+secret)
	c.want(t, exitDone, "skus")
}
