package main

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the output that the documents show")

// TestDocumentsShowWhatHappens runs every command in a console block of the
// README and of docs, in order, in one folder a document, and compares what is
// printed with what the document shows. A reader who copies a command must see
// what the page promises. In the text, … stands for anything in a line, and
// a line […] for any lines.
func TestDocumentsShowWhatHappens(t *testing.T) {
	licet := filepath.Dir(contractedLicet(t))
	for _, path := range documents(t) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		blocks := consoleBlocks(string(text))
		if len(blocks) == 0 {
			continue
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			copyTree(t, "../../testdata", filepath.Join(dir, "testdata"))
			changed := string(text)
			for _, block := range blocks {
				now := runBlock(t, dir, licet, block)
				changed = strings.Replace(changed, block, now, 1)
			}
			if *update && changed != string(text) {
				if err := os.WriteFile(path, []byte(changed), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// build makes the program as it is shipped, which is not under the contract.
func build(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	name := filepath.Join(dir, "licet")
	if out, err := exec.Command("go", "build", "-o", name, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return dir
}

func documents(t *testing.T) []string {
	t.Helper()
	found, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	return append(found, "../../README.md")
}

var consoleBlock = regexp.MustCompile("(?ms)^```console\n(.*?)^```")

func consoleBlocks(text string) []string {
	var blocks []string
	for _, m := range consoleBlock.FindAllStringSubmatch(text, -1) {
		blocks = append(blocks, m[1])
	}
	return blocks
}

// runBlock runs the commands of a block and gives the block as it should be.
func runBlock(t *testing.T, dir, path, block string) string {
	t.Helper()
	var out strings.Builder
	for _, step := range strings.Split("\n"+block, "\n$ ")[1:] {
		command, want, _ := strings.Cut(step, "\n")
		want = strings.TrimRight(want, "\n")
		got := strings.TrimRight(runShell(t, dir, path, command), "\n")
		if *update && !matches(want, got) {
			want = got
		}
		if !matches(want, got) {
			t.Errorf("$ %s\nthe document shows:\n%s\nit prints:\n%s", command, want, got)
		}
		out.WriteString("$ " + command + "\n")
		if want != "" {
			out.WriteString(want + "\n")
		}
	}
	return out.String()
}

func runShell(t *testing.T, dir, path, command string) string {
	t.Helper()
	command = strings.ReplaceAll(command, "go run ./cmd/licet", "licet")
	c := exec.Command("sh", "-c", command)
	c.Dir = dir
	c.Env = append(os.Environ(), "PATH="+path+":"+os.Getenv("PATH"), "HOME="+dir, "LICET_RUNS_DIR="+filepath.Join(dir, ".runs"), "TZ=UTC", "NO_COLOR=1")
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	// A document may show a command that ends with a code of its own.
	_ = c.Run()
	return out.String()
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
