package terminal_test

import (
	"encoding/json"
	"io"
	"strings"
	"testing"

	"licet/io/terminal"
)

// Text that nobody made visible on its way is made so before people see it, however
// it is cut into pieces; licet's own lines and colours are as they were.
func TestTheGuardLetsNothingForeignThrough(t *testing.T) {
	const text = "licet: \x1b[1mbold\x1b[0m 李\u202e\x1b[2J\u009b\ttab\nend ␊\n"
	for _, size := range []int{1, 2, 3, 5, 1000} {
		for colors, want := range map[string]string{
			"1": "licet: \x1b[1mbold\x1b[0m 李<U+202E><U+001B>[2J<U+009B>\ttab\nend ␊\n",
			"":  "licet: <U+001B>[1mbold<U+001B>[0m 李<U+202E><U+001B>[2J<U+009B>\ttab\nend ␊\n",
		} {
			var out strings.Builder
			c := terminal.Console{Out: &out, Err: io.Discard, Getenv: func(name string) string {
				return map[string]string{"CLICOLOR_FORCE": colors}[name]
			}}
			c.Guard()
			c.Guard()
			for rest := text; rest != ""; {
				n := min(size, len(rest))
				if wrote, err := io.WriteString(c.Out, rest[:n]); wrote != n || err != nil {
					t.Fatal(wrote, err)
				}
				rest = rest[n:]
			}
			if out.String() != want {
				t.Errorf("in pieces of %d, colours %q: %q, want %q", size, colors, out.String(), want)
			}
		}
	}
}

// JSON on a terminal is as safe, and says the same.
func TestJSONIsExactAndVisible(t *testing.T) {
	const name = "李\u202e\u009b\u200b\U000e0041é"
	var out strings.Builder
	c := terminal.Console{Out: &out, Err: io.Discard, Getenv: func(string) string { return "" }}
	c.Guard()
	if err := json.NewEncoder(c.JSON()).Encode(name); err != nil {
		t.Fatal(err)
	}
	var back string
	if err := json.Unmarshal([]byte(out.String()), &back); err != nil || back != name {
		t.Errorf("%q became %q: %v", name, back, err)
	}
	if want := `"李\u202e\u009b\u200b\udb40\udc41é"` + "\n"; out.String() != want {
		t.Errorf("it is written as %s, want %s", out.String(), want)
	}
}
