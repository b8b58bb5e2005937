package terminal

import (
	"strings"
	"testing"

	"github.com/jedib0t/go-pretty/v6/text"

	"licet/io/language"
)

func TestHelpWrapsWideCharacters(t *testing.T) {
	p := page{width: 20, words: language.SpeakerOf(language.Chinese)}
	p.wrap("  --mode  ", "电子表格在多大程度上是事实", 10)
	for line := range strings.SplitSeq(strings.TrimRight(p.String(), "\n"), "\n") {
		if n := text.StringWidthWithoutEscSequences(line); n > 20 {
			t.Errorf("%d columns: %q", n, line)
		}
	}
	if got := strings.Join(strings.Fields(strings.ReplaceAll(p.String(), "\n", "")), ""); got != "--mode电子表格在多大程度上是事实" {
		t.Errorf("letters went missing: %s", got)
	}
}
