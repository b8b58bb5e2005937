package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"licet/io/testenv"
)

// Somebody clones the repository on a machine on which nothing was set up, and
// types the README from its first command on: all of it works there, prints
// what the README shows, and leaves nothing outside of the clone and their own
// state folder. To build the clone as well is a long sweep; else it is given the
// program of this one.
func TestReadmeFromACleanClone(t *testing.T) {
	t.Parallel()
	clone := cleanClone(t)
	home := t.TempDir()
	p := &docPage{t: t, dir: clone, licet: clone, ports: map[string]string{}, whole: testenv.Sweep(0, 1) > 0}
	if !p.whole {
		program, err := os.ReadFile(shippedLicet(t))
		if err == nil {
			err = os.WriteFile(filepath.Join(clone, "licet"), program, 0o755)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	p.env = append(goCaches(t), "HOME="+home, "XDG_STATE_HOME=", "XDG_CONFIG_HOME=", "XDG_CACHE_HOME=", "LICET_RUNS_DIR=")
	typed := 0
	for _, b := range blocks(read(t, filepath.Join(clone, "README.md"))) {
		if b.wantsTenant() && !strings.Contains(b.text, "undo") {
			break // the tour ends where the real tenant begins
		}
		typed += strings.Count("\n"+b.text, "\n$ ")
		if b.language == "console" {
			p.console(b.text)
			continue
		}
		p.script(b)
	}
	if typed < 11 {
		t.Errorf("only %d commands of the tour were typed", typed)
	}
	left, err := os.ReadDir(home)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range left {
		if name := e.Name(); name != ".local" && name != "Library" && name != ".config" {
			t.Errorf("%s is left in the home folder", name)
		}
	}
	if runs, _ := filepath.Glob(filepath.Join(home, ".local/state/licet/runs/*")); len(runs) == 0 && runtime.GOOS == "linux" {
		t.Error("the journals of the tour are not in the home folder")
	}
}

// cleanClone clones the repository, with what is not committed yet.
func cleanClone(t *testing.T) string {
	t.Helper()
	testenv.Program(t, "git")
	bash, clone := testenv.Program(t, "bash"), filepath.Join(t.TempDir(), "licet")
	script := `git clone --quiet --depth 1 "file://$PWD" "$CLONE" && git ls-files --deleted -z | (cd "$CLONE" && xargs -0 rm -f) &&
		git ls-files --modified --others --exclude-standard -z | while IFS= read -r -d '' f; do [ ! -e "$f" ] || cp --parents "$f" "$CLONE"; done`
	c := exec.Command(bash, "-c", script)
	c.Dir = "../.."
	c.Env = append(os.Environ(), "CLONE="+clone)
	if out, err := c.CombinedOutput(); err != nil {
		t.Skipf("this is no clone of a repository: %v\n%s", err, out)
	}
	return clone
}

// goCaches are the caches of Go, which are the machine's and not the newcomer's:
// without them every dependency would be fetched and built again.
func goCaches(t *testing.T) []string {
	t.Helper()
	var found []string
	for _, name := range []string{"GOMODCACHE", "GOCACHE"} {
		out, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, name+"="+strings.TrimSpace(string(out)))
	}
	return append(found, "GOFLAGS=-buildvcs=false")
}
