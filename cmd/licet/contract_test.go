package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"licet/io/sandbox/contracttest"
)

// breaches names the file, in the environment of the programs that tests run,
// into which they write what broke the contract of Graph.
const breaches = "CONTRACT_BREACHES"

// underContract runs all tests and fails them if anything that a program sent
// or was answered, in whichever test, broke the contract.
type underContract struct{ tests *testing.M }

// atOnce is how many tests go on beside each other, where -parallel says nothing:
// most of their time they wait for programs that wait.
const atOnce = "8"

// Run gives the exit code.
func (u underContract) Run() int {
	if err := flag.Set("test.parallel", atOnce); err != nil {
		panic(err)
	}
	dir, err := os.MkdirTemp("", "contract")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "breaches")
	if err := os.Setenv(breaches, file); err != nil {
		panic(err)
	}
	code := u.tests.Run()
	broken, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return code
	}
	fmt.Fprintf(os.Stderr, "FAIL: the contract of Graph was broken (%v):\n%s", err, broken)
	return max(code, 1)
}

// contractedEnv is systemEnv for the programs of tests: every request that they
// send to Graph or the sandbox, and every answer, is held to the contract.
func contractedEnv() *env {
	e := systemEnv()
	e.between = func(next http.RoundTripper) http.RoundTripper {
		return contracttest.Reporting(next, contracttest.Requests|contracttest.Answers, func(broken error) {
			record(os.Getenv(breaches), broken)
		})
	}
	return e
}

// buildShipped builds the program as it is shipped, once for all tests.
var buildShipped = sync.OnceValues(func() (path string, err error) {
	path = filepath.Join(filepath.Dir(os.Getenv(breaches)), "licet-as-shipped")
	if out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

// shippedLicet is the path of licet as it is shipped, which is not under the
// contract.
func shippedLicet(t *testing.T) string {
	t.Helper()
	path, err := buildShipped()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// contractedLicet is the path of licet under the contract.
func contractedLicet(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("licet")
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func record(path string, broken error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err == nil {
		_, err = fmt.Fprintf(file, "%s: %v\n", strings.Join(os.Args, " "), broken)
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		panic(err)
	}
}

// underWatch gives a server with the contract before it, for programs that have
// no time for it themselves.
func underWatch(t *testing.T, s *server) *server {
	t.Helper()
	behind, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(behind)
			r.Out.Host = r.In.Host
		},
		Transport: contracttest.Transport(t, http.DefaultTransport, contracttest.Requests|contracttest.Answers),
		// A client that was killed is no trouble.
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	})
	t.Cleanup(front.Close)
	return &server{url: front.URL}
}

// misspelling is a network on which one word of every answer is misspelt.
type misspelling struct {
	next       http.RoundTripper
	word, into string
}

// RoundTrip sends the request and changes the answer.
func (m misspelling) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := m.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	text := strings.ReplaceAll(string(body), m.word, m.into)
	resp.Body, resp.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
	return resp, err
}

// misspelt is licet on such a network, where MISSPELL is the word and what it
// becomes, as in "skuId=skuid".
func misspelt() {
	word, into, _ := strings.Cut(os.Getenv("MISSPELL"), "=")
	e := contractedEnv()
	check := e.between
	e.between = func(next http.RoundTripper) http.RoundTripper { return check(misspelling{next, word, into}) }
	os.Exit(run(os.Args, e))
}

// A field that sandbox and client misspelt together would leave every test
// green; the contract does not share the mistake.
func TestAWrongFieldFailsTheTests(t *testing.T) {
	t.Parallel()
	for misspell, want := range map[string]string{
		"":                                    "",
		`"prepaidUnits"="prepaidunits"`:       "prepaidunits",
		`"assignedByGroup"="assignedbyGroup"`: "assignedbyGroup",
		`"consumedUnits":="consumedUnits":"x`: "invalid character",
	} {
		dir := t.TempDir()
		file := filepath.Join(dir, "breaches")
		cmd := exec.Command("licet-misspelt", "plan", "--sandbox", filepath.Join(dir, "contoso.json"), onboardingSheet(t))
		cmd.Env = append(os.Environ(), breaches+"="+file, "MISSPELL="+misspell)
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState == nil {
			t.Fatal(err)
		}
		broken, _ := os.ReadFile(file)
		if (want == "") != (len(broken) == 0) || !strings.Contains(string(broken), want) {
			t.Errorf("%q: the contract says %q, want %q\n%s", misspell, broken, want, out)
		}
	}
}
