package testenv

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// What tests skip without, .ci/run installs: it fails where something is skipped.
func TestTheFullRunInstallsWhatTestsAskFor(t *testing.T) {
	script, err := os.ReadFile("../../.ci/run")
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Fields(strings.NewReplacer("\\\n", " ", ";", " ").Replace(string(script)))
	for program, from := range debian {
		if !slices.Contains(words, from) {
			t.Errorf("%s asks for %s, which .ci/run does not install", program, from)
		}
	}
	if !slices.Contains(words, Sweeps+"=1") {
		t.Errorf(".ci/run does not set %s", Sweeps)
	}
}

func TestSweepsAreLongWhereTheyAreAskedFor(t *testing.T) {
	for set, want := range map[string]int{"": 3, "1": 300} {
		t.Setenv(Sweeps, set)
		if got := Sweep(3, 300); got != want {
			t.Errorf("with %s=%q: %d, want %d", Sweeps, set, got, want)
		}
	}
}

// asker is a test that can be told to skip, and remembers the sentence.
type asker struct {
	testing.TB
	skipped string
}

func (a *asker) Helper() {}

func (a *asker) Skipf(format string, args ...any) { a.skipped = fmt.Sprintf(format, args...) }

func TestWhatIsMissingIsNamed(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for want, ask := range map[string]func(a *asker){
		"apt-get install gnumeric":                           func(a *asker) { Program(a, "ssconvert") },
		"Python with nowhere and elsewhere is not installed": func(a *asker) { Python(a, "nowhere", "elsewhere") },
		"apt-get install python3-nowhere python3-elsewhere":  func(a *asker) { Python(a, "nowhere", "elsewhere") },
	} {
		a := &asker{TB: t}
		if ask(a); !strings.Contains(a.skipped, want) {
			t.Errorf("it says %q, want %q", a.skipped, want)
		}
	}
}
