package licet_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write generated files anew")

// TestNoticesAreThoseOfTheModulesInside: who gets licet gets the licence of each
// module that is linked into it, on any system. Write the file anew with:
// go test . -run Notices -update
func TestNoticesAreThoseOfTheModulesInside(t *testing.T) {
	const path = "THIRD_PARTY_NOTICES.md"
	want := notices(t)
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is not what `go list` says; write it anew with: go test . -run Notices -update", path)
	}
}

// linkedModules gives the folders of the modules in the binaries of all systems,
// by module and version.
func linkedModules(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, system := range []string{"linux", "windows", "darwin"} {
		c := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}", "./cmd/licet")
		c.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
		out, err := c.Output()
		if err != nil {
			t.Fatalf("go list for %s: %v", system, err)
		}
		for line := range strings.SplitSeq(string(out), "\n") {
			if module, dir, ok := strings.Cut(line, "\t"); ok {
				found[module] = dir
			}
		}
	}
	return found
}

func notices(t *testing.T) string {
	t.Helper()
	modules := linkedModules(t)
	var b strings.Builder
	b.WriteString("# Third-party notices\n\nThe licences of the modules that are linked into licet, as each module has them.\nMade by `go test . -run Notices -update`. Go's own licence is the last.\n")
	for _, module := range slices.Sorted(maps.Keys(modules)) {
		appendLicense(t, &b, module, modules[module])
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	appendLicense(t, &b, "The Go standard library", strings.TrimSpace(string(root)))
	return b.String()
}

// appendLicense appends the licence and notice files of a module; one without a
// licence must not be in licet.
func appendLicense(t *testing.T, b *strings.Builder, module, dir string) {
	t.Helper()
	var texts []string
	for _, pattern := range []string{"LICENSE*", "LICENCE*", "COPYING*", "License*", "NOTICE*"} {
		paths, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, strings.ReplaceAll(strings.TrimSpace(string(text)), "\r\n", "\n"))
		}
	}
	if len(texts) == 0 {
		t.Errorf("%s has no licence file", module)
	}
	fmt.Fprintf(b, "\n## %s\n", module)
	for _, text := range texts {
		fmt.Fprintf(b, "\n```text\n%s\n```\n", text)
	}
}
