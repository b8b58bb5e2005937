package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"licet/io/testenv"
)

// server is `licet sandbox serve` as a process of its own, which lives on when
// its clients are killed.
type server struct{ url string }

func serveSandbox(t *testing.T, licet string, flags ...string) *server {
	t.Helper()
	c := exec.Command(licet, append([]string{"sandbox", "serve"}, flags...)...)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Signal(os.Interrupt)
		if err := c.Wait(); err != nil {
			t.Errorf("the server did not end as it should: %v", err)
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "listening ")
	if err != nil || !ok {
		t.Fatalf("first line of the server is %q (%v), want listening URL", line, err)
	}
	return &server{url: url}
}

// stats are what the sandbox saw its client do.
type stats struct {
	Early, Overlapping, ServiceGaps, Unchanged, WrittenTwice, SeatRefusals, NotHeld, InheritedRemovals int
}

func (s *server) stats(t *testing.T) stats {
	t.Helper()
	answer, err := http.Get(s.url + "/sandbox/stats")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var out stats
	if err := json.NewDecoder(answer.Body).Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

// client runs the real program against a server, with journals of its own.
type client struct {
	licet, dir string
	env        []string
}

func newClient(t *testing.T, licet string, s *server) *client {
	dir := t.TempDir()
	return &client{licet: licet, dir: dir, env: append(os.Environ(), "HOME="+dir, "XDG_STATE_HOME="+dir,
		"LICET_ACCESS_TOKEN=any", "LICET_GRAPH_URL="+s.url, "LICET_RUNS_DIR="+filepath.Join(dir, "runs"), "LICET_YES=true")}
}

func (c *client) command(args ...string) *exec.Cmd {
	cmd := exec.Command(c.licet, args...)
	cmd.Env = c.env
	return cmd
}

// A process that is killed at any moment, again and again, must not lose or
// repeat anything: somebody's night run ends as if nothing had happened.
func TestKilledAtRandomMomentsAndResumed(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("SIGKILL is of other systems")
	}
	licet := shippedLicet(t)
	s := serveSandbox(t, licet, "--latency", "3ms")
	c := newClient(t, licet, underWatch(t, s))
	sheet := "../../testdata/onboarding.csv"
	random := rand.New(rand.NewPCG(1, uint64(time.Now().UnixNano())))

	kills := 0
	slow := []string{"--concurrency", "2", "--batch-size", fmt.Sprint(testenv.Sweep(6, 3))}
	args := append([]string{"apply", sheet}, slow...)
	for round := 0; ; round++ {
		if round > 200 {
			t.Fatal("the run never ends")
		}
		// Later and later, so that a slow machine comes to an end as well.
		killed, err := c.runAndKill(time.Duration(20+random.IntN(120+20*round))*time.Millisecond, args...)
		if err != nil {
			t.Fatal(err)
		}
		if !killed {
			break
		}
		kills++
		// A run that died before it made its files has nothing to resume.
		if entries, _ := filepath.Glob(filepath.Join(c.dir, "runs", "2*")); len(entries) > 0 {
			args = append([]string{"resume"}, slow...)
		}
	}
	t.Logf("killed %d times", kills)
	if kills < 3 {
		t.Errorf("killed only %d times: the test shows little", kills)
	}
	if out, err := c.command("plan", "--detailed-exitcode", sheet).CombinedOutput(); err != nil {
		t.Errorf("something is left to do: %v\n%s", err, out)
	}
	if got := s.stats(t); got != (stats{}) {
		t.Errorf("the sandbox saw what no client should do: %+v", got)
	}
}

// runAndKill starts the program and kills it after a while, if it still runs.
func (c *client) runAndKill(after time.Duration, args ...string) (killed bool, err error) {
	cmd := c.command(args...)
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		return false, err
	}
	timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	err = cmd.Wait()
	var exited *exec.ExitError
	if errors.As(err, &exited) && exited.ExitCode() == -1 {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("licet %s: %w\n%s", strings.Join(args, " "), err, out.String())
	}
	return false, nil
}
