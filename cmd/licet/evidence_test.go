package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
)

// earlierRun puts the run of an earlier licet, which was cut off, into the runs
// folder of a client, with what is replaced in its manifest.
func earlierRun(t *testing.T, c *client, replace ...string) (dir string) {
	t.Helper()
	dir = filepath.Join(c.dir, "runs", "20261130-212238-cde02f")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"manifest.json", "plan.json", "journal.jsonl"} {
		data, err := os.ReadFile(filepath.Join("../../io/journal/testdata/format-1/died", name))
		if err == nil && name == "manifest.json" {
			data = []byte(strings.NewReplacer(replace...).Replace(string(data)))
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// Whoever can write a run folder must not learn the token that goes to the tenant:
// the address in it is believed only if the token may go there anyway.
func TestARunFolderDoesNotSayWhereTheTokenGoes(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	thief := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer thief.Close()
	for name, address := range map[string]string{"loopback": thief.URL, "https": "https://graph.microsoft.com.example.org", "user": "https://graph.microsoft.com@example.org"} {
		for _, env := range []string{"", "LICET_GRAPH_URL=http://127.0.0.1:9"} {
			c := clientOn(t.TempDir(), "LICET_ACCESS_TOKEN=secret", env)
			earlierRun(t, c, `"source": "sandbox"`, `"source": "graph"`, `"contoso.json"`, `"`+address+`"`)
			for _, command := range []string{"resume", "undo"} {
				p := c.want(t, 1, command, "20261130")
				if !strings.Contains(p.err, address) || !strings.Contains(p.err, "--graph-url") || strings.Contains(p.err, "secret") {
					t.Errorf("%s, %s %s: it says %s", command, name, env, p.err)
				}
			}
		}
	}
	if n := asked.Load(); n != 0 {
		t.Errorf("%d requests went to the address in the run folder", n)
	}
	c := clientOn(t.TempDir(), "LICET_ACCESS_TOKEN=secret")
	earlierRun(t, c, `"source": "sandbox"`, `"source": "graph"`, `"contoso.json"`, `"`+thief.URL+`"`)
	c.want(t, 1, "resume", "--graph-url", thief.URL)
	if asked.Load() == 0 {
		t.Error("the address that the command line gave was not asked")
	}
}

// A sandbox that is not there any more must not be made anew, and the rest of a run
// be carried out on it as if it were the old one.
func TestAMissingSandboxOfARunIsNotMadeAnew(t *testing.T) {
	t.Parallel()
	c := clientOn(t.TempDir())
	earlierRun(t, c)
	for _, command := range []string{"resume", "undo"} {
		p := c.want(t, 1, command)
		// What cannot be checked in a run of an earlier licet is said, once.
		if strings.Count(p.err, "cannot be checked") != 1 {
			t.Errorf("%s says %s", command, p.err)
		}
		if !regexp.MustCompile(`contoso\.json, which cannot be read`).MatchString(p.err) {
			t.Errorf("%s says %s", command, p.err)
		}
	}
	if _, err := os.Stat(filepath.Join(c.dir, "contoso.json")); err == nil {
		t.Error("a sandbox was made")
	}
}
