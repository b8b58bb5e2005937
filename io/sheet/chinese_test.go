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
)

var update = flag.Bool("update", false, "rewrite the golden files")

// tellInChinese reads a sheet and keeps what is found in Chinese.
func tellInChinese(t *testing.T, into *strings.Builder, text string) {
	t.Helper()
	words := language.SpeakerOf(language.Chinese)
	for _, f := range read(t, text, sheet.Options{}).Findings {
		message, hint := words.Sentence(f.Message), words.Sentence(f.Hint)
		fmt.Fprintf(into, "  %s %s: %s %s | %s | %s\n", f.Severity, f.Code, f.At, f.User, message, hint)
		for _, text := range []string{message, hint} {
			if left := languagetest.English(text); left != "" {
				t.Errorf("%q is left in English: %s", left, text)
			}
		}
	}
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
