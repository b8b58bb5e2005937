package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"licet/io/testenv"
)

// typing is a line that somebody types in a shell, and what the screen then
// shows. The last keys ask for a completion.
type typing struct {
	name, keys string
	tabs       int
	// want must all be on the screen, not must not.
	want, not []string
}

// typings hold in every shell. LAST stands for the id of a run.
var typings = []typing{
	{name: "a command", keys: "licet pl", tabs: 1, want: []string{"> licet plan"}},
	{name: "a flag", keys: "licet apply --max-rem", tabs: 1, want: []string{"--max-removals"}},
	{name: "a flag behind a sheet", keys: "licet plan onboarding.csv --max-rem", tabs: 1, want: []string{"onboarding.csv --max-removals"}},
	{name: "the words of a flag", keys: "licet plan --mode ", tabs: 2, want: []string{"exact", "add", "remove"}, not: []string{"onboarding"}},
	{name: "a word of a flag", keys: "licet apply --auth cert", tabs: 1, want: []string{"--auth certificate"}},
	{name: "a word behind =", keys: "licet apply --cloud=chi", tabs: 1, want: []string{"--cloud=china"}},
	{name: "a licence of the catalogue", keys: "licet swap SPE_E5_CALL", tabs: 1, want: []string{"SPE_E5_CALLINGMINUTES"}},
	{name: "a licence in a list", keys: "licet plan --manage SPE_E3,SPE_E5_CALL", tabs: 1, want: []string{"SPE_E3,SPE_E5_CALLINGMINUTES"}},
	{name: "a licence of the tenant", keys: "licet swap --sandbox contoso.json SPE_E", tabs: 2, want: []string{"SPE_E3", "SPE_E5"}, not: []string{"CALLING"}},
	{name: "a run to undo", keys: "licet undo 20", tabs: 1, want: []string{"licet undo LAST"}},
	{name: "a run to show", keys: "licet runs show 20", tabs: 1, want: []string{"licet runs show LAST"}},
	{name: "a file", keys: "licet check onb", tabs: 1, want: []string{"licet check onboarding.csv"}},
	{name: "a file of a flag", keys: "licet plan --sandbox conto", tabs: 1, want: []string{"--sandbox contoso.json"}},
	{name: "a shell", keys: "licet completion fi", tabs: 1, want: []string{"completion fish"}},
}

// shellUnderTest starts a shell that has read its completion the way the
// documentation says.
type shellUnderTest struct {
	name    string
	prepare func(dir string) (files map[string]string, command string)
	extra   []typing
}

var shellsUnderTest = []shellUnderTest{
	{name: "bash",
		prepare: func(dir string) (map[string]string, string) {
			return map[string]string{"rc": "PS1='> '\n. ./licet.bash\nbind 'set bell-style none'\nbind 'set show-all-if-ambiguous on'\n"}, "bash --noprofile --rcfile rc -i"
		},
		extra: []typing{
			{name: "a licence with brackets", keys: "licet swap 'Microsoft_365_E3_(", tabs: 1, want: []string{`licet swap 'Microsoft_365_E3_(no_Teams)'`}},
			{name: "a licence with blanks", keys: "licet swap DYN365_", tabs: 2, want: []string{`DYN365_\ ENTERPRISE\ _RELATIONSHIP_SALES`}},
		}},
	{name: "zsh",
		prepare: func(dir string) (map[string]string, string) {
			return map[string]string{".zshrc": "PS1='> '\nsetopt no_beep\nfpath=(" + dir + " $fpath)\nautoload -Uz compinit\ncompinit -u -d ./dump\n"}, "ZDOTDIR=" + dir + " zsh -i"
		},
		extra: []typing{{name: "a licence with brackets", keys: "licet swap Microsoft_365_E3_EEA_", tabs: 1, want: []string{`Microsoft_365_E3_EEA_\(no_Teams\)_Unattended_License`}}}},
	{name: "fish",
		prepare: func(dir string) (map[string]string, string) {
			return map[string]string{"fish/config.fish": "function fish_prompt; echo '> '; end\nset -g fish_greeting\nset -g fish_autosuggestion_enabled 0\n"}, "XDG_CONFIG_HOME=" + dir + " XDG_DATA_HOME=" + dir + " fish -i"
		},
		extra: []typing{{name: "a licence with brackets", keys: "licet swap Microsoft_365_E3_EEA_", tabs: 1, want: []string{`Microsoft_365_E3_EEA_\(no_Teams\)_Unattended_License`}}}},
}

// TestShellsComplete types in real shells, each on a screen of tmux.
func TestShellsComplete(t *testing.T) {
	t.Parallel()
	testenv.Program(t, "tmux")
	dir := t.TempDir()
	copyTree(t, "../../testdata", dir)
	c := clientOn(dir)
	c.want(t, exitDone, "apply", "--sandbox", filepath.Join(dir, "contoso.json"), filepath.Join(dir, "onboarding.csv"))
	run := onlyRun(t, dir)
	for _, s := range shellsUnderTest {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			testenv.Program(t, s.name)
			home := t.TempDir()
			copyTree(t, dir, home)
			files, command := s.prepare(home)
			files["licet.bash"] = c.want(t, exitDone, "completion", "bash").out
			files["_licet"] = c.want(t, exitDone, "completion", "zsh").out
			files["fish/completions/licet.fish"] = c.want(t, exitDone, "completion", "fish").out
			for name, text := range files {
				if err := os.MkdirAll(filepath.Dir(filepath.Join(home, name)), 0o700); err != nil {
					t.Fatal(err)
				}
				writeFile(t, home, name, text)
			}
			for i, line := range append(typings, s.extra...) {
				t.Run(line.name, func(t *testing.T) {
					screen := newScreen(t, fmt.Sprintf("%s-%d", s.name, i), home, command)
					screen.typed(t, line, run)
				})
			}
		})
	}
}

// onlyRun is the id of the one run there is.
func onlyRun(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(dir, "runs"))
	if err != nil || len(entries) == 0 {
		t.Fatalf("runs: %v, %v", entries, err)
	}
	return entries[len(entries)-1].Name()
}

// screen is a terminal with a shell in it.
type screen struct{ socket string }

func newScreen(t *testing.T, name, dir, command string) *screen {
	t.Helper()
	s := &screen{socket: fmt.Sprintf("licet-%d-%s", os.Getpid(), name)}
	t.Cleanup(func() { s.tmux(t, "kill-server") })
	s.tmux(t, "new-session", "-d", "-x", "150", "-y", "40", "-c", dir,
		"env HOME="+dir+" LICET_RUNS_DIR="+filepath.Join(dir, "runs")+" LC_ALL=C.UTF-8 PATH="+os.Getenv("PATH")+" "+command)
	s.shows(t, []string{">"}, nil)
	return s
}

func (s *screen) tmux(t *testing.T, words ...string) string {
	t.Helper()
	out, err := exec.Command("tmux", append([]string{"-u", "-L", s.socket, "-f", "/dev/null"}, words...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("tmux %s: %v\n%s", words[0], err, out)
	}
	return string(out)
}

// typed types a line and asks for completions until the screen shows them.
func (s *screen) typed(t *testing.T, line typing, run string) {
	t.Helper()
	s.tmux(t, "send-keys", "-l", line.keys)
	s.shows(t, []string{strings.TrimRight(line.keys, " ")}, nil)
	for range line.tabs {
		s.tmux(t, "send-keys", "Tab")
	}
	want := make([]string, len(line.want))
	for i, w := range line.want {
		want[i] = strings.ReplaceAll(w, "LAST", run)
	}
	s.shows(t, want, line.not)
}

// shows waits until the screen shows what it should.
func (s *screen) shows(t *testing.T, want, not []string) {
	t.Helper()
	var now string
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		now = s.tmux(t, "capture-pane", "-p", "-J")
		missing := false
		for _, w := range want {
			missing = missing || !strings.Contains(now, w)
		}
		if missing {
			continue
		}
		for _, w := range not {
			if strings.Contains(now, w) {
				t.Fatalf("the screen should not show %q:\n%s", w, strings.TrimSpace(now))
			}
		}
		return
	}
	t.Fatalf("the screen does not show %q:\n%s", want, strings.TrimSpace(now))
}
