package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

var (
	link    = regexp.MustCompile(`\]\(([^()\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#{1,6} +(.+?) *$`)
	// repositoryPath is a path with a folder of this repository at its head.
	repositoryPath = regexp.MustCompile(`^(cmd|reconcile|io|docs|testdata|bench|tools|deploy|\.ci|\.github)/[\w./*-]+$`)
	filePath       = regexp.MustCompile(`^[\w-]+\.(md|sh)$`)
	testName       = regexp.MustCompile(`^(Test|Fuzz|Benchmark)[A-Z]\w+$`)
)

// A link that leads nowhere stops a reader who is looking for an answer: every
// link between pages, with its heading, and every picture is there.
func TestLinksLeadSomewhere(t *testing.T) {
	pages := append(documents(t), "../../bench/README.md")
	followed := 0
	for _, path := range pages {
		for _, m := range link.FindAllStringSubmatch(fence.ReplaceAllString(read(t, path), ""), -1) {
			if strings.Contains(m[1], "://") || strings.HasPrefix(m[1], "mailto:") {
				continue
			}
			followed++
			target, anchor, _ := strings.Cut(m[1], "#")
			file := path
			if target != "" {
				file = filepath.Join(filepath.Dir(path), target)
			}
			if _, err := os.Stat(file); err != nil {
				t.Errorf("%s: (%s): %v", pageName(path), m[1], err)
				continue
			}
			if anchor != "" && !anchors(read(t, file))[anchor] {
				t.Errorf("%s: (%s): the page has no such heading", pageName(path), m[1])
			}
		}
	}
	if followed < 60 {
		t.Errorf("only %d links were followed", followed)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// anchors gives the names of a page's headings as GitHub makes them: lower case,
// punctuation gone, spaces as hyphens, a number for one that comes again.
func anchors(text string) map[string]bool {
	found := map[string]bool{}
	for _, m := range heading.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
		name := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
				return unicode.ToLower(r)
			default:
				return -1
			}
		}, m[1])
		unique := name
		for n := 1; found[unique]; n++ {
			unique = name + "-" + strconv.Itoa(n)
		}
		found[unique] = true
	}
	return found
}

// A file that a page names is in the repository, and so is a test: a promise
// whose proof was renamed is a promise without proof.
func TestFilesAndTestsThatPagesNameExist(t *testing.T) {
	tests := declaredTests(t)
	named := 0
	for _, path := range append(documents(t), "../../bench/README.md") {
		for _, s := range spans(read(t, path)) {
			switch {
			case testName.MatchString(s):
				named++
				if !tests[s] {
					t.Errorf("%s: there is no test %s", pageName(path), s)
				}
			case repositoryPath.MatchString(s):
				named++
				if found, err := filepath.Glob(filepath.Join("../..", s)); err != nil || len(found) == 0 {
					t.Errorf("%s: there is no file %s", pageName(path), s)
				}
			case filePath.MatchString(s) && strings.HasSuffix(s, ".md") && s != "plan.md":
				named++
				here, _ := filepath.Glob(filepath.Join(filepath.Dir(path), s))
				top, _ := filepath.Glob(filepath.Join("../..", s))
				if len(here)+len(top) == 0 {
					t.Errorf("%s: there is no page %s", pageName(path), s)
				}
			}
		}
	}
	if named < 60 {
		t.Errorf("only %d files and tests are named", named)
	}
}

var declared = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)\w+)\(`)

// declaredTests gives the names of all tests of the repository.
func declaredTests(t *testing.T) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	err := filepath.WalkDir("../..", func(path string, d os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		for _, m := range declared.FindAllStringSubmatch(read(t, path), -1) {
			found[m[1]] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

var exitRow = regexp.MustCompile(`(?m)^\| (\d+) \| ([^|]+) \|`)

// A script that goes by the page goes by the program.
func TestExitCodesOfThePageAreTheProgramsOwn(t *testing.T) {
	rows := exitRow.FindAllStringSubmatch(read(t, "../../docs/scripting.md"), -1)
	if len(rows) != len(exitCodes) {
		t.Fatalf("the page has %d codes, the program %d", len(rows), len(exitCodes))
	}
	for i, row := range rows {
		if row[1] != strconv.Itoa(exitCodes[i].Code) || strings.ReplaceAll(row[2], "`", "") != strings.ReplaceAll(string(exitCodes[i].Means), "`", "") {
			t.Errorf("the page says %q of %s, the program %q of %d", row[2], row[1], exitCodes[i].Means, exitCodes[i].Code)
		}
	}
}
