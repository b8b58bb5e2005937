package language_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"licet/io/language"
)

var update = flag.Bool("update", false, "sort the catalogue, drop what nobody says, add what it lacks with empty words")

const catalogueFile = "zh-CN.json"

// TestCatalogueIsComplete: every message of the program is in the catalogue,
// nothing else is, and each says with the same facts what the English says.
func TestCatalogueIsComplete(t *testing.T) {
	said, unknown := load(t).messages()
	for _, at := range unknown {
		t.Errorf("%s: what is said here is no constant, so nobody can know whether it is translated", inFolder(at))
	}
	if len(said) < 4 {
		t.Fatalf("only %d messages were found in the program", len(said))
	}
	if *update {
		rewrite(t, said)
	}
	chinese := language.SpeakerOf(language.Chinese)
	used := map[string]bool{}
	for _, m := range said {
		used[m.english] = true
		translated, ok := chinese[m.english]
		switch {
		case !ok && !hasWords(m):
		case !ok:
			t.Errorf("%s: not in %s: %q", inFolder(m.at), catalogueFile, m.english)
		case strings.TrimSpace(translated) == "":
			t.Errorf("%s: without Chinese in %s: %q", inFolder(m.at), catalogueFile, m.english)
		case !m.text && !slices.Equal(verbs(m.english), verbs(translated)):
			t.Errorf("%s: %q takes %q, its translation %q %q", inFolder(m.at), m.english, verbs(m.english), translated, verbs(translated))
		}
		if problem := arguments(m); problem != "" {
			t.Errorf("%s: %s", inFolder(m.at), problem)
		}
	}
	for english := range chinese {
		if !used[english] {
			t.Errorf("%s has %q, which nobody says", catalogueFile, english)
		}
	}
}

// hasWords reports whether a message has anything to translate.
func hasWords(m message) bool {
	text := m.english
	if !m.text {
		text = withoutVerbs(text)
	}
	return strings.ContainsFunc(text, unicode.IsLetter)
}

// arguments checks what go vet cannot, the two formats of Count.
func arguments(m message) string {
	takes := verbs(m.english)
	if m.args < 0 || m.text {
		return ""
	}
	given := m.args
	if given == 0 && m.call != "Say" && len(takes) == 1 && takes[0] == "1 d" {
		given = 1 // the number itself
	}
	if len(takes) != given {
		return fmt.Sprintf("%q takes %d arguments, %d are given", m.english, len(takes), given)
	}
	return ""
}

// TestCatalogueIsSorted: one message a line, sorted, so that two people who add
// messages seldom touch the same line; git joins the lines of both
// (.gitattributes), and this finds a message that came twice.
func TestCatalogueIsSorted(t *testing.T) {
	data, err := os.ReadFile(catalogueFile)
	if err != nil {
		t.Fatal(err)
	}
	want := format(t, read(t))
	if !bytes.Equal(data, want) {
		t.Errorf("%s is not one line a message, sorted, each once: go test ./io/language -update", catalogueFile)
	}
}

// read reads the catalogue as it stands in its file.
func read(t *testing.T) map[string]string {
	t.Helper()
	data, err := os.ReadFile(catalogueFile)
	if err != nil {
		t.Fatal(err)
	}
	var words map[string]string
	if err := json.Unmarshal(data, &words); err != nil {
		t.Fatal(err)
	}
	return words
}

// rewrite brings the catalogue in form with what the program says.
func rewrite(t *testing.T, said []message) {
	t.Helper()
	old := read(t)
	words := map[string]string{"": old[""]}
	for _, m := range said {
		if translated, ok := old[m.english]; ok || hasWords(m) {
			words[m.english] = translated
		}
	}
	if err := os.WriteFile(catalogueFile, format(t, words), 0o644); err != nil {
		t.Fatal(err)
	}
}

// format writes the catalogue; the empty message, which is the name of the
// language, stands last, so that every other line ends in a comma.
func format(t *testing.T, words map[string]string) []byte {
	t.Helper()
	keys := make([]string, 0, len(words))
	for k := range words {
		if k != "" {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	var b bytes.Buffer
	b.WriteString("{\n")
	for _, k := range append(keys, "") {
		end := ",\n"
		if k == "" {
			end = "\n"
		}
		fmt.Fprintf(&b, "  %s: %s%s", quote(t, k), quote(t, words[k]), end)
	}
	b.WriteString("}\n")
	return b.Bytes()
}

func quote(t *testing.T, s string) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		t.Fatal(err)
	}
	return strings.TrimRight(b.String(), "\n")
}
