package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"licet/io/testenv"
)

// TestManyTenantsBesideEachOther is what docs/examples/kubernetes-job.yaml and
// docs/examples/github-actions.yml promise: one process a tenant, each with a
// folder for its journals; whichever is killed is started again with the same
// command, goes on with its run, and in the end every tenant is as its sheet
// says, with one run each.
func TestManyTenantsBesideEachOther(t *testing.T) {
	t.Parallel()
	var wait sync.WaitGroup
	dir := t.TempDir()
	for i := range testenv.Sweep(4, 8) {
		wait.Go(func() {
			if err := oneTenant(filepath.Join(dir, fmt.Sprint(i)), i); err != nil {
				t.Errorf("tenant %d: %v", i, err)
			}
		})
	}
	wait.Wait()
}

// oneTenant is a pod: it starts the command again until it ends with 0. The
// n-th is killed n times on its way, each time at another place.
func oneTenant(dir string, n int) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	args := []string{"apply", "--yes", "--resume-first", "--batch-size", "5", "--sandbox", filepath.Join(dir, "tenant.json"), onboarding}
	c := clientOn(dir)
	for kill := range n {
		// A batch that is written down and not sent is the last thing that this
		// attempt sees.
		if err := newCrashing(c, fmt.Sprintf("intend-synced:%d", 1+(kill+n)%3)).ends(exitKilled, args...); err != nil {
			return fmt.Errorf("attempt %d: %w", kill, err)
		}
	}
	if err := c.ends(exitDone, args...); err != nil {
		return fmt.Errorf("the last attempt: %w", err)
	}
	if err := c.ends(exitDone, "plan", "--detailed-exitcode", "--sandbox", filepath.Join(dir, "tenant.json"), onboarding); err != nil {
		return fmt.Errorf("something is left to do: %w", err)
	}
	runs, err := os.ReadDir(filepath.Join(dir, "runs"))
	if err == nil && len(runs) != 1 {
		err = fmt.Errorf("wanted one run, gone on with: %v", runs)
	}
	return err
}

// ends runs a command and gives an error if it does not end with a code.
func (c *client) ends(code int, args ...string) error {
	p, err := runCommand(c.command(args...))
	if err == nil && p.code != code {
		err = fmt.Errorf("wanted exit %d, got %v", code, p)
	}
	return err
}

// TestResumeFirstLeavesOtherWishesAlone: a run that was cut off is not gone on
// with when the sheet has changed since, or when something else is asked of it:
// it would do what nobody wants any more.
func TestResumeFirstLeavesOtherWishesAlone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		sheet string
		flags []string
		goes  bool
	}{
		{"the same", "", nil, true},
		{"another sheet", "\n", nil, false},
		{"another flag", "", []string{"--ignore", "FLOW_FREE"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			client := clientOn(t.TempDir())
			data, err := os.ReadFile(onboarding)
			if err != nil {
				t.Fatal(err)
			}
			sheet := writeFile(t, client.dir, "sheet.csv", string(data))
			args := []string{"apply", "--resume-first", "--sandbox", filepath.Join(client.dir, "t.json"), sheet}
			crashing := newCrashing(client, "intend-synced:2")
			crashing.want(t, exitKilled, args...)
			writeFile(t, client.dir, "sheet.csv", string(data)+c.sheet)
			client.want(t, exitDone, append(args, c.flags...)...)
			runs, err := os.ReadDir(filepath.Join(client.dir, "runs"))
			if err != nil {
				t.Fatal(err)
			}
			if goes := len(runs) == 1; goes != c.goes {
				t.Errorf("%d runs", len(runs))
			}
		})
	}
}

// newCrashing is a client that kills itself at a step of the journal.
func newCrashing(c *client, step string) *client {
	return &client{licet: "licet-crash", dir: c.dir, env: append(c.env[:len(c.env):len(c.env)], "CRASH_AT="+step)}
}

func TestResumeFirstWantsSheetsThatCanBeReadAgain(t *testing.T) {
	t.Parallel()
	c := clientOn(t.TempDir())
	for _, argument := range []string{"-", "plan.json"} {
		c.want(t, exitError, "apply", "--resume-first", "--sandbox", filepath.Join(c.dir, "t.json"), argument)
	}
}
