package language_test

import (
	"regexp"
	"strings"
	"testing"
)

// private are words for which people have others: a user has a licence, which is
// assigned and removed (as Microsoft says it); what is wrong is fixed; what a run
// will take is estimated; what happened is said, shown or reported.
var private = regexp.MustCompile(`(?i)\b(hold|holds|held|holding|give|gives|gave|given|mend|mends|mended|foretold|foretell|foretells|told|tells` +
	`|passed over|parted)\b|\btak(e|es|en|ing)\b[^.;:]*\baway\b`)

// excused are what such words are in, where they are what others say.
var excused = strings.NewReplacer("archive or hold", "", "%d given", "")

func TestSentencesUseTheWordsOfTheAdminCentre(t *testing.T) {
	said, _ := load(t).messages()
	for _, m := range said {
		if word := private.FindString(excused.Replace(m.english)); word != "" {
			t.Errorf("%s: %q says %q", inFolder(m.at), m.english, word)
		}
	}
}
