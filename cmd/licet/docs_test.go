package main

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"licet/io/testenv"
)

var update = flag.Bool("update", false, "rewrite the output that the documents show")

// TestDocumentsShowWhatHappens runs every command that the README and the pages
// of docs show, in order, in one folder a page. Of a console block it compares
// what is printed with what the page shows: a reader who copies a command must
// see what the page promises. In the text, … stands for anything in a line, and
// a line […] for any lines. Scripts, and the steps of pipelines, are run as
// docs_scripts_test.go says, on a tenant that is signed in to over TLS.
func TestDocumentsShowWhatHappens(t *testing.T) {
	t.Parallel()
	licet := filepath.Dir(contractedLicet(t))
	for _, path := range documents(t) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all := blocks(string(text))
		if !slices.ContainsFunc(all, func(b block) bool { return b.runnable() }) {
			continue
		}
		t.Run(pageName(path), func(t *testing.T) {
			t.Parallel()
			p := newPage(t, licet, all)
			if strings.Contains(path, ".zh-CN.") {
				p.env = append(p.env, "LICET_LANG=zh-CN")
			}
			changed := string(text)
			for _, b := range all {
				if b.language == "console" {
					changed = strings.Replace(changed, b.text, p.console(b.text), 1)
					continue
				}
				p.script(b)
			}
			if *update && changed != string(text) {
				if err := os.WriteFile(path, []byte(changed), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// documents gives the pages whose commands are run.
func documents(t *testing.T) []string {
	t.Helper()
	var found []string
	for _, pattern := range []string{"../../*.md", "../../docs/*.md", "../../docs/*/*.md"} {
		some, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, some...)
	}
	if len(found) < 20 {
		t.Fatalf("only %d pages were found", len(found))
	}
	return found
}

// pageName is a page's path from the root of the repository.
func pageName(path string) string { return strings.TrimPrefix(filepath.ToSlash(path), "../../") }

// docPage is a document whose commands are being run.
type docPage struct {
	t *testing.T
	// dir is where its commands run; licet is the folder of the program.
	dir, licet string
	// env is what its scripts have beside the environment of the test.
	env []string
	// whole says that commands are run as they are written, in a clone.
	whole bool
	// ports are those that stand in the page, with the free ones taken for them.
	ports map[string]string
}

// newPage makes the folder of a page: the sheets of the repository, and what
// the pages call staff.xlsx, staff.csv and prices.csv.
func newPage(t *testing.T, licet string, all []block) *docPage {
	t.Helper()
	testenv.Program(t, "sh")
	testenv.Program(t, "bash")
	if slices.ContainsFunc(all, func(b block) bool { return b.runnable() && strings.Contains(b.text, "curl ") }) {
		testenv.Program(t, "curl")
	}
	p := &docPage{t: t, dir: t.TempDir(), licet: licet, ports: map[string]string{}}
	copyTree(t, "../../testdata", filepath.Join(p.dir, "testdata"))
	for name, from := range map[string]string{"staff.xlsx": "examples/list.xlsx", "staff.csv": "examples/long.csv", "prices.csv": "prices.example.csv"} {
		data, err := os.ReadFile(filepath.Join("../../testdata", from))
		if err == nil {
			err = os.WriteFile(filepath.Join(p.dir, name), data, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if slices.ContainsFunc(all, func(b block) bool { return b.wantsTenant() }) {
		p.env = p.signIn()
	}
	return p
}

// console runs the commands of a block and gives the block as it should be.
func (p *docPage) console(text string) string {
	p.t.Helper()
	var out strings.Builder
	for _, step := range strings.Split("\n"+text, "\n$ ")[1:] {
		command, want, _ := strings.Cut(step, "\n")
		want = strings.TrimRight(want, "\n")
		got := strings.TrimRight(p.shell(command), "\n")
		if *update && !matches(want, got) {
			want = got
		}
		if !matches(want, got) {
			p.t.Errorf("$ %s\nthe document shows:\n%s\nit prints:\n%s", command, want, got)
		}
		out.WriteString("$ " + command + "\n")
		if want != "" {
			out.WriteString(want + "\n")
		}
	}
	return out.String()
}

// shell runs a command and gives what it prints.
func (p *docPage) shell(command string) string {
	p.t.Helper()
	c := exec.Command("sh", "-c", command)
	c.Dir, c.Env = p.dir, p.environment()
	if undone.MatchString(command) {
		// Runs know where they were made; the address in the environment goes before.
		c.Env = append(c.Env, "LICET_GRAPH_URL=")
	}
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	// A document may show a command that ends with a code of its own.
	_ = c.Run()
	return out.String()
}

// undone are the commands that find the tenant of a run by themselves.
var undone = regexp.MustCompile(`^licet (undo|resume)\b`)

// environment is what a command finds: an empty home, and English.
func (p *docPage) environment() []string {
	return append(append(os.Environ(), "PATH="+p.licet+":"+os.Getenv("PATH"), "HOME="+p.dir, "LICET_RUNS_DIR="+filepath.Join(p.dir, ".runs"),
		"TZ=UTC", "NO_COLOR=1", "LC_ALL=C.UTF-8", "LANG=C.UTF-8"), p.env...)
}

// matches compares what a document shows with what was printed.
func matches(want, got string) bool {
	var pattern strings.Builder
	pattern.WriteString("^")
	for i, line := range strings.Split(want, "\n") {
		if i > 0 && pattern.Len() > 1 {
			pattern.WriteString("\n")
		}
		if line == "[…]" {
			pattern.WriteString("(?s:.*)")
			continue
		}
		line = strings.ReplaceAll(line, "[…]", "…")
		parts := strings.Split(line, "…")
		for j := range parts {
			parts[j] = regexp.QuoteMeta(parts[j])
		}
		pattern.WriteString(strings.Join(parts, ".*"))
	}
	pattern.WriteString("$")
	return regexp.MustCompile(pattern.String()).MatchString(got)
}

func copyTree(t *testing.T, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.MkdirAll(filepath.Join(to, rel), 0o755)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), data, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
}
