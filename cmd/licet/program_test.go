package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What the tests of the whole program share: the program as a process, the
// sandbox as another, and what both of them tell.

// onboarding is the sheet that the tests apply: 213 changes, 16 of them with a
// location to set first.
const onboarding = "../../testdata/onboarding.csv"

// printed is what a command said and how it ended.
type printed struct {
	code     int
	out, err string
}

// String leaves out the plan that apply shows first.
func (p printed) String() string {
	out := p.out
	if _, rest, found := strings.Cut(out, "users change"); found {
		out = "[…] users change" + rest
	}
	return fmt.Sprintf("exit %d\n-- standard output --\n%s\n-- standard error --\n%s", p.code, out, p.err)
}

// runCommand runs a command to its end.
func runCommand(cmd *exec.Cmd) (printed, error) {
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exited *exec.ExitError
	if errors.As(err, &exited) {
		err = nil
	}
	p := printed{out: out.String(), err: errs.String()}
	if cmd.ProcessState != nil {
		p.code = cmd.ProcessState.ExitCode()
	}
	return p, err
}

// run runs the program and fails the test if it could not be started.
func (c *client) run(t *testing.T, args ...string) printed {
	t.Helper()
	p, err := runCommand(c.command(args...))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// want runs the program and fails the test if it ends with another code.
func (c *client) want(t *testing.T, code int, args ...string) printed {
	t.Helper()
	p := c.run(t, args...)
	if p.code != code {
		t.Fatalf("licet %s: want exit %d, got %v", strings.Join(args, " "), code, p)
	}
	return p
}

// clientOn is a client of its own folder for whatever tenant its flags name.
func clientOn(dir string, env ...string) *client {
	base := append(os.Environ(), "HOME="+dir, "XDG_STATE_HOME="+dir, "LICET_RUNS_DIR="+filepath.Join(dir, "runs"), "LICET_YES=true", "NO_COLOR=1")
	return &client{licet: "licet", dir: dir, env: append(base, env...)}
}

// onServer is a client of a server.
func onServer(dir string, s *server) *client {
	return clientOn(dir, "LICET_ACCESS_TOKEN=any", "LICET_GRAPH_URL="+s.url)
}

// startSandbox is serveSandbox for goroutines that are not the test's own.
func startSandbox(flags ...string) (s *server, stop func() error, err error) {
	cmd := exec.Command("licet", append([]string{"sandbox", "serve"}, flags...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "listening ")
	if err != nil || !ok {
		return nil, nil, errors.Join(fmt.Errorf("the first line of the server is %q: %w", line, err), cmd.Process.Kill(), cmd.Wait())
	}
	return &server{url: url}, func() error {
		return errors.Join(cmd.Process.Signal(os.Interrupt), cmd.Wait())
	}, nil
}

// ask reads an answer of the sandbox about itself.
func (s *server) ask(path string, into any) error {
	answer, err := http.Get(s.url + path)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", path, answer.Status)
	}
	return json.Unmarshal(data, into)
}

// witness is what the sandbox counted.
type witness struct {
	stats
	Requests, Batches, Writes, Committed, Throttled int
	PeakWrites150s                                  int
}

// resultsFile is a results file in its JSON form.
type resultsFile struct {
	Format  string
	Summary struct{ Changes, Done, Already, Failed, Skipped, Unknown, NotArrived int }
	Results []struct{ User, Action, SkuPartNumber, Status, Error, Hint, Source string }
	// Seats are those that the run read again at its end.
	SeatsRead bool
	Seats     []struct {
		SkuID, SkuPartNumber             string
		UsedBefore, UsedPlanned, UsedNow *int
		Done                             int
		Others                           *int
	}
	// Findings are what was found when the users were read again.
	Findings []struct{ User, Code string }
}

func readResults(path string) (resultsFile, error) {
	var r resultsFile
	data, err := os.ReadFile(path)
	if err != nil {
		return r, err
	}
	return r, json.Unmarshal(data, &r)
}

// open gives the users of whom something was not done.
func (r *resultsFile) open() map[string]bool {
	users := map[string]bool{}
	for _, x := range r.Results {
		if x.Status != "done" && x.Status != "already" {
			users[x.User] = true
		}
	}
	return users
}

// left gives the users of whom a plan says that something is to be done.
func left(plan string) (map[string]bool, error) {
	var p struct {
		Changes []struct {
			User struct{ UserPrincipalName string }
		}
	}
	users := map[string]bool{}
	err := json.Unmarshal([]byte(plan), &p)
	for _, c := range p.Changes {
		users[c.User.UserPrincipalName] = true
	}
	return users, err
}

// writeFile writes a file of a test into its folder and gives its path.
func writeFile(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
