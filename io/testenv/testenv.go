// Package testenv says what tests may count on where they run: which programs are
// there beside Go, and how long the tests may take.
package testenv

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Sweeps is the variable of the environment that makes sweeps long: kills at
// random moments, thousands of drawn inputs, big sheets. .ci/run sets it.
const Sweeps = "LICET_SWEEPS"

// Sweep gives how many of something a test tries: few, where somebody waits for
// the tests, and many where Sweeps is set.
func Sweep(few, many int) int {
	if os.Getenv(Sweeps) != "" {
		return many
	}
	return few
}

// ProgramSweep is Sweep for tests that run the program as it is shipped: the race
// detector, which finds nothing there and makes their inputs ten times slower, has few.
// .ci/run runs them once more without it.
func ProgramSweep(few, many int) int {
	if raced {
		return few
	}
	return Sweep(few, many)
}

// debian names the package of Debian that brings a program which tests run.
var debian = map[string]string{
	"bash": "bash", "chromium": "chromium", "curl": "curl", "fish": "fish", "git": "git", "mount": "mount",
	"pdfinfo": "poppler-utils", "pdftotext": "poppler-utils", "ruby": "ruby", "sh": "dash", "shellcheck": "shellcheck",
	"soffice": "libreoffice-calc", "ssconvert": "gnumeric", "tmux": "tmux", "zcat": "gzip", "zsh": "zsh",
}

// Program gives the path of a program that does not come with Go. Where it is not
// installed the test is skipped with a sentence that says how to install it;
// .ci/run does, and fails where a test is skipped.
func Program(t testing.TB, name string) string {
	t.Helper()
	from := debian[name]
	if from == "" {
		t.Fatalf("testenv does not know what brings %s", name)
	}
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed, and this cannot be tried without it (apt-get install %s)", name, from)
	}
	return path
}

// Python gives the path of a Python that has the modules, or skips the test as
// Program does.
func Python(t testing.TB, modules ...string) string {
	t.Helper()
	for _, name := range []string{"/usr/bin/python3", "python3"} {
		path, err := exec.LookPath(name)
		if err == nil && exec.Command(path, "-c", "import "+strings.Join(modules, ", ")).Run() == nil {
			return path
		}
	}
	packages := "python3-" + strings.Join(modules, " python3-")
	t.Skipf("Python with %s is not installed, and this cannot be tried without it (apt-get install %s)",
		strings.Join(modules, " and "), packages)
	return ""
}
