package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"licet/io/sandbox"
	"licet/io/sandbox/contoso"
	"licet/io/sandbox/login"
)

// A person sees a page with a form and presses a button of it; these tests do
// so in place of a browser.

var (
	formAction = regexp.MustCompile(`<form method="post" action="([^"]+)"`)
	hidden     = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)
)

// press sends the form of a page back, with more fields, as its buttons would.
func press(c *http.Client, page string, more url.Values) error {
	resp, err := c.Get(page)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	action := formAction.FindSubmatch(text)
	if err != nil || action == nil {
		return fmt.Errorf("the page has no form: %w\n%s", err, text)
	}
	fields := url.Values{}
	for _, f := range hidden.FindAllSubmatch(text, -1) {
		fields.Set(string(f[1]), string(f[2]))
	}
	for name, values := range more {
		fields[name] = values
	}
	target, err := resp.Request.URL.Parse(string(action[1]))
	if err != nil {
		return err
	}
	sent, err := c.PostForm(target.String(), fields)
	if err != nil {
		return err
	}
	return sent.Body.Close()
}

// browse is the browser of these tests, under the name that licet opens: it
// presses the first button of the page that it is given.
func browse() {
	err := func() error {
		authority, err := os.ReadFile(os.Getenv("SSL_CERT_FILE"))
		if err != nil {
			return err
		}
		return press(trusting(authority), os.Args[1], nil)
	}()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func trusting(authority []byte) *http.Client {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority)
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}}
}

// people is an environment with no application's secret in it.
func people() []string {
	return []string{"AZURE_TENANT_ID=" + appTenant, "AZURE_CLIENT_ID=" + appID, "PATH=" + os.Getenv("PATH")}
}

// A person without any secret signs in with the browser of their machine, once:
// the token that came serves the whole run.
func TestAPersonSignsInWithTheBrowser(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("a browser is opened by xdg-open on Linux only")
	}
	person := contoso.Tenant().Users[3].UserPrincipalName
	c := newCloud(t, sandbox.Options{Login: login.Options{User: person}})
	out, code := c.run(t, people(), "apply", "--yes", "--auth", "browser", "--har", "requests.har", onboardingSheet(t))
	if code != exitDone || c.tokens.Load() != 1 {
		t.Errorf("exit %d with %d tokens:\n%s", code, c.tokens.Load(), out)
	}
	c.noSecrets(t, out)
	out, code = c.run(t, people(), "doctor", "--auth", "browser")
	if code != exitDone || c.tokens.Load() != 2 || !strings.Contains(out, "browser, as "+person) {
		t.Errorf("exit %d with %d tokens:\n%s", code, c.tokens.Load(), out)
	}
}

// startByDevice runs a command with --auth device until it shows its code.
func (c *cloudServer) startByDevice(t *testing.T, args ...string) (page, code string, end func() (string, int)) {
	t.Helper()
	cmd := exec.Command(c.licet, append(args, "--auth", "device")...)
	cmd.Dir, cmd.Env = c.dir, c.environment(people())
	var out bytes.Buffer
	cmd.Stdout = &out
	errs, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	told := bufio.NewReader(errs)
	shown := regexp.MustCompile(`open the page (\S+) and enter the code (\S+) to`)
	line, err := told.ReadString('\n')
	for err == nil && !shown.MatchString(line) {
		line, err = told.ReadString('\n')
	}
	said := shown.FindStringSubmatch(line)
	if said == nil {
		rest, _ := io.ReadAll(told)
		t.Fatalf("no code is shown: %q, %v\n%s", line, err, rest)
	}
	return said[1], said[2], func() (string, int) {
		rest, err := io.ReadAll(told)
		if waited := cmd.Wait(); waited != nil && !errors.As(waited, new(*exec.ExitError)) {
			err = errors.Join(err, waited)
		}
		if err != nil {
			t.Fatal(err)
		}
		return out.String() + string(rest), cmd.ProcessState.ExitCode()
	}
}

// Somebody on a server without a browser enters the code on another machine. The
// token is withdrawn in mid-run, and they are not asked a second time.
func TestAPersonSignsInWithACode(t *testing.T) {
	t.Parallel()
	revoke := sandbox.Fault{Kind: sandbox.FaultRevoke, On: "batch", After: 2}
	c := newCloud(t, sandbox.Options{Faults: &sandbox.Faults{List: []sandbox.Fault{revoke}}})
	page, code, end := c.startByDevice(t, "apply", "--yes", "--concurrency", "1", "--har", "requests.har", onboardingSheet(t))
	if err := press(c.Client(), page, url.Values{"user_code": {strings.ToLower(code)}, "answer": {"allow"}}); err != nil {
		t.Fatal(err)
	}
	out, exited := end()
	if exited != exitDone || !strings.Contains(out, "users change") {
		t.Errorf("exit %d:\n%s", exited, out)
	}
	c.noSecrets(t, out)
}

func TestAPersonWhoRefusesIsToldSo(t *testing.T) {
	t.Parallel()
	c := newCloud(t, sandbox.Options{})
	page, code, end := c.startByDevice(t, "plan", onboardingSheet(t))
	if err := press(c.Client(), page, url.Values{"user_code": {code}, "answer": {"refuse"}}); err != nil {
		t.Fatal(err)
	}
	if out, exited := end(); exited != exitError || !strings.Contains(out, "the person did not allow it") {
		t.Errorf("exit %d:\n%s", exited, out)
	}
}
