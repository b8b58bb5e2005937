package sheet_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"licet/io/language"
	"licet/io/language/languagetest"
	"licet/io/sheet"
	"licet/reconcile"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// tellInChinese reads a sheet and keeps what is found in Chinese, which must be
// the same that is found in English.
func tellInChinese(t *testing.T, into *strings.Builder, text string) {
	t.Helper()
	s := read(t, text, sheet.Options{Phrases: language.Phrases(language.Chinese)})
	count := map[string]int{}
	for _, f := range read(t, text, sheet.Options{}).Findings {
		count[mute(f)]++
	}
	for _, f := range s.Findings {
		fmt.Fprintf(into, "  %s %s: %s %s | %s | %s\n", f.Severity, f.Code, f.At, f.User, f.Message, f.Hint)
		count[mute(f)]--
		for _, text := range []string{f.Message, f.Hint} {
			if left := languagetest.English(text); left != "" {
				t.Errorf("%q is left in English: %s", left, text)
			}
		}
	}
	for f, n := range count {
		if n != 0 {
			t.Errorf("%s is not found as often in Chinese as in English: %+d", f, n)
		}
	}
}

// mute writes a finding without its words.
func mute(f reconcile.Finding) string {
	return fmt.Sprint(f.Severity, " ", f.Code, " ", f.At, " ", f.User, " ", f.Hint != "")
}

// golden compares a text with a file that -update writes.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s has changed; see whether the Chinese is right, then: go test ./io/sheet -update", path)
	}
}
