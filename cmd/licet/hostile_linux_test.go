package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"licet/io/testenv"
)

// hostile is a file that somebody made so that licet falls over, or the machine with it.
// It is small on the disk, or nothing but one byte many times.
type hostile struct {
	name  string
	write func(t testing.TB, out io.Writer)
	// says are in the refusal, beside the name of the file: where, and which bound.
	says []string
	// args are the command, with FILE for the path.
	args []string
	// quick ones are tried always, the others in sweeps.
	quick bool
}

// mostResident is what may be resident while a file is refused, in kilobytes.
const mostResident = 1_000_000

// TestHostileFilesAreRefusedInAGigabyte: whoever sends a sheet or a tenant file must not
// be able to bring down the machine of somebody who looks at it. With -v it prints what
// each file took.
func TestHostileFilesAreRefusedInAGigabyte(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	client := clientOn(dir, "LICET_CONFIG=none")
	client.licet = shippedLicet(t)
	tenant := filepath.Join(dir, "contoso.json")
	client.want(t, exitDone, "sandbox", "create", tenant)
	for _, h := range hostileFiles() {
		if h.quick || testenv.ProgramSweep(0, 1) > 0 {
			client.refuses(t, h, tenant)
		}
	}
}

// refuses writes a hostile file and holds the program to what it may take of it.
func (c *client) refuses(t *testing.T, h hostile, tenant string) {
	path := filepath.Join(c.dir, h.name)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer os.Remove(path)
	h.write(t, f)
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	args := make([]string, len(h.args))
	for i, a := range h.args {
		args[i] = strings.NewReplacer("FILE", path, "TENANT", tenant).Replace(a)
	}
	cmd := c.command(args...)
	p, err := runCommand(cmd)
	if err != nil {
		t.Fatal(err)
	}
	kB := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
	t.Logf("%-24s %8.2f MB on disk %4d MB resident %6.2f s: %.200s", h.name, float64(info.Size())/1e6, kB/1000,
		(cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(), strings.ReplaceAll(p.err, c.dir+"/", ""))
	p.out, p.err = p.out[:min(len(p.out), 2000)], p.err[:min(len(p.err), 2000)]
	if p.code != exitError {
		t.Errorf("%s is not refused: %v", h.name, p)
	}
	if kB > mostResident {
		t.Errorf("%s takes %d MB", h.name, kB/1000)
	}
	for _, want := range append(h.says, h.name) {
		if !strings.Contains(p.out+p.err, want) {
			t.Errorf("%s: the refusal lacks %q: %v", h.name, want, p)
		}
	}
}

func hostileFiles() []hostile {
	var all []hostile
	for _, of := range []struct {
		args  []string
		files []hostile
	}{
		{[]string{"plan", "FILE", "--current", "TENANT"}, append(hostileTexts(), hostileWorkbooks()...)},
		{[]string{"skus", "--current", "FILE"}, hostileTenants()},
		{[]string{"apply", "FILE", "--sandbox", "TENANT"}, hostilePlans()},
		{[]string{"plan", onboarding, "--current", "TENANT", "--prices", "FILE"}, hostilePrices()},
		{[]string{"plan", onboarding, "--current", "TENANT", "--catalog", "FILE"}, hostileCatalogs()},
		{[]string{"skus", "--sandbox", "TENANT", "--config", "FILE"}, hostileSettings()},
		{[]string{"skus", "--sandbox", "TENANT", "--faults", "FILE"}, hostileFaults()},
	} {
		for _, f := range of.files {
			f.args = of.args
			all = append(all, f)
		}
	}
	return all
}
